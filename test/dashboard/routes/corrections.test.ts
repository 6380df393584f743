/** Corrections over HTTP and on pages, all rooms running: proposed, decided, listed, shown with who and when; whatever is not in order is refused in words. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Correction } from '../../../dashboard/routes/corrections.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { planOf, ratio, SHOP, slo } from '../../support/plan-of.ts';
import { requests } from '../../support/requests.ts';
import { words } from '../../support/words.ts';

const PLAN = `${SHOP}${ratio('answered', 'ok')}${slo('rolling', 'answered')}${slo('twofold', 'answered').replace('[{targetPercent: 60}]', '[{targetPercent: 60}, {targetPercent: 90}]')}${slo('named.2', 'answered')}${slo('named', 'answered')}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: amounts}
spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: req, service: shop, unit: EUR}}}}
---
apiVersion: heptad/v1
kind: VitalMissionActivity
metadata: {name: shopping}
spec: {all: [rolling, twofold], sliceTarget: 60%, window: 60d, adequate: 50%, desired: 90%}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: kept}
spec: {measure: {slo: rolling}, period: month}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: shopped}
spec: {measure: {vma: shopping}, period: month}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: sold}
spec: {measure: {sli: amounts, statistic: sum}, unit: EUR, period: month, adequate: 20, desired: 60}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: score}
spec: {measure: {entered: score}, period: month, adequate: 20, desired: 60}
---
apiVersion: heptad/v1
kind: Correction
metadata: {name: written}
spec: {slos: [rolling], from: 2026-11-03T07:00:00Z, to: 2026-11-03T07:10:00Z, reason: maintenance, text: a planned stop}
`;
const AT = Date.parse('2026-11-03T10:00:00Z');
const GOOD = { slos: ['rolling'], from: '2026-11-03T09:00:00Z', to: '2026-11-03T09:30:00Z', reason: 'supplier', text: 'the <provider> was away', who: 'Ana' };
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe('corrections that people enter', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.post('/api/v1/events', [...requests(8, '2026-11-03T08:00:00Z', 'ok', { value: 5 }), ...requests(10, '2026-11-03T09:10:00Z', 'bad', { value: 5 })]);
    await desk.reach(AT);
  });
  afterAll(() => desk.close());
  type Told = { status: number; body: { detail?: string; hint?: string; parameter?: string } & Partial<Correction> };
  const send = (path: string, body: unknown): Promise<Told> => desk.send(path, body);
  const listed = async (query = ''): Promise<{ items: Correction[]; cursor: string | null }> => JSON.parse((await desk.get(`/api/v1/corrections${query}`)).text) as { items: Correction[]; cursor: string | null };
  const figure = async (name = 'rolling'): Promise<Row> => JSON.parse((await desk.get(`/api/v1/measures/slo/${name}`)).text) as Row;
  let ticks = 0;
  /** It is looked for once a second. */
  const look = async (): Promise<void> => {
    await sleep(1100);
    await desk.reach(AT + ++ticks);
  };

  test.each([
    ['an SLO that the plan does not have', { slos: ['roling'] }, 'slos: the plan in force has no SLO named roling', 'did you mean rolling?'],
    ['an objective', { slos: ['twofold.2'] }, 'slos: twofold.2 is an objective, and a correction names SLOs', 'name twofold: it holds for all its objectives'],
    ['an activity', { slos: ['shopping'] }, 'slos: shopping is a VitalMissionActivity, and a correction names SLOs', 'name the SLOs below it'],
    ['an SLO twice', { slos: ['rolling', 'rolling'] }, 'slos: rolling is named twice', undefined],
    ['a KPT that the plan does not have', { slos: [], kpts: ['solt'] }, 'kpts: the plan in force has no KPT named solt', 'did you mean sold?'],
    ['a KPT twice', { slos: [], kpts: ['sold', 'sold'] }, 'kpts: sold is named twice', undefined],
    ['a KPT on an SLO', { slos: [], kpts: ['kept'] }, 'kpts: kept counts by the schedule of the SLO rolling, so it cannot be corrected by itself', 'name the SLO rolling'],
    ['a KPT on an activity', { slos: [], kpts: ['shopped'] }, 'kpts: shopped counts by the schedules of the SLOs below shopping, so it cannot be corrected by itself', 'name these SLOs'],
    ['a KPT on figures that are entered', { slos: [], kpts: ['score'] }, 'kpts: score counts no time, so it cannot be corrected by itself', 'a statistic of an sli does'],
    ['nothing', { slos: [] }, 'slos: a correction names at least one SLO or KPT', undefined],
    ['an end before its beginning', { to: '2026-11-03T08:00:00Z' }, 'to: a correction ends after it begins; this is from 2026-11-03T09:00:00Z to 2026-11-03T08:00:00Z', undefined],
    ['no whole minute', { from: '2026-11-03T09:00:01Z', to: '2026-11-03T09:01:59Z' }, 'to: no whole minute lies inside: nothing would be taken out', undefined],
    ['an instant without an offset', { from: '2026-11-03T09:00:00' }, 'from: expected RFC 3339 with an offset (2026-11-01T00:00:00Z) or milliseconds since 1970, of a day that there is, before 2106', undefined],
    ['no reason', { reason: '  ' }, 'reason: a correction needs a reason, such as supplier, customer or maintenance', undefined],
    ['nobody', { who: '' }, 'who: say who you are', undefined],
    ['a field that there is not', { why: 'so' }, 'Unrecognized key: "why"', undefined],
  ])('a proposal that names %s is refused in words', async (_, change, detail, hint) => {
    const told = await send('/api/v1/corrections', { ...GOOD, ...change });
    expect([told.status, told.body.detail, told.body.hint]).toEqual([400, detail, hint]);
    expect((await listed()).items).toEqual([]);
  });

  let mine = '';
  test('one is proposed, changes nothing, and is listed with who and when', async () => {
    const told = await send('/api/v1/corrections', GOOD);
    expect(told).toMatchObject({ status: 202, body: { slos: ['rolling'], kpts: [], from: '2026-11-03T09:00:00Z', to: '2026-11-03T09:30:00Z', who: 'Ana', state: 'proposed', trail: [{ state: 'proposed', who: 'Ana' }] } });
    mine = told.body.id ?? '';
    expect((await listed()).items).toEqual([told.body]);
    await look();
    expect(await figure()).toMatchObject({ good: 8, total: 18 });
  });

  test.each([
    ['an id that there is not', `/api/v1/corrections/${UNKNOWN}/decisions`, { state: 'approved', who: 'Ben' }, 404, `no correction has the id ${UNKNOWN}; GET /api/v1/corrections lists them`],
    ['a state that nobody decides', '', { state: 'proposed', who: 'Ben' }, 400, 'state: proposed is not known; one of approved, rejected, disputed'],
    ['nobody', '', { state: 'approved' }, 400, 'who: must be given'],
  ])('a decision with %s is refused', async (_, path, body, status, detail) => {
    const told = await send(path || `/api/v1/corrections/${mine}/decisions`, body);
    expect([told.status, told.body.detail]).toEqual([status, detail]);
  });

  test('approved by another it is taken out of the figures, and both names stand in the trail', async () => {
    const told = await send(`/api/v1/corrections/${mine}/decisions`, { state: 'approved', text: 'seen their report', who: 'Ben' });
    expect(told).toMatchObject({ status: 202, body: { state: 'approved', trail: [{ state: 'proposed', who: 'Ana' }, { state: 'approved', who: 'Ben', text: 'seen their report' }] } });
    await look();
    expect(await figure()).toMatchObject({ good: 8, total: 8, flags: expect.arrayContaining(['corrected']) });
    expect(await figure('named.2')).toMatchObject({ total: 18 });
    const again = await send(`/api/v1/corrections/${mine}/decisions`, { state: 'approved', who: 'Cy' });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringMatching(/^it was approved by Ben at 20\d\d-/)]);
  });

  test('SLOs whose names end as objectives do are SLOs all the same', async () => {
    const told = await send('/api/v1/corrections', { ...GOOD, slos: ['named.2'], kpts: ['sold'], reason: 'customer' });
    expect(told.status).toBe(202);
    await send(`/api/v1/corrections/${told.body.id}/decisions`, { state: 'approved', who: 'Ana' });
    await look();
    expect([await figure('named.2'), await figure('named')].map((row) => row.total)).toEqual([8, 18]);
  });

  test('rejected it counts again, the trail keeps every word, and lists go by state, SLO and KPT, a page at a time', async () => {
    await send(`/api/v1/corrections/${mine}/decisions`, { state: 'disputed', text: 'they say they were there', who: 'Cy' });
    await send(`/api/v1/corrections/${mine}/decisions`, { state: 'rejected', who: 'Ben' });
    await look();
    expect(await figure()).toMatchObject({ good: 8, total: 18 });
    const [newest, oldest] = (await listed()).items;
    expect(oldest?.trail.map(({ state, who }) => [state, who])).toEqual([['proposed', 'Ana'], ['approved', 'Ben'], ['disputed', 'Cy'], ['rejected', 'Ben']]);
    expect((await listed('?state=rejected')).items).toEqual([oldest]);
    expect((await listed('?state=proposed')).items).toEqual([]);
    expect((await listed('?slo=rolling')).items).toEqual([oldest]);
    expect((await listed('?kpt=sold')).items).toEqual([newest]);
    const first = await listed('?limit=1');
    expect(first.items).toEqual([newest]);
    expect(await listed(`?limit=1&cursor=${first.cursor}`)).toEqual({ items: [oldest], cursor: null });
    expect((await desk.get('/api/v1/corrections?state=some')).status).toBe(400);
  });

  test('is part of the OpenAPI page, and other methods are refused', async () => {
    const { paths } = JSON.parse((await desk.get('/api/v1/openapi.json')).text) as { paths: Record<string, { post?: { responses: object } }> };
    expect(Object.keys(paths['/api/v1/corrections/{id}/decisions']?.post?.responses ?? {})).toEqual(expect.arrayContaining(['202', '400', '404', '409']));
    expect((await fetch(`${desk.url}/api/v1/corrections`, { method: 'DELETE' })).status).toBe(405);
  });

  const part = async (path: string): Promise<string> => /<section aria-labelledby="corrections">[\s\S]*?<\/section>/.exec((await desk.get(path)).text)?.[0] ?? '';

  test('the page of an SLO shows those of the plan and those that were entered, with every word', async () => {
    const text = words(await part('/slos/rolling'));
    for (const one of ['3 Nov 2026 07:00 – 3 Nov 2026 07:10 maintenance : a planned stop In the plan A document of the plan', 'supplier : the <provider> was away Rejected Proposed by Ana', 'Approved by Ben', ': seen their report', 'Disputed by Cy', 'Rejected by Ben']) expect(text).toContain(one);
    expect(text).not.toContain('Holds for');
    // a page of another objective is a page of the same SLO
    expect(await part('/slos/twofold.2')).toContain('name="slos" value="twofold"');
  });

  test('a target shows its own, or those of the SLOs that it counts by and where to propose them', async () => {
    expect(await part('/t/kpt/sold')).toContain('name="kpts" value="sold"');
    const kept = await part('/t/kpt/kept');
    expect(kept).toContain('<a href="/slos/rolling#corrections">rolling</a>');
    expect(kept).toContain('a planned stop');
    expect(kept).not.toContain('action="/corrections"');
    const shopped = await part('/t/kpt/shopped');
    for (const name of ['rolling', 'twofold']) expect(shopped).toContain(`<a href="/slos/${name}#corrections">${name}</a>`);
    for (const other of ['/t/kpt/score', '/t/vma/shopping', '/t/sli/answered']) expect(await part(other)).toBe('');
  });

  test('its forms propose and decide without a script, and lead back to where they stood', async () => {
    const typed = { tier: 'slo', name: 'twofold.2', slos: 'twofold', zone: 'Europe/Berlin', from: '2026-11-03T10:00', to: '2026-11-03T10:30', reason: 'supplier', text: '', who: 'Dee' };
    const sent = await desk.submit('/corrections', typed);
    const [one] = (await listed()).items;
    expect([sent.status, sent.to]).toEqual([303, `/slos/twofold.2#correction-${one?.id}`]);
    expect(sent.cookie).toContain('who=Dee');
    expect(one).toMatchObject({ slos: ['twofold'], from: '2026-11-03T09:00:00Z', to: '2026-11-03T09:30:00Z', state: 'proposed', who: 'Dee' });
    const decided = await desk.submit(`/corrections/${one?.id}`, { tier: 'slo', name: 'twofold.2', who: 'Eve', text: 'so be it', state: 'approved' });
    expect([decided.status, decided.to]).toEqual([303, `/slos/twofold.2#correction-${one?.id}`]);
    await look();
    expect((await figure('twofold.2')).total).toBe(8);
    expect(words(await part('/slos/twofold'))).toContain('Approved by Eve');
    for (const [change, says] of [[{ from: 'soon' }, '“soon” is no time'], [{ slos: 'nix' }, 'no SLO named nix'], [{ who: '' }, 'say who you are']] as const) {
      const refused = await desk.submit('/corrections', { ...typed, ...change });
      expect([refused.status, refused.text.includes(says)]).toEqual([400, true]);
    }
    expect((await desk.submit(`/corrections/${UNKNOWN}`, { tier: 'slo', name: 'rolling', who: 'Eve', state: 'approved' })).status).toBe(404);
  });
});
