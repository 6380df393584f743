/** One POST of a notification to an address that the guard has let through: one time limit for all of it, no redirects, little read of the answer, nothing secret in its words. */
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { type Address, type Guard, hostOf, shown } from './address.ts';

/** Where a target listens and what signs its notifications; neither is ever shown. */
export type Way = { url: URL; secret: string | null };
export type Letter = { url: URL; headers: Record<string, string>; body: string };

/**
 * What became of one attempt. refused: it was understood and not taken (4xx, 3xx, or the guard), trying soon again is idle; lasting: idle until the configuration
 * changes. wait: ms that the receiver asks to be left alone.
 */
export type Outcome = { verdict: 'delivered' | 'failed' | 'refused' | 'lasting'; status: number | null; message: string; wait: number | null };

/** limit: ms that an attempt may take, from the lookup to the status. now: the machine's clock, for a Retry-After that is a date. secrets: words that must not be shown. */
export type PostOptions = { guard: Guard; limit: number; now: () => number; signal: AbortSignal; secrets: readonly string[] };

/** Bytes of an answer that are read, and characters of it that are shown. */
const MOST_READ = 65_536;
const MOST_SHOWN = 200;
/** …and collected first, so that no secret is cut in two before it is found. */
const ENOUGH = 8192;

/** Text without the words that must not be seen, without line ends and control characters. */
const redact = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text).replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** user:password as Basic authentication sends it; '' when the URL has none. Throws URIError when it is badly encoded. */
const credentials = (url: URL): string => (url.username || url.password ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : '');

/** All of a URL that may be secret, as it stands there and decoded. */
export const secretsOf = ({ url, secret }: Way): string[] => {
  const found = [secret ?? '', Buffer.from(credentials(url)).toString('base64'), url.username, url.password, url.pathname, ...url.pathname.split('/').filter((one) => one.length >= 8), url.search, ...url.searchParams.values()];
  const plain = found.flatMap((one) => {
    try {
      return [one, decodeURIComponent(one)];
    } catch {
      return [one];
    }
  });
  return [...new Set(plain)].filter((one) => one.length > 2).sort((a, b) => b.length - a.length);
};

const retryAfter = (text: string | undefined, now: number): number | null => {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};

const verdictOf = (status: number): Outcome['verdict'] => {
  if (status >= 200 && status < 300) return 'delivered';
  return status >= 300 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'failed';
};

const trouble = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message ?? error);
};

type Answer = { status: number; after: string | undefined; text: string };

const send = ({ url, headers, body }: Letter, addresses: Address[], echo: boolean, stop: AbortSignal, over: () => void): Promise<Answer> =>
  new Promise((done, fail) => {
    const [first] = addresses as [Address];
    const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)({
      protocol: url.protocol,
      host: hostOf(url),
      port: url.port === '' ? undefined : url.port,
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: { 'user-agent': 'heptad', ...headers, 'content-length': Buffer.byteLength(body) },
      ...(credentials(url) ? { auth: credentials(url) } : {}),
      // a connection of its own, to an address that was checked, whatever the name says by now
      agent: false,
      lookup: (_host, options, found) => (options.all ? found(null, addresses) : found(null, first.address, first.family)),
      signal: stop,
    });
    request.on('error', fail);
    request.once('close', over);
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const answer = (text: string): void => done({ status, after: response.headers['retry-after'], text });
      let [read, text] = [0, ''];
      response.on('data', (data: Buffer) => {
        read += data.length;
        if (echo && text.length < ENOUGH) text += data.toString('utf8');
        if (read > MOST_READ) response.destroy();
      });
      // the status has come: whatever becomes of the rest, that is the answer
      response.on('error', () => answer(text));
      response.once('close', () => answer(text));
      if (verdictOf(status) === 'delivered' || !echo) answer('');
    });
    request.end(body);
  });

/** Sends one letter. Never throws: whatever happens is an outcome in words that may be shown. */
export const post = async (letter: Letter, { guard, limit, now, signal, secrets }: PostOptions): Promise<Outcome> => {
  const place = shown(letter.url);
  const outcome = (verdict: Outcome['verdict'], message: string, status: number | null = null, wait: number | null = null): Outcome => ({ verdict, status, message, wait });
  const over = new AbortController();
  const stop = (): void => over.abort();
  const timer = setTimeout(stop, limit);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const stopped = new Promise<never>((_done, fail) => over.signal.addEventListener('abort', () => fail(over.signal.reason)));
  stopped.catch(() => undefined);
  const done = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  };
  try {
    const passage = await Promise.race([guard(letter.url), stopped]);
    if ('refused' in passage) {
      done();
      return outcome(passage.lasting ? 'lasting' : 'refused', passage.refused);
    }
    // the rest of an answer whose status is known may come until the limit
    const { status, after, text } = await Promise.race([send(letter, passage.addresses, passage.trusted, over.signal, done), stopped]);
    const verdict = verdictOf(status);
    if (verdict === 'delivered') return outcome(verdict, `${place} answered ${status}`, status);
    const said = redact(text, secrets).slice(0, MOST_SHOWN);
    const moved = status >= 300 && status < 400 ? '; redirects are not followed' : '';
    return outcome(verdict, `${place} answered ${status}${moved}${said ? `: ${said}` : ''}`, status, retryAfter(after, now()));
  } catch (error) {
    const late = over.signal.aborted && !signal.aborted;
    done();
    if (signal.aborted) return outcome('failed', 'stopped before an answer came');
    return outcome('failed', late ? `${place} did not answer within ${limit / 1000} s` : `${place} cannot be reached: ${redact(trouble(error), secrets)}`);
  }
};
