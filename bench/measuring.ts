/** What the benches share: medians with their spread, the machine they ran on, and children that measure one thing each in a process of their own. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clock } from '../shared/time/clock.ts';

/** Several runs of one figure: the middle one, the least and the greatest. */
export type Spread = { median: number; least: number; most: number };

/** The p-th (0..1) of the values by rank: the smallest that at least p of them do not exceed. */
export const rank = (values: readonly number[], p: number): number => {
  if (values.length === 0) throw new Error('nothing was measured');
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(p * values.length) - 1)] as number;
};

const round = (value: number): number => Number(value.toPrecision(4));
export const spread = (values: readonly number[]): Spread => ({ median: round(rank(values, 0.5)), least: round(Math.min(...values)), most: round(Math.max(...values)) });

export type Delay = { p50: number; p95: number; p99: number; most: number };
export const delay = (values: readonly number[]): Delay => ({ p50: Math.round(rank(values, 0.5)), p95: Math.round(rank(values, 0.95)), p99: Math.round(rank(values, 0.99)), most: Math.round(Math.max(...values)) });

/** "12.3 (11.9 to 13.0)", or the figure alone when it was measured once. */
export const told = ({ median, least, most }: Spread): string => (least === most ? `${median}` : `${median} (${least} to ${most})`);

export type Machine = { date: string; machine: string; node: string; chdb: string; /** waiting processes a core: above 1 somebody else worked, too */ load: number };

/** Where and when. */
export const machine = (): Machine => ({
  date: new Date(clock('wall').machine()).toISOString().slice(0, 16).replace('T', ' '),
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? ''}`,
  node: process.versions.node,
  chdb: (JSON.parse(readFileSync(createRequire(import.meta.url).resolve('chdb/package.json'), 'utf8')) as { version: string }).version,
  load: Number(((loadavg()[0] ?? 0) / cpus().length).toFixed(1)),
});

/** CPU of this process since the call, threads of the embedded store included; µs. */
export const cpuSince = (): (() => number) => {
  const start = process.cpuUsage();
  return () => {
    const used = process.cpuUsage(start);
    return used.user + used.system;
  };
};

/** The process that runs on a data folder. */
export const pidOf = (data: string): number => (JSON.parse(readFileSync(join(data, 'heptad.json'), 'utf8')) as { pid: number }).pid;

/** Resident memory of another process, MB. */
export const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** CPU of another process so far, ms; null where /proc does not tell. */
export const cpuOf = (pid: number): number | null => {
  try {
    // behind the name in parentheses: utime and stime are the 12th and 13th, in hundredths of a second
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
};

/** Runs a bench beside this file in a process of its own and answers the JSON of its last line. */
export const child = <T>(file: string, args: readonly string[]): Promise<T> =>
  new Promise((done, failed) => {
    const one = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    one.stdout.on('data', (data: Buffer) => void (text += data.toString()));
    one.on('exit', (code, signal) => {
      try {
        if (code !== 0) throw new Error(`it ended with ${code ?? signal}`);
        done(JSON.parse(text.trim().split('\n').at(-1) ?? '') as T);
      } catch (error) {
        failed(new Error(`${file} ${args.join(' ')}: ${error instanceof Error ? error.message : String(error)}`));
      }
    });
  });

/** The end of a child, and of a bench: its answer on one line. Threads of the engine must not keep it. */
export const answer = (value: unknown): never => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
  process.exit(0);
};

/** Words on stderr while it takes its time. */
export const progress = (line: string): void => void process.stderr.write(`${line}\n`);
