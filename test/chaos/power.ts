/**
 * Power cuts: heptad up on a file system of its own (a loop device), which is shut down in the middle of writing with all that was not yet on the disk lost.
 * Needs root and loop devices. npm run power -- --cuts 20 --seed N. What it promises and how to read it: power.md.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore } from '../../shared/store/store.ts';
import { has } from '../support/kafka.ts';
import { type Program, run, settled, up } from '../support/heptad.ts';
import { type Entry, identity, openBooks, RETENTION_DAYS, START } from './books.ts';
import { random as randomOf } from './random.ts';
import { ask, differences, tiersOf } from './rows.ts';
import { undisturbed } from './verdict.ts';

/** Why no power can be cut here, or null. */
export const noPower = (): string | null =>
  process.getuid?.() !== 0 ? 'cutting power needs root' : !existsSync('/dev/loop-control') || !has('losetup', '--version') || !has('mkfs.ext4', '-V') || !has('python3', '--version') ? 'cutting power needs loop devices, losetup, mkfs.ext4 and python3' : null;

/** EXT4_IOC_SHUTDOWN without flushing the log: everything that was not synced is gone, as if the plug had been pulled. */
const SHUTDOWN = 'import fcntl, os, struct, sys\nfd = os.open(sys.argv[1], os.O_RDONLY)\nfcntl.ioctl(fd, 0x8004587d, struct.pack("I", 2))';

type Disk = { path: string; cut(): void; mount(): void; close(): void };

const openDisk = (): Disk => {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-power-'));
  const [image, path] = [join(folder, 'disk'), join(folder, 'mounted')];
  execFileSync('truncate', ['-s', '2G', image]);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
  mkdirSync(path);
  const device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
  const mount = (): void => void execFileSync('mount', [device, path]);
  const unmount = (): void => {
    for (let i = 0; i < 50; i++) if (has('umount', path)) return;
    execFileSync('umount', [path]);
  };
  mount();
  return {
    path,
    cut: () => void execFileSync('python3', ['-c', SHUTDOWN, path]),
    mount() {
      unmount();
      mount();
    },
    close() {
      has('umount', path);
      has('losetup', '-d', device);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export type Cuts = { seed: number; cuts: number; acknowledged: number; messages: number; lost: string[]; wrong: string[]; balanced: boolean; compared: Record<string, number> };

/** `cuts` times: messages are posted, the power goes after a second or two, the machine comes back. At the end nothing acknowledged may be missing. */
export const cutPower = async ({ seed, cuts, say = () => undefined }: { seed: number; cuts: number; say?: (line: string) => void }): Promise<Cuts> => {
  const random = randomOf(seed);
  const books = openBooks(random.fork('books'));
  const disk = openDisk();
  const data = join(disk.path, 'data');
  const start = (): Promise<Program> => up(['--data', data, '--clock', 'events', '--plan', fileURLToPath(new URL('./plan', import.meta.url))], { HEPTAD_RETENTION: `${RETENTION_DAYS}d` });
  const report: Cuts = { seed, cuts: 0, acknowledged: 0, messages: 0, lost: [], wrong: [], balanced: false, compared: {} };
  const acknowledged: Entry[] = [];
  let program: Program | null = null;
  let at = START;

  /** Posts until all of it is acknowledged, or the power is gone. */
  const post = async (some: readonly Entry[]): Promise<boolean> => {
    for (const stream of ['event', 'sample'] as const) {
      const mine = some.filter((one) => one.stream === stream && one.body !== null && one.kind !== 'bad');
      if (mine.length === 0) continue;
      const sent = await program?.post(`/api/v1/${stream}s`, mine.map((one) => (one.body as Buffer).toString()).join('\n')).catch(() => null);
      if (!sent) return false;
      acknowledged.push(...mine);
    }
    return true;
  };
  try {
    program = await start();
    await post([books.end(at)]);
    let open: Entry[] = [];
    for (let cut = 1; cut <= cuts; cut++) {
      let on = true;
      // the plug takes the disk and the process with it
      const off = sleep(500 + random.below(1500)).then(async () => {
        on = false;
        disk.cut();
        report.cuts++;
        await program?.kill();
      });
      while (on) {
        if (open.length === 0) open = books.make(50 + random.below(300), (at += 20_000));
        if (await post(open)) open = [];
        else await sleep(50);
      }
      await off;
      disk.mount();
      program = await start();
      say(`cut ${cut}: ${acknowledged.length} acknowledged so far`);
    }
    while (open.length > 0) if (await post(open)) open = [];
    const end = Math.ceil(at / 86_400_000) * 86_400_000 + 26 * 3_600_000;
    await settled(program, {});
    await post([books.end(end)]);
    await settled(program, { mark: end });
    await program.stop();
    program = null;
    report.messages = books.entries.length;
    report.acknowledged = acknowledged.length;
    const audit = await run(['audit', '--data', data, '--json']);
    report.balanced = audit.code === 0 && (JSON.parse(audit.out) as { balanced: boolean }).balanced;
    if (!report.balanced) report.wrong.push(`heptad audit: ${audit.out.slice(0, 1500)}`);
    // the folder is read by another process: this one needs its engine for the second climb
    const reader = spawn(process.execPath, [fileURLToPath(new URL('../support/shim.ts', import.meta.url)), join(data, 'store')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((done) => reader.stdout.once('data', (text: Buffer) => done(text.toString().trim())));
    const store = await openStore({ data: '', url });
    const there = new Set((await ask<{ service: string; component: string; id: string; time: string }>(store.read, 'SELECT service, component, id, toUnixTimestamp(minute) * 1000 AS time FROM sie UNION ALL SELECT service, component, id, toUnixTimestamp(minute) * 1000 FROM sample')).map((one) => identity({ ...one, time: Number(one.time) })));
    for (const { message, fate } of acknowledged) if (message && fate.fate === 'stored' && !there.has(identity(message))) report.lost.push(identity(message));
    const { compared, wrong } = differences(await tiersOf(store.read), await undisturbed({ ...books, entries: books.entries.filter((one) => one.kind !== 'bad') }));
    report.compared = compared;
    report.wrong.push(...wrong);
    await store.close();
    const gone = new Promise((done) => reader.once('exit', done));
    reader.kill('SIGKILL');
    await gone;
    return report;
  } finally {
    await program?.kill();
    disk.close();
  }
};

export const toldOfCuts = ({ seed, cuts, acknowledged, lost, wrong, balanced, compared }: Cuts): string =>
  `seed ${seed}: ${cuts} power cuts, ${acknowledged} messages acknowledged, ${lost.length} of them lost, ${wrong.length} rows wrong of ${Object.values(compared).reduce((a, b) => a + b, 0)}, books ${balanced ? 'balanced' : 'not balanced'}`;

if (import.meta.main) {
  const { values } = parseArgs({ options: { cuts: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } } });
  const missing = noPower();
  if (missing) process.stdout.write(`skipped: ${missing}\n`);
  else {
    const report = await cutPower({ seed: Number(values.seed), cuts: Number(values.cuts), say: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`${[toldOfCuts(report), ...[...report.lost, ...report.wrong].slice(0, 10)].join('\n')}\n`);
    process.exitCode = report.lost.length + report.wrong.length > 0 || !report.balanced ? 1 : 0;
  }
}
