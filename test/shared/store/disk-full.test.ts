/** The disk under a running heptad fills up and is freed, at whatever write that happens; one that cannot be written; a folder in use: said in words, nothing lost, nothing half done. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../shared/tiers/row.ts';
import { folder, type Program, run, settled, up } from '../../support/heptad.ts';
import { smallDisk } from '../../support/small-disk.ts';

const plan = fileURLToPath(new URL('../../support/plans/shop', import.meta.url));
const AT = Date.parse('2026-11-01T00:00:00Z');
const disk = smallDisk(64);
let sent = 0;
let at = AT;
const running: Program[] = [];
const started = async (data: string): Promise<Program> => {
  const program = await up(['--plan', plan, '--data', data, '--clock', 'events']);
  running.push(program);
  return program;
};
/** Events of one minute, each good. */
const minute = (count: number): string => {
  at = AT + Math.floor(sent / count) * 60_000;
  return Array.from({ length: count }, (_, i) => JSON.stringify({ id: `e${sent++}`, time: at + i, service: 'shop', kind: 'http.request', state: 'ok', value: 1 })).join('\n');
};
const answered = async (program: Program): Promise<Row> => program.get<Row>('/api/v1/measures/slo/answers');
const ready = async (program: Program): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${program.url}/readyz`);
  return { status: response.status, text: await response.text() };
};
const until = async (what: string, is: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 120; i++) {
    if (await is()) return;
    await sleep(250);
  }
  throw new Error(`never ${what}`);
};

describe.skipIf(disk === null)('a disk that fills up (skipped where no file system may be mounted)', () => {
  const data = join(disk?.path ?? '', 'data');
  afterAll(async () => {
    for (const one of running) await one.kill();
    disk?.remove();
  });

  test('under a running heptad: writes wait, figures are flagged, and all goes on by itself when there is room', async () => {
    const program = await started(data);
    await program.post('/api/v1/events', minute(100));
    await settled(program, { accepted: 100, mark: at });
    expect((await answered(program)).flags).not.toContain('stale');
    disk?.fill(0);
    const waiting = program.post<{ accepted: number }>('/api/v1/events', minute(100));
    await until('said', async () => (await ready(program)).status === 503);
    expect((await ready(program)).text).toBe('nothing new is counted: the disk under the store is full; make room; heptad goes on by itself then, and nothing that was acknowledged is lost\n');
    expect(await program.get<{ troubles: string[] }>('/api/v1/pipeline')).toMatchObject({ troubles: [expect.stringContaining('the disk under the store is full')], accepted: 100 });
    expect(await answered(program)).toMatchObject({ total: 100, flags: expect.arrayContaining(['stale']) });
    expect(await (await fetch(program.url)).text()).toContain('These figures do not go on.');
    expect(program.output()).toMatch(/the disk is full/);
    disk?.free();
    expect(await waiting).toMatchObject({ accepted: 100 });
    await settled(program, { accepted: 200, mark: at });
    await until('ready again', async () => (await ready(program)).status === 200);
    const row = await answered(program);
    expect(row).toMatchObject({ total: 200, good: 200 });
    expect(row.flags).not.toContain('stale');

    // wherever it fails: raw, ledger, slices, rows, checkpoint
    for (let round = 0; round < 12; round++) {
      disk?.fill(1_048_576 + round * 16_384);
      const more = [program.post<{ accepted: number }>('/api/v1/events', minute(20)), program.post<{ accepted: number }>('/api/v1/events', minute(20))];
      await until('stuck', async () => {
        if ((await ready(program)).status === 503) return true;
        more.push(program.post('/api/v1/events', minute(20)));
        return false;
      });
      disk?.free();
      for (const one of await Promise.all(more)) expect(one).toMatchObject({ accepted: 20 });
    }
    await settled(program, { accepted: sent, mark: at });
    expect(await answered(program)).toMatchObject({ total: sent, good: sent });
    expect(await program.get('/api/v1/audit?all')).toMatchObject({ balanced: true, findings: [] });
    expect(program.output(), 'ingest met it').toMatch(/(?:shape|sie|ledger) could not be written; trying again/);
    expect(program.output(), 'the climb met it').toContain('a tick failed');
    // killed while it is full, and started again while it still is
    disk?.fill(0);
    const unknown = minute(20);
    program.post('/api/v1/events', unknown).catch(() => undefined);
    await until('stuck', async () => (await ready(program)).status === 503);
    await program.kill();
    const full = await run(['up', '--plan', plan, '--data', data, '--port', '0', '--clock', 'events'], {}, 30);
    expect(full.err).toMatch(/heptad: the store in \S+ could not insert into \w+: the disk is full .*; make room/);
    expect(full.code).toBe(1);
    disk?.free();
    const again = await started(data);
    // whoever got no answer sends it again, and it counts once
    await again.post('/api/v1/events', unknown);
    await settled(again, { accepted: sent, mark: at });
    expect(await answered(again)).toMatchObject({ total: sent, good: sent });
    expect(await again.get('/api/v1/audit?all')).toMatchObject({ balanced: true, findings: [] });
    expect(await again.stop()).toBe(0);
  });

  test('or cannot be written: it is not started, and that is said', async () => {
    disk?.readOnly();
    const { code, err } = await run(['up', '--plan', plan, '--data', data, '--port', '0']);
    expect(err).toMatch(/^heptad: the data folder \S+ cannot be written: its disk is read-only; mend that/);
    expect(code).toBe(1);
  });
});

test('a folder in use is said with the number of the process that has it', async () => {
  const data = folder();
  const program = await up(['--data', data.path]);
  const { code, err } = await run(['up', '--data', data.path, '--port', '0']);
  expect(err).toMatch(/heptad: the data folder \S+ is already in use by another process, number \d+; stop the other heptad/);
  expect(code).toBe(1);
  await program.stop();
  data.remove();
});
