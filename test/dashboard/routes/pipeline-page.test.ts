/** The page of the pipeline over a real store: lights, books, what was refused and what is blind; and that messages are sent again by its forms alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conflictsNow } from '../../../dashboard/routes/conflicts.ts';
import { holderOf } from '../../../dashboard/routes/pipeline-facts.ts';
import type { Sql } from '../../../shared/store/sql.ts';
import type { Door, Params } from '../../../shared/store/store.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ABOVE, planOf, ratio, SHOP } from '../../support/plan-of.ts';
import { words } from '../../support/words.ts';

const PLAN = `${SHOP}${ratio('ok', 'ok')}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: other}, spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: call, where: {state: ok}}}}, total: {metricSource: {type: heptad, spec: {kind: call}}}}}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: calls}, spec: {service: shop, indicatorRef: other, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: kept}, spec: {measure: {slo: calls}, period: month, timeZone: UTC, polarity: higher, adequate: 95%, desired: 99%}}
${ABOVE}`;
const T = Date.parse('2026-11-01T10:00:00Z');
const section = (html: string, id: string): string => words(new RegExp(`<section aria-labelledby="${id}"[\\s\\S]*?</section>`).exec(html)?.[0] ?? '');

describe('the page of the pipeline', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
  });
  afterAll(() => desk.close());

  test('says why it is empty and what to do before anything has come in', async () => {
    const { status, text } = await desk.get('/pipeline');
    expect(status).toBe(200);
    expect(words(text)).toContain('No event has come in, so there is nothing to climb. Send the first event');
    expect(section(text, 'partitions')).toContain('Nothing has come in yet');
    expect(section(text, 'refused')).toContain('None: every message that came was taken');
    expect(section(text, 'ticks')).toContain('None yet');
    // what is not known is said, and is not 0
    expect(words(text)).toContain('Accepted to figures not known nothing came in and was climbed in the last hour');
    expect(words(text)).toContain('Conflicts 0 ids with different contents, in all raw that is kept');
    expect(text).toContain('<a href="/pipeline" aria-current="page">Pipeline</a>');
  });

  test('counts what came by partition and code, and the books of each line balance', async () => {
    const bad = [{ id: 'a', time: '2026-11-01 10:00', service: 'shop', kind: 'req' }, { id: '<img src=x>', time: T, kind: '"><script>alert(1)</script>' }, { id: 'c', time: T, service: 'shop' }];
    await desk.post('/api/v1/events', [...Array.from({ length: 20 }, (_, i) => ({ id: `e${i}`, time: T + i, service: 'shop', kind: 'req', state: 'ok' })), ...bad]);
    await desk.reach(T + 60_000);
    const { text } = await desk.get('/pipeline');
    expect(words(/<li id="light-aggregator">[\s\S]*?<\/li>/.exec(text)?.[0] ?? '')).toMatch(/Aggregator Running Last tick \d/);
    expect(words(/<li id="light-kafka">[\s\S]*?<\/li>/.exec(text)?.[0] ?? '')).toContain('Not used');
    // 20 and the mark that moves the clock are stored, three are refused
    expect(section(text, 'partitions')).toMatch(/HTTP .* 24 21 3 0 0 Balanced All/);
    expect(section(text, 'refused')).toMatch(/MISSING_FIELD 2 2 2 .* BAD_TIME 1 1 1/);
    expect(section(text, 'ticks')).toMatch(/The last \d+ that wrote something/);
  });

  test('names what is blind and what that leaves without data, up to the result area', async () => {
    const { text } = await desk.get('/pipeline');
    expect(section(text, 'blind')).toContain('1 of 2 SLIs, 1 of 1 KPTs');
    expect(section(text, 'blind')).toMatch(/SLI Other – No message that it reads has ever come KRA Served and \d more/);
    expect(section(text, 'blind')).toMatch(/KPT Kept .* What it is measured by has no data/);
  });

  test('shows samples as inert text, sends one mended and the rest as they were, and takes them off the list', async () => {
    const sample = (await desk.get('/pipeline?sample=MISSING_FIELD')).text;
    expect(sample).not.toContain('<script>alert');
    expect(words(sample)).toContain('"kind":"\\"><script>alert(1)</script>"');
    const ids = [...sample.matchAll(/name="id" value="([\w-]+)" form="replay-selected"/g)].map((found) => found[1] as string);
    expect(ids).toHaveLength(2);
    const mended = await desk.submit('/pipeline/replay', { id: ids[0] as string, code: 'MISSING_FIELD', who: 'Mina Okafor', body: JSON.stringify({ id: 'mended', time: T, service: 'shop', kind: 'req', state: 'ok' }) });
    expect(mended).toMatchObject({ status: 303, to: '/pipeline?sample=MISSING_FIELD&sent=1&accepted=1&refused=0&left=0#refused' });
    expect(mended.cookie).toContain('who=Mina%20Okafor');
    expect(words((await desk.get(mended.to)).text)).toContain('1 sent again: 1 accepted, 0 refused once more');
    expect((await desk.get('/api/v1/events?q=mended')).text).toContain('"id":"mended"');
    const rest = await desk.submit('/pipeline/replay', { code: 'BAD_TIME', who: '' });
    expect(rest.to).toBe('/pipeline?sent=1&accepted=0&refused=1&left=0#refused');
    // refused once more under a place of its own: that one waits now
    expect(section((await desk.get('/pipeline')).text, 'refused')).toMatch(/BAD_TIME 2 2 1 .* MISSING_FIELD 2 2 1|MISSING_FIELD 2 2 1 .* BAD_TIME 2 2 1/);
  });

  test('a form without a message sends nothing, one with an unknown id says so, and another site may not send it', async () => {
    expect((await desk.submit('/pipeline/replay', { selected: 'yes', code: 'BAD_TIME' })).to).toContain('sent=0');
    expect(words((await desk.get('/pipeline?sent=0&accepted=0&refused=0&left=0')).text)).toContain('Nothing was sent again: choose messages first');
    expect((await desk.submit('/pipeline/replay', { selected: 'yes', id: 'nothing' })).status).toBe(404);
    expect((await fetch(`${desk.url}/pipeline/replay`, { method: 'POST', headers: { origin: 'https://elsewhere.example' }, body: new URLSearchParams({ code: 'BAD_TIME' }) })).status).toBe(403);
  });

  test('while the store does not answer it says that, with a request id, and is no blank page', async () => {
    desk.break(true);
    const { status, text } = await desk.get('/pipeline');
    desk.break(false);
    expect(status).toBe(503);
    expect(words(text)).toMatch(/ClickHouse Failing The store did not answer as it should\. Request [0-9a-f-]{36}\. If you do nothing: nothing new is counted/);
  });
});

test('the watermark is held by the partition whose newest event is the oldest of those that lag; a dead HTTP holds nothing', () => {
  const one = { log: 't', partition: 0, next: 5, end: 5, clock: 100, newest: 50, told: 100_000, gone: 0 };
  expect(holderOf([one], 100_000)).toBeNull();
  expect(holderOf([one, { ...one, partition: 1, next: 4, newest: 90 }, { ...one, partition: 2, next: 1, newest: 80 }], 100_000)).toBe('t/2');
  expect(holderOf([{ ...one, log: 'http', next: 0, end: 1, told: 0 }], 100_000)).toBeNull();
});

describe('conflicts and delays', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    const one = (id: string, state: string, time = T) => ({ id, time, service: 'shop', kind: 'req', state });
    await desk.post('/api/v1/events', [one('a', 'ok'), one('b', 'ok'), one('c', 'ok', T + 120_000)]);
    // a comes again as it was, b and c with another content
    await desk.post('/api/v1/events', [one('a', 'ok'), one('b', 'error'), one('c', 'error', T + 120_000)]);
    await desk.reach(T + 180_000);
  });
  afterAll(() => desk.close());

  test('conflicts are those that the books count, on the page and over HTTP', async () => {
    const audit = JSON.parse((await desk.get('/api/v1/audit')).text) as { conflicts: number };
    const facts = JSON.parse((await desk.get('/api/v1/pipeline')).text) as { conflicts: number | null; conflictsOver: number | null };
    expect([audit.conflicts, facts.conflicts, facts.conflictsOver]).toEqual([2, 2, null]);
    expect(words((await desk.get('/pipeline')).text)).toContain('Conflicts 2 ids with different contents, in all raw that is kept');
  });

  test('of more raw than can be gone through in passing the newest is counted, and of too much in one minute nothing is said', async () => {
    const clock = makeClock('wall');
    const asked: number[] = [];
    const door = (rows: (from: number) => number): Door => ({ ...desk.store.read, rows: async <R>(statement: Sql, params?: Params) => {
      if (statement.includes('AS newest')) return [{ n: String(rows(Number(params?.from))), newest: T / 1000 + 120 }] as R[];
      asked.push(Number(params?.from));
      return desk.store.read.rows<R>(statement, params);
    } });
    expect(await conflictsNow(door((from) => (from <= T / 1000 - 600 ? 2_000_000 : 10)), clock)).toEqual({ n: 2, span: 600_000 });
    expect(await conflictsNow(door((from) => (from <= T / 1000 + 60 ? 2_000_000 : 10)), clock)).toEqual({ n: 1, span: 60_000 });
    expect(asked).toEqual([T / 1000 + 120 - 540, T / 1000 + 120]);
    expect(await conflictsNow(door(() => 2_000_000), clock)).toEqual({ n: null, span: null });
  });

  test('the delay is that from the row of the ledger to the tick that climbed it', async () => {
    const rows = <R>(query: string): Promise<R[]> => desk.store.read.rows<R>(query as Sql);
    const ledger = await rows<{ seq: string; writer: string; at: string }>('SELECT toString(seq) AS seq, writer, toString(toUnixTimestamp64Milli(at)) AS at FROM ledger FINAL');
    const ticks = await rows<{ seq: string; marks: string; at: string }>('SELECT toString(seq) AS seq, toJSONString(marks) AS marks, toString(toUnixTimestamp64Milli(at)) AS at FROM checkpoint FINAL ORDER BY version');
    const reached = (tick: (typeof ticks)[0], row: (typeof ledger)[0]): boolean => BigInt(tick.seq) >= BigInt(row.seq) || BigInt((JSON.parse(tick.marks) as Record<string, string>)[row.writer] ?? 0) >= BigInt(row.seq);
    const took = ledger.map((row) => Number(ticks.find((tick) => reached(tick, row))?.at) - Number(row.at)).sort((x, y) => x - y);
    expect(took.length).toBeGreaterThan(2);
    const { freshness } = JSON.parse((await desk.get('/api/v1/pipeline')).text) as { freshness: { p50: number; p95: number; p99: number } };
    expect(freshness.p50).toBeGreaterThan(0);
    expect(took).toContain(freshness.p50);
    expect(freshness.p50).toBeLessThanOrEqual(freshness.p95);
    expect(freshness.p99).toBe(took.at(-1));
    expect(words((await desk.get('/pipeline')).text)).toMatch(/Accepted to figures [\d.]+ m?s median [\d.]+ m?s p95 in the last hour/);
  });
});
