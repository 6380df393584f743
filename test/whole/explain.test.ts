/** Explanations from outside: over a plan with every kind of measure the parts add up to the whole, at several instants, over HTTP and from the command line. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explanationSchema } from '../../dashboard/routes/schemas.ts';
import type { ExplainedRow } from '../../shared/explained.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { misfits } from '../support/added-up.ts';
import { EVENTS, SAMPLES, START } from '../support/explained-messages.ts';
import { folder, type Program, run, settled, up } from '../support/heptad.ts';
import { whole } from '../support/whole.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const TIERS = ['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard'];
const at = (text: string): string => new Date(Date.parse(`2026-11-${text}Z`)).toISOString();
const INSTANTS = [at('02T09:07:30'), at('04T23:59:00')];

type List<T> = { items: T[] };

/** Explanations of every measure at an instant, and what of them does not add up. */
const explained = async (program: Program, instant: string, scorecard = '', tiers = TIERS): Promise<{ all: ExplainedRow[]; found: string[] }> => {
  const all: ExplainedRow[] = [];
  const found: string[] = [];
  for (const tier of tiers) {
    const { items } = await program.get<List<Row>>(`/api/v1/tiers/${tier}?at=${instant}&limit=1000${scorecard}`);
    for (const row of items) {
      const of = tier === 'perspective' || tier === 'scorecard' ? `&scorecard=${row.scorecard}` : scorecard;
      const one = await program.get<ExplainedRow>(`/api/v1/measures/${tier}/${encodeURIComponent(row.name)}/explain?at=${instant}${of}`);
      all.push(one);
      if (JSON.stringify(one.row) !== JSON.stringify(row)) found.push(`${tier}/${row.name}: the row is another`);
      found.push(...misfits(one));
    }
  }
  return { all, found };
};

const send = async (program: Program, path: 'events' | 'samples', lines: readonly string[]): Promise<void> => {
  for (let i = 0; i < lines.length; i += 2000) await program.post(`/api/v1/${path}`, lines.slice(i, i + 2000).join('\n'));
};

describe('a plan of every kind', () => {
  const data = folder();
  let program: Program;
  const get = (id: string, query = ''): Promise<ExplainedRow> => program.get(`/api/v1/measures/${id}/explain?${query}`);

  beforeAll(async () => {
    program = await up(['--data', data.path, '--clock', 'events', '--plan', fileURLToPath(new URL('../support/plans/explained', import.meta.url))]);
    await send(program, 'events', EVENTS);
    await send(program, 'samples', SAMPLES);
    await settled(program, { mark: START + 4 * DAY });
    for (const [name, value, day] of [['score', 12, '02T08'], ['score', 25, '04T12'], ['cost', 100.5, '02T08'], ['cost', 7, '03T08']] as const) await program.post('/api/v1/values', JSON.stringify({ name, value, time: at(`${day}:00:00`), who: 'Anna' }), 'application/json');
  }, 240_000);
  afterAll(async () => {
    await program.stop();
    data.remove();
  });

  test.each(INSTANTS.filter((_, i) => whole || i === 0))('the parts of every measure add up to its row at %s', async (instant) => {
    const { all, found } = await explained(program, instant);
    expect(found).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
    for (const one of all) expect(() => explanationSchema.strict().parse(one)).not.toThrow();
  }, 240_000);

  if (whole) test('under another scorecard they add up over its period', async () => {
    const { all, found } = await explained(program, INSTANTS[1] as string, '&scorecard=weekly', ['kpt', 'kpi', 'kra']);
    expect(found).toEqual([]);
    expect(all.find((one) => one.name === 'reliability')?.time.window?.from).toBe('2026-11-02T00:00:00Z');
  }, 240_000);

  test('every awkward side of the plan is met: time is excluded, unmeasured and filled, parties and a veto are told', async () => {
    const answered = await get('slo/answered', `at=${INSTANTS[1]}`);
    expect(answered.time.excluded.map((one) => one.reason)).toEqual(['closed', 'holiday', 'maintenance', 'maintenance', 'maintenance', 'maintenance', 'maintenance', 'customer', 'supplier']);
    expect(answered.time.excluded).toContainEqual({ from: '2026-11-03T07:00:00Z', to: '2026-11-03T17:00:00Z', reason: 'holiday', text: '2026-11-03', seconds: 36_000 });
    // 09:12 to 12:40, of which maintenance had 09:12 to 10:30 already
    expect(answered.time.excluded.at(-1)).toMatchObject({ reason: 'supplier', text: 'dns: DNS outage', seconds: 7800 });
    expect(answered.time.excluded.at(-2), 'it met closed hours only').toMatchObject({ reason: 'customer', seconds: 0 });
    const bad = await get('slo/edge-slices', `at=${INSTANTS[1]}`);
    expect(bad.time.unmeasured[0]).toEqual({ from: '2026-11-03T02:00:00Z', to: '2026-11-03T04:55:00Z', seconds: 10_500 });
    expect(bad.parts.at(-1)).toMatchObject({ label: 'filled by heptad/no-data: bad', good: 0 });
    expect(bad.time.filled?.total).toBeGreaterThan(20);
    for (const name of ['edge-good', 'edge-ratios']) expect((await get(`slo/${name}`, `at=${INSTANTS[1]}`)).time.filled?.total).toBeGreaterThan(0);
    const pay = await get('vma/order', `at=${INSTANTS[1]}`);
    expect(pay.contributors.find((one) => one.name === 'failed')?.party).toBe('internal');
    expect(pay.shares?.find((one) => one.party === 'internal')?.minutes).toBeGreaterThan(0);
    const kpi = await get('kpi/reliability', `at=${INSTANTS[1]}`);
    expect(kpi.parts.map((one) => one.label)).toContain('kpt/orders');
    expect(kpi.steps.map((one) => one.what)).toContain('weighted mean');
  });

  test('a veto, a quotient, a range, a quantile and times of outages are told in their own words', async () => {
    const of = (id: string): Promise<ExplainedRow> => get(id, `at=${INSTANTS[1]}`);
    const vetoed = await of('kpi/vetoed');
    expect(vetoed.row).toMatchObject({ status: 'tolerated', score: 66.66 });
    expect(vetoed.steps.find((one) => one.what === 'veto')).toMatchObject({ numbers: expect.stringMatching(/^never missed: min\(.*, 66\.66\)$/), value: 66.66 });
    expect(vetoed.parts.at(-1)).toMatchObject({ label: 'veto', contribution: 66.66 - (vetoed.steps[0]?.value as number) });
    const p95 = await of('kpt/p95');
    expect(p95.formula.numbers).toMatch(/^no\. \d+ of \d+ values = [\d.]+ ms$/);
    const quotient = await of('kpt/time-a-request');
    expect(quotient.formula).toEqual({ words: 'value = sli/time sum ÷ sli/time count', numbers: expect.stringMatching(/^[\d,]+ ÷ \d+ = [\d.]+$/) });
    const range = await of('kpt/usual-time');
    expect(range.steps.find((one) => one.what === 'status')).toMatchObject({ formula: expect.stringContaining('inside desired'), numbers: expect.stringContaining('desired 450 to 490, adequate 300 to 700') });
    expect((await of('kpt/restoring-time')).formula).toEqual({ words: expect.stringContaining('seconds down ÷ outages that ended'), numbers: expect.stringMatching(/^[\d,.]+ s ÷ \d+ outages = [\d.]+ min$/) });
    expect((await of('kpt/between-outages')).formula.numbers).toMatch(/^[\d,.]+ s ÷ \d+ outages = [\d.]+ h$/);
    expect((await of('kpt/promoters')).formula.numbers).toMatch(/^-?[\d,]+ ÷ \d+ values = -?[\d.]+$/);
    expect((await of('kpt/cost-a-request')).parts.map((one) => one.value)).toEqual([107.5, expect.any(Number)]);
    expect((await of('kpt/score-of-people')).parts.map((one) => [one.value, one.from])).toEqual([[25, '2026-11-04T12:00:00Z'], [12, '2026-11-02T08:00:00Z']]);
  });

  test('the formula has the numbers of the row, and events of both verdicts stand beside it', async () => {
    const one = await get('sli/answers', `at=${INSTANTS[1]}`);
    expect(one.formula.numbers).toBe(`${one.row.good} events ÷ ${one.row.total} events = ${Number(one.row.value?.toPrecision(12))}`);
    expect(one.events.good.map((event) => event['state'])).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(one.events.bad.map((event) => event['state'])).toEqual(['error', 'error', 'error', 'error', 'error']);
    const up = await get('sli/web-up', `at=${INSTANTS[1]}`);
    expect([...new Set(up.events.bad.map((event) => event['state']))]).toEqual(['down']);
    // the outage is older than many messages since
    for (const id of ['slo/gate', 'sli/gate-up']) expect((await get(id, `at=${INSTANTS[1]}`)).events.bad.map((event) => event['id']), id).toEqual(expect.arrayContaining(['north20', 'south20']));
    expect((await get('sli/edge', `at=${INSTANTS[1]}`)).events.bad[0]).toMatchObject({ good: 3, total: 10 });
  });

  test('what cannot be explained is a problem in words', async () => {
    const response = await fetch(`${program.url}/api/v1/measures/slo/answerd/explain`);
    expect([response.status, await response.json()]).toMatchObject([404, { hint: 'did you mean answered?' }]);
    expect((await fetch(`${program.url}/api/v1/measures/slo/answered/explain?scorecard=none`)).status).toBe(400);
    const { paths } = await program.get<{ paths: Record<string, unknown> }>('/api/v1/openapi.json');
    expect(Object.keys(paths)).toContain('/api/v1/measures/{tier}/{name}/explain');
  });

  test('the command says the same, of a running heptad and from the folder of an ended one', async () => {
    const there = await run(['explain', 'slo/answered', '--data', data.path, '--at', INSTANTS[1] as string, '--json']);
    const wanted = await get('slo/answered', `at=${INSTANTS[1]}`);
    expect(JSON.parse(there.out)).toEqual(wanted);
    const text = await run(['explain', 'answered', '--data', data.path, '--at', INSTANTS[1] as string]);
    for (const line of [wanted.formula.numbers, 'Steps', 'excluded 2 h 10 min', 'supplier: dns: DNS outage', 'Newest events']) expect(text.out).toContain(line);
    expect(await run(['explain', 'shop', '--data', data.path])).toMatchObject({ code: 0 });
    expect(await run(['explain', 'nobody', '--data', data.path])).toMatchObject({ code: 2, err: 'heptad: there is no measure named nobody; heptad status lists them all\n' });
    await program.stop();
    const ended = await run(['explain', 'answered', '--data', data.path, '--at', INSTANTS[1] as string, '--json']);
    expect(JSON.parse(ended.out)).toEqual(wanted);
  }, 240_000);
});

const cases = process.env['HEPTAD_EXPLAIN_CASES'];

describe.skipIf(cases === undefined)('generated cases (HEPTAD_EXPLAIN_CASES=folder of one, a longer hunt)', () => {
  test('the parts of all of its measures add up', async () => {
    const data = folder();
    const program = await up(['--plan', `${cases}/plan`, '--data', data.path, '--clock', 'events']);
    try {
      for (const path of ['events', 'samples'] as const) await send(program, path, readFileSync(`${cases}/${path}.ndjson`, 'utf8').split('\n').filter((line) => line !== ''));
      const { instants } = JSON.parse(readFileSync(`${cases}/expected.json`, 'utf8')) as { instants: { at: string }[] };
      await settled(program, { mark: Date.parse(instants.at(-1)?.at ?? '') });
      for (const one of instants) expect((await explained(program, encodeURIComponent(one.at))).found).toEqual([]);
    } finally {
      await program.stop();
      data.remove();
    }
  }, 600_000);
});
