/** From an empty folder to figures and back, as a user does it: init writes a plan that climbs as it stands; status, history, backfill and whatif say the same of a running heptad and of its folder. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HistoryItem, Row } from '../../shared/tiers/row.ts';
import type { Backfilled, Comparison, Rebuilt } from '../../shared/tiers/work.ts';
import { folder, type Program, run, settled, up } from '../support/heptad.ts';
import { whole } from '../support/whole.ts';

const OCTOBER = '2026-10-10T12:00:00Z';
const NOVEMBER = '2026-11-01T00:00:00Z';
const line = (id: string, time: number, state: string): string => JSON.stringify({ id, time, service: 'checkout', kind: 'http.request', state, value: 100, unit: 'ms' });
const lines = (prefix: string, n: number, from: string, state: string): string => Array.from({ length: n }, (_, i) => line(`${prefix}${i}`, Date.parse(from) + i * 1000, state)).join('\n');

describe('a plan of heptad init', () => {
  const data = folder();
  const plan = join(data.path, 'plan');
  const other = join(data.path, 'other');
  const store = join(data.path, 'store-of-it');
  const span = ['--from', '2026-10-01T00:00:00Z', '--to', NOVEMBER];
  const env = { HEPTAD_RETENTION: '3650d' };
  let program: Program;
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, out, err } = await run([...args, '--data', store, '--json'], env);
    expect([code, err.replaceAll(/^(backfill|whatif|rebuild): .*\n/gm, '')], args.join(' ')).toEqual([0, '']);
    return JSON.parse(out) as T;
  };

  beforeAll(async () => {
    expect((await run(['init', 'checkout', '--out', plan], env)).code).toBe(0);
    cpSync(plan, other, { recursive: true });
    for (const file of readdirSync(other).filter((one) => one.startsWith('50'))) writeFileSync(join(other, file), readFileSync(join(other, file), 'utf8').replace('adequate: 99%, desired: 99.9%', 'adequate: 10%, desired: 20%'));
    program = await up(['--plan', plan, '--data', store, '--clock', 'events'], env);
    const file = join(data.path, 'events.ndjson');
    writeFileSync(file, `${lines('a', 90, OCTOBER, 'ok')}\n${lines('b', 90, '2026-10-10T13:00:00Z', 'error')}\n`);
    const imported = await run(['import', file, '--data', store], env);
    expect(imported.out).toContain('180 accepted');
    await settled(program, { accepted: 180 });
  });
  afterAll(async () => {
    await program?.stop();
    data.remove();
  });

  test('climbs as it stands: every tier has a row with figures', async () => {
    await program.post('/api/v1/events', lines('c', 1, '2026-11-01T00:20:00Z', 'ok'));
    await settled(program, { accepted: 181, mark: Date.parse('2026-11-01T00:20:00Z') });
    const rows = await json<Row[]>('status', '--at', NOVEMBER);
    expect(Object.fromEntries([...Map.groupBy(rows, (row) => row.tier)].map(([tier, some]) => [tier, some.length]))).toEqual({ scorecard: 1, kra: 1, kpi: 1, kpt: 2, vma: 1, slo: 2, sli: 2 });
    for (const row of rows) expect(row.value, `${row.tier} ${row.name}`).not.toBeNull();
    expect(await json<Row[]>('status', 'kpt/checkout-can-be-used', '--at', NOVEMBER)).toMatchObject([{ value: 0.5, status: 'missed', provisional: false }]);
  });

  test('has a history from the command line, the same as over HTTP', async () => {
    const told = await json<{ tier: string; name: string; items: HistoryItem[] }>('history', 'checkout-availability', ...span, '--step', '1d');
    expect([told.tier, told.name, told.items.length]).toEqual(['slo', 'checkout-availability', 32]);
    const over = await program.get<{ items: HistoryItem[] }>(`/api/v1/measures/slo/checkout-availability/history?from=2026-10-01T00:00:00Z&to=${NOVEMBER}&step=1d`);
    expect(told.items).toEqual(over.items);
    const text = await run(['history', 'slo/checkout-availability', '--from', '2026-10-31T00:00:00Z', '--to', NOVEMBER, '--step', '12h', '--data', store], env);
    expect(text.out).toMatch(/^slo checkout-availability\nat .*\n2026-10-31T00:00:00Z +Missed +50\.00 % +90 +180 /);
  });

  test('tells what late data changed, and what was reported', async () => {
    await program.post('/api/v1/events', lines('late', 60, '2026-10-20T12:00:00Z', 'ok'));
    await settled(program, { accepted: 241 });
    const path = `/api/v1/measures/kpt/checkout-can-be-used?at=${NOVEMBER}`;
    // the books are even before the figures are: the tick that climbs them also restates
    for (let i = 0; i < 100 && (await program.get<Row>(path)).revision === 1; i++) await new Promise((done) => setTimeout(done, 100));
    expect(await program.get<Row>(path)).toMatchObject({ revision: 2, flags: ['calibrating', 'restated'], value: 0.6 });
    expect(await program.get<Row>(`${path}&asReported=true`)).toMatchObject({ revision: 1, flags: ['calibrating'], value: 0.5 });
    expect((await program.get<{ items: Row[] }>(`/api/v1/tiers/scorecard?at=${NOVEMBER}&asReported=true`)).items).toMatchObject([{ revision: 1 }]);
    expect(await json<Row[]>('status', 'checkout-can-be-used', '--at', NOVEMBER, '--as-reported')).toMatchObject([{ value: 0.5, revision: 1 }]);
    const [newest, first] = await Promise.all(['', '&asReported=true'].map((more) => program.get<{ items: HistoryItem[] }>(`/api/v1/measures/kpt/checkout-can-be-used/history?from=2026-10-31T00:00:00Z&to=${NOVEMBER}&step=1d${more}`)));
    expect([newest?.items.at(-1)?.value, first?.items.at(-1)?.value]).toEqual([0.6, 0.5]);
  });

  test('is compared with another plan, side by side, running or not', async () => {
    const told = await json<Comparison>('whatif', '--plan', other, ...span);
    expect(told.measures.find((one) => one.name === 'checkout-can-be-used')).toMatchObject({ now: { value: 0.6, status: 'missed' }, then: { value: 0.6, status: 'met' }, difference: { value: 0 } });
    expect(told.periods.filter((one) => one.tier === 'kpt')).toEqual([expect.objectContaining({ from: '2026-10-01T00:00:00Z', to: NOVEMBER, now: 'missed', then: 'met', scorecard: null }), expect.objectContaining({ scorecard: 'checkout', now: 'missed', then: 'met' })]);
    expect(await program.get<Row>(`/api/v1/measures/kpt/checkout-can-be-used?at=${NOVEMBER}`)).toMatchObject({ status: 'missed', plan: told.plan.now });
    const text = await run(['whatif', '--plan', other, ...span, '--data', store], env);
    expect(text.out).toMatch(/kpt +checkout-can-be-used +60\.00 % +60\.0 % +0 points +Missed → Met/);
    await program.stop();
    expect(await json<Comparison>('whatif', '--plan', other, ...span)).toEqual(told);
  });

  test('is climbed again, running or not, and what closed is judged again by the plan in force when that is asked for', async () => {
    expect(await json<Backfilled>('backfill', ...span)).toMatchObject({ minutes: 5, closed: 0, restated: 0 });
    // the other plan comes in force; what closed stays
    program = await up(['--plan', other, '--data', store, '--clock', 'events'], env);
    const row = (): Promise<Row> => program.get<Row>(`/api/v1/measures/kpt/checkout-can-be-used?at=${NOVEMBER}`);
    expect(await row()).toMatchObject({ status: 'missed', revision: 2 });
    const done = await json<Backfilled>('backfill', ...span, '--restate');
    expect(done.restated).toBeGreaterThan(5);
    expect(await row()).toMatchObject({ status: 'met', revision: 3, flags: ['calibrating', 'restated'], target: { desired: 0.2 } });
    expect(await json<Backfilled>('backfill', ...span, '--restate')).toMatchObject({ restated: 0 });
  });

  if (whole) test('every tier is made again from raw, of a running heptad and of its folder, and comes out as it was', async () => {
    const status = (): Promise<Row[]> => json<Row[]>('status', '--at', NOVEMBER);
    const before = await status();
    const running = await json<Rebuilt>('rebuild');
    expect(running).toMatchObject({ days: 3, differing: [], restated: 0 });
    expect(await status()).toEqual(before);
    await program.stop();
    expect(await json<Rebuilt>('rebuild')).toEqual(running);
    expect((await run(['rebuild', '--data', store], env)).out).toMatch(/minutes of 3 days .* made again from raw; every slice came out as it was/);
    program = await up(['--plan', other, '--data', store, '--clock', 'events'], env);
    expect(await status()).toEqual(before);
  });

  test('what cannot be done is refused in words', async () => {
    const backwards = await run(['backfill', '--from', NOVEMBER, '--to', OCTOBER, '--data', store], env);
    expect([backwards.code, backwards.err]).toEqual([2, expect.stringContaining('--from must lie before --to')]);
    const time = await run(['whatif', '--plan', other, '--from', 'yesterday', '--to', NOVEMBER, '--data', store], env);
    expect([time.code, time.err]).toEqual([2, expect.stringContaining('--from is yesterday, which is not RFC 3339 with an offset')]);
    const nobody = await run(['history', 'slo/nobody', '--data', store], env);
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('there is no measure named slo/nobody')]);
    const post = (path: string, body: object): Promise<Response> => fetch(program.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const bad = await post('/api/v1/whatif', { from: OCTOBER, to: NOVEMBER, files: [{ file: 'a.yaml', text: 'apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: x}\nspec: {}\n' }] });
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('a.yaml')]);
    expect((await post('/api/v1/backfill', { from: OCTOBER, to: NOVEMBER, restart: true })).status).toBe(400);
    expect((await fetch(`${program.url}/api/v1/work/nothing`)).status).toBe(404);
    expect((await fetch(`${program.url}/api/v1/backfill`)).status).toBe(405);
  });
});
