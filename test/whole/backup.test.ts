/** A copy of the data folder, made while heptad runs and takes messages, and while it does not: its books balance and it goes on as a data folder of its own. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyStore } from '../../shared/store/backup.ts';
import type { Store } from '../../shared/store/store.ts';
import { folder, type Program, run, settled, up } from '../support/heptad.ts';

const START = Date.parse('2026-11-01T00:00:00Z');
const PLAN = new URL('../support/plans/shop', import.meta.url).pathname;
const ENV = { HEPTAD_RETENTION: '3650d' };
const events = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => JSON.stringify({ id: `e-${from + i}`, time: START + (from + i) * 500, service: 'shop', kind: 'http.request', state: (from + i) % 10 === 0 ? 'error' : 'ok', value: (from + i) % 500 })).join('\n');
type Figures = { good: number; total: number };

describe('a backup', () => {
  const place = folder();
  const data = join(place.path, 'data');
  const start = (path: string): Promise<Program> => up(['--data', path, '--clock', 'events', '--plan', PLAN], ENV);
  const figures = (program: Program): Promise<Figures> => program.get<Figures>('/api/v1/measures/slo/answers');
  const audit = async (path: string): Promise<{ balanced: boolean; partitions: { stored: number }[] }> => {
    const { code, out } = await run(['audit', '--data', path, '--json']);
    expect(code).toBe(0);
    return JSON.parse(out) as { balanced: boolean; partitions: { stored: number }[] };
  };
  let program: Program;
  let sent = 0;

  beforeAll(async () => {
    program = await start(data);
    await program.post('/api/v1/events', events(0, (sent = 5000)));
    await settled(program, { accepted: sent });
  });
  afterAll(async () => {
    await program?.stop();
    place.remove();
  });

  test('of a running heptad takes whole commits, whatever comes in meanwhile, and leaves nothing behind', async () => {
    const copy = join(place.path, 'copy');
    let going = true;
    const sending = (async () => {
      for (; going; sent += 100) await program.post('/api/v1/events', events(sent, sent + 100));
    })();
    const { code, out, err } = await run(['backup', copy, '--data', data]);
    going = false;
    await sending;
    expect([code, err.replaceAll(/^backup: .*\n/gm, '')]).toEqual([0, '']);
    expect(out).toMatch(/\d+ tables, [\d.]+ MB, as of 20/);
    expect(readdirSync(data).sort()).toEqual(['backups', 'heptad.json', 'store']);
    expect(readdirSync(join(data, 'backups'))).toEqual([]);
    expect(existsSync(join(data, 'store', 'shadow', 'backup'))).toBe(false);
    const books = await audit(copy);
    expect(books.balanced).toBe(true);
    const stored = books.partitions.reduce((sum, one) => sum + one.stored, 0);
    expect(stored).toBeGreaterThanOrEqual(5000);
    expect(stored).toBeLessThanOrEqual(sent);
    await settled(program, { accepted: sent });
    await program.stop();

    // the way back: the copy is a data folder, and goes on from where it was
    program = await start(copy);
    await settled(program, { accepted: stored });
    // a batch on its way may be in raw already: what its sender sends again counts once
    await expect.poll(async () => (await figures(program)).total, { timeout: 60_000, interval: 500 }).toBeGreaterThanOrEqual(stored);
    const { total } = await figures(program);
    expect(total).toBeLessThanOrEqual(sent);
    await program.post('/api/v1/events', events(5000, sent));
    await settled(program, { accepted: stored + sent - 5000 });
    await expect.poll(() => figures(program), { timeout: 60_000, interval: 500 }).toMatchObject({ total: sent, good: sent - Math.ceil(sent / 10) });
    expect(await program.get('/api/v1/audit')).toMatchObject({ balanced: true });
    expect(readdirSync(copy).sort(), 'the copy does not copy itself').toEqual(['heptad.json', 'store']);
    await program.stop();
  });

  test('of a folder that nothing runs on is the folder, row for row', async () => {
    const again = join(place.path, 'again');
    expect((await run(['backup', again, '--data', data])).code).toBe(0);
    expect(await audit(again)).toEqual(await audit(data));
    expect((await run(['status', '--data', again, '--json'])).out).toBe((await run(['status', '--data', data, '--json'])).out);
  });

  test('is refused in words where it cannot be made', async () => {
    const full = join(place.path, 'full');
    writeFileSync(full, '');
    expect(await run(['backup', place.path, '--data', data])).toMatchObject({ code: 2, err: expect.stringContaining('is not empty') });
    expect(await run(['backup', join(full, 'below'), '--data', data])).toMatchObject({ code: 2, err: expect.stringContaining('it is a file, or lies in one') });
    expect(await run(['backup', join(place.path, 'none'), '--data', join(place.path, 'nowhere')])).toMatchObject({ code: 1, err: expect.stringContaining('there is no store in it') });
    await expect(copyStore({ data: null } as Store, '').next()).rejects.toThrow(/ClickHouse server, which makes its own backups/);
  });
});
