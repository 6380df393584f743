/** Messages over HTTP: POST /api/v1/events and /api/v1/samples, JSON, NDJSON or CloudEvents (structured, batched, binary), gzip accepted. Answered only after the ledger row is durable. With ?history what is older than retention is climbed, too. */
import { isUtf8 } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { AGAIN } from '../../shared/errors.ts';
import type { Memory } from '../../shared/pressure.ts';
import { stopwatch } from '../../shared/time/clock.ts';
import type { Stream } from '../message.ts';
import type { Way } from '../path.ts';
import { attributesOf } from '../recognise.ts';
import { admission, expected, type Place } from './admission.ts';
import type { Receipt } from './counted.ts';

const LIMIT = 32 * 1024 * 1024;
/** Messages one request may hold: a few bytes of gzip could otherwise be millions of them. */
const MOST = 200_000;
const TYPES = ['application/json', 'application/x-ndjson', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

const problem = (response: Response, status: number, title: string, detail: string, more: object = {}): void => void response.status(status).type('application/problem+json').send(JSON.stringify({ type: 'about:blank', title, status, detail, instance: response.req.originalUrl, ...more }));
const tooLarge = (response: Response): void => problem(response, 413, 'Too large', 'the body is larger than 32 MiB after unpacking; send it in several requests');

const noRoom = (response: Response): void => {
  response.set('Retry-After', String(AGAIN));
  problem(response, 503, 'No room', 'this process holds as much memory as it may; nothing of this request was taken, send it again later');
};

/** So long a request that is not read yet waits for room before it is told to come again, ms: what a collection brings back is there sooner. */
const PATIENT = 2000;
const whileShort = async ({ short }: Memory): Promise<void> => {
  const waited = stopwatch();
  while (short() && waited() < PATIENT) await sleep(50);
};

const unzip = promisify(gunzip);
/** The body as it was before it was packed, or why there is none, with the status that says so. */
const unpack = async (encoding: string, body: Buffer): Promise<{ body: Buffer } | { status: 400 | 413 | 415; why: string }> => {
  if (encoding === '' || encoding === 'identity') return { body };
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return { status: 415, why: `the encoding ${encoding.slice(0, 40)} is not read; the body may be plain or gzip` };
  try {
    return { body: await unzip(body, { maxOutputLength: LIMIT }) };
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? { status: 413, why: '' } : { status: 400, why: `the body is not whole gzip: ${error instanceof Error ? error.message : ''}` };
  }
};

/** Lines of NDJSON, at most one more than a request may hold; the last may lack its newline. Blank lines are no messages. */
const lines = (body: Buffer): Buffer[] => {
  const out: Buffer[] = [];
  for (let from = 0; from < body.length && out.length <= MOST; ) {
    let to = body.indexOf(10, from);
    if (to < 0) to = body.length;
    const line = body.subarray(from, to > from && body[to - 1] === 13 ? to - 1 : to);
    if (line.length > 0) out.push(line);
    from = to + 1;
  }
  return out;
};

/** The source text of each element of a JSON array, cut at its commas: elements keep their own digits and repeated keys. At most one more than a request may hold. */
const elements = (text: string): string[] => {
  const out: string[] = [];
  let depth = 0;
  let from = -1;
  for (let i = 0; i < text.length && out.length <= MOST; i++) {
    const char = text[i];
    if (char === '"') {
      if (from < 0 && depth === 1) from = i;
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (char === '[' || char === '{') {
      if (depth === 1 && from < 0) from = i;
      depth++;
    } else if (char === ']' || char === '}' || char === ',') {
      if (char !== ',') depth--;
      if ((depth === 1 && char === ',') || depth === 0) {
        if (from >= 0) out.push(text.slice(from, i));
        from = -1;
      }
    } else if (from < 0 && depth === 1 && char?.trim()) from = i;
  }
  return out;
};

/** Messages of a body by its content type. A JSON array is many, any other JSON one; text that does not parse as a whole is one (bad) message. */
const messages = (type: string, body: Buffer): (Buffer | string)[] => {
  if (type === 'application/x-ndjson') return lines(body);
  if (!isUtf8(body)) return [body];
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  if (!text.trimStart().startsWith('[')) return [body];
  try {
    JSON.parse(text);
  } catch {
    return [body];
  }
  return elements(text);
};

/** The two POST routes. `accept` takes messages along the path and resolves when they are durable. */
export const httpSource = (accept: (stream: Stream, bodies: (Buffer | string)[], way: Way) => Promise<Receipt>, memory: Memory): Router => {
  const router = Router();
  const admit = admission(memory);
  const raw = express.raw({ type: () => true, limit: LIMIT, inflate: false });
  for (const [path, stream] of [['/api/v1/events', 'event'], ['/api/v1/samples', 'sample']] as const) {
    router.post(path, async (request, response, next) => {
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      if (!TYPES.includes(type)) return problem(response, 415, 'Unsupported content type', `${type || 'no content type'} is not taken here; send ${TYPES.join(' or ')}`);
      // unpacked here and not by express, so that what cannot be unpacked is in the books with its bytes
      response.locals['encoding'] = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
      delete request.headers['content-encoding'];
      const bytes = expected(request.headers['content-length'], response.locals['encoding'] !== '', LIMIT);
      await whileShort(memory);
      const place = admit(bytes);
      if (!place) return noRoom(response);
      response.locals['place'] = place;
      // whoever has left meanwhile is not heard of again
      if (response.closed) return place.free();
      response.on('close', () => place.free());
      next();
    }, raw, async (request: Request, response: Response) => {
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      const body: unknown = request.body;
      const sent = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      const unpacked = await unpack(response.locals['encoding'] as string, sent);
      if ('status' in unpacked) {
        if (unpacked.status === 413) return tooLarge(response);
        const receipt = await accept(stream, [sent], { packed: unpacked.why });
        return problem(response, unpacked.status, unpacked.status === 415 ? 'Unsupported encoding' : 'Bad request', unpacked.why, { code: 'BAD_ENCODING', ...receipt });
      }
      const bytes = unpacked.body;
      (response.locals['place'] as Place).grow(bytes.length);
      // binary mode: one event, its attributes in headers, its data the body
      const attributes = attributesOf(Object.entries(request.headers).map(([key, value]): [string, string] => [key, String(value)]), 'ce-');
      const bodies = attributes ? [bytes] : messages(type, bytes);
      if (bodies.length > MOST) return problem(response, 413, 'Too many', `a request may hold ${MOST} messages; send them in several requests`);
      const receipt = await accept(stream, bodies, { attributes, history: 'history' in request.query });
      response.status(202).json(receipt);
    });
    router.use(path, (error: { status?: number; type?: string; message?: string }, _request: Request, response: Response, next: NextFunction) => {
      if (error.status === 413) return tooLarge(response);
      if (error.status === 400) return problem(response, 400, 'Bad request', `the body could not be read: ${error.message ?? ''}`);
      next(error);
    });
  }
  return router;
};
