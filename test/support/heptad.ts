/** The whole program as a child process, as a user starts it, and a few ways to ask it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/heptad.js', import.meta.url));

export type Program = {
  url: string;
  output(): string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: string, type?: string): Promise<T>;
  /** SIGKILL, as a power switch would. */
  kill(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
};

/** A folder for one test, removed by the call that comes with it. */
export const folder = (): { path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'heptad-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** Runs `heptad ARGS` to its end, for so many seconds, or until it has said so on stderr; in the last two cases its code is null. */
export const run = (args: string[], env: Record<string, string> = {}, seconds = 120, until?: RegExp): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, NO_COLOR: '1', ...env } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => void (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
      if (until?.test(err)) child.kill('SIGKILL');
    });
    const late = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.on('exit', (code) => {
      clearTimeout(late);
      done({ code, out, err });
    });
  });

/** Starts `heptad up ARGS` on a free port and waits until it answers. */
export const up = (args: string[], env: Record<string, string> = {}): Promise<Program> => start('up', args, env);

/** Starts a command that listens, on a free port, and waits until it answers. */
export const start = async (command: 'up' | 'ingest' | 'aggregate' | 'dashboard', args: string[], env: Record<string, string> = {}): Promise<Program> => {
  const child: ChildProcess = spawn(process.execPath, [BIN, command, '--port', '0', ...args], { env: { ...process.env, NO_COLOR: '1', LOG_LEVEL: 'warn', ...env } });
  // whoever ends without stopping it leaves nothing behind
  const orphan = (): void => void child.kill('SIGKILL');
  process.once('exit', orphan);
  child.once('exit', () => process.removeListener('exit', orphan));
  let text = '';
  child.stdout?.on('data', (data: Buffer) => void (text += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (text += data.toString()));
  const exit = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
  let url = '';
  for (let i = 0; i < 600 && url === ''; i++) {
    url = /is up: (http:\S+)/.exec(text)?.[1] ?? '';
    if (child.exitCode !== null) throw new Error(`heptad ended at once:\n${text}`);
    if (url === '') await sleep(100);
  }
  if (url === '') throw new Error(`heptad did not start:\n${text}`);
  const json = async <T>(response: Response): Promise<T> => {
    const body = await response.text();
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${body.slice(0, 500)}`);
    return JSON.parse(body) as T;
  };
  return {
    url,
    output: () => text,
    get: async <T>(path: string) => json<T>(await fetch(url + path)),
    post: async <T>(path: string, body: string, type = 'application/x-ndjson') => json<T>(await fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body })),
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async stop() {
      child.kill('SIGTERM');
      return exit;
    },
  };
};

type Pipeline = { watermark: string | null; lag: number; accepted: number; refused: Record<string, number>; late: number; kafka: { topic: string; partition: number; next: number; end: number }[] };

/** Waits until everything sent is climbed: lag 0 twice running, at least `accepted` stored, the watermark at least at `mark`. */
export const settled = async (program: Program, wanted: { accepted?: number; mark?: number }, seconds = 120): Promise<Pipeline> => {
  let calm = 0;
  let last: Pipeline | null = null;
  for (let i = 0; i < seconds * 2; i++) {
    last = await program.get<Pipeline>('/api/v1/pipeline');
    const there = last.lag === 0 && last.accepted >= (wanted.accepted ?? 0) && (wanted.mark === undefined || (last.watermark !== null && Date.parse(last.watermark) >= wanted.mark));
    calm = there ? calm + 1 : 0;
    if (calm >= 2) return last;
    await sleep(500);
  }
  throw new Error(`not settled after ${seconds} s: ${JSON.stringify(last).slice(0, 600)}\n${program.output().slice(-2000)}`);
};
