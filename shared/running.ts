/** A running heptad, found and asked: `heptad.json` in the data folder says where it listens. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeptadError } from './errors.ts';

/** Notes where this process listens; answers the call that takes the note away again. */
export const announce = (data: string, url: string): (() => void) => {
  const file = join(data, 'heptad.json');
  writeFileSync(file, `${JSON.stringify({ url, pid: process.pid })}\n`);
  return () => rmSync(file, { force: true });
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
};

/** The URL of the heptad that runs on a data folder; null when none does (a note left by a killed one is ignored). */
export const running = (data: string): string | null => {
  try {
    const note = JSON.parse(readFileSync(join(data, 'heptad.json'), 'utf8')) as { url: string; pid: number };
    // in a container every start has the same number: our own is a note of the one before
    return note.pid !== process.pid && alive(note.pid) ? note.url : null;
  } catch {
    return null;
  }
};

/** A data folder, and where a heptad that runs on it answers; null when none does. */
export type Occupied = { path: string; url: string | null };

/** The data folders at `data`: itself and those directly inside of it (demos keep theirs there), as far as there is a store in them or a heptad runs on them. */
export const foldersAt = (data: string): Occupied[] => {
  const inside = ((): string[] => {
    try {
      return readdirSync(data, { withFileTypes: true }).filter((one) => one.isDirectory() && one.name !== 'store').map((one) => join(data, one.name)).sort();
    } catch {
      return [];
    }
  })();
  return [data, ...inside].map((path) => ({ path, url: running(path) })).filter(({ path, url }) => url !== null || existsSync(join(path, 'store')));
};

/** The URL of the heptad that runs on a data folder, or that of the one heptad that runs on a folder inside of it: demos keep theirs there (./.heptad/NAME). */
export const runningWithin = (data: string): string | null => {
  const own = running(data);
  if (own) return own;
  const [first, ...more] = foldersAt(data).flatMap(({ url }) => url ?? []);
  return more.length === 0 ? (first ?? null) : null;
};

/** One request to a running heptad; the parsed JSON. Throws NOT_RUNNING when nobody answers, USAGE with the server's own words when it refuses, retriable when it says that it may be sent again later. */
export const ask = async <T>(url: string, path: string, options: { token?: string | null; body?: string | Buffer; type?: string; encoding?: string } = {}): Promise<T> => {
  if (!URL.canParse(path, url)) throw new HeptadError('USAGE', `${url} is not the address of a heptad`, { hint: 'write it as http://localhost:8080' });
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      method: options.body === undefined ? 'GET' : 'POST',
      headers: { ...(options.token ? { authorization: `Bearer ${options.token}` } : {}), ...(options.type ? { 'content-type': options.type } : {}), ...(options.encoding ? { 'content-encoding': options.encoding } : {}) },
      ...(options.body === undefined ? {} : { body: typeof options.body === 'string' ? options.body : new Uint8Array(options.body) }),
    });
  } catch (error) {
    throw new HeptadError('NOT_RUNNING', `nothing answers at ${url}`, { cause: error, hint: 'is heptad running there? name another with --server URL' });
  }
  const text = await response.text();
  if (response.status === 401) throw new HeptadError('USAGE', options.token ? `${url} does not take this token` : `${url} wants a token`, { hint: 'set HEPTAD_TOKEN (or HEPTAD_TOKEN_FILE) to the one it was started with' });
  if (!response.ok) {
    let problem: { title?: string; detail?: string } = {};
    try {
      problem = JSON.parse(text) as typeof problem;
    } catch {}
    throw new HeptadError('USAGE', problem.detail ?? problem.title ?? `${url} answered ${response.status}`, { retriable: response.headers.has('retry-after') });
  }
  return JSON.parse(text) as T;
};
