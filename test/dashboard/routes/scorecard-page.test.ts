/** The scorecard's pages over a real store: what they show is what the API says, of now, of a closed period and of what was first reported; comments are kept. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { change } from '../../../dashboard/cards/figure.ts';
import { digits, figure, linesOf, SCORE, type Spec } from '../../../shared/figure.ts';
import type { HistoryItem, Row } from '../../../shared/tiers/row.ts';
import type { Clock } from '../../../shared/time/clock.ts';
import { type Closing, closing } from '../../support/closing.ts';
import { ratio, SHOP, slo } from '../../support/plan-of.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';

/** Fiscal years from April, quarters by months so that a year of them is quickly fed. */
const PLAN = `${SHOP}${ratio('answered', 'ok')}${ratio('quick', 'slow')}${slo('answers', 'answered', ', annotations: {heptad/party: "supplier:acme"}')}${slo('quickness', 'quick')}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: amounts}
spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: req, unit: EUR}}}}
---
apiVersion: heptad/v1
kind: VitalMissionActivity
metadata: {name: shopping, displayName: Shopping}
spec: {all: [answers, quickness], sliceTarget: 60%, window: 60d, adequate: 50%, desired: 90%}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: kept}
spec: {measure: {slo: answers}, period: month, timeZone: UTC, adequate: 55%, desired: 75%}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: shopped}
spec: {measure: {vma: shopping}, period: month, timeZone: UTC}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: sold}
spec: {measure: {sli: amounts, statistic: sum}, unit: EUR, period: month, timeZone: UTC, adequate: 20, desired: 60}
---
apiVersion: heptad/v1
kind: KeyPerformanceIndicator
metadata: {name: reliability, displayName: Reliability}
spec: {targets: [{kpt: kept}]}
---
apiVersion: heptad/v1
kind: KeyPerformanceIndicator
metadata: {name: turnover, displayName: Turnover}
spec: {targets: [{kpt: sold}]}
---
apiVersion: heptad/v1
kind: KeyPerformanceIndicator
metadata: {name: trade, displayName: Trade}
spec: {targets: [{kpt: kept, weight: 2}, {kpt: shopped}]}
---
apiVersion: heptad/v1
kind: KeyResultArea
metadata: {name: served, displayName: Served}
spec: {perspective: customer, indicators: [{kpi: reliability, weight: 2}, {kpi: trade}]}
---
apiVersion: heptad/v1
kind: KeyResultArea
metadata: {name: earning, displayName: Earning}
spec: {perspective: financial, indicators: [{kpi: turnover}]}
---
apiVersion: heptad/v1
kind: Scorecard
metadata: {name: card, displayName: The card}
spec: {period: month, timeZone: UTC, fiscalYearStart: "04", areas: [served, earning]}
`;
const KPIS = ['reliability', 'turnover', 'trade'];

let id = 0;
const requests = (n: number, month: string, state: string, value: number): object[] => Array.from({ length: n }, (_, i) => ({ id: `e${id++}`, time: Date.parse(`${month}-10T12:00:00Z`) + i * 60_000, service: 'shop', kind: 'req', state, value }));
/** Months in order; the last one goes on. */
const MONTHS = Array.from({ length: 15 }, (_, i) => new Date(Date.UTC(2025, 8 + i, 1)).toISOString().slice(0, 7));
const NOW = '2026-11-22T10:00:00Z';

/** What stands in the cell of a row, without tags. */
const plain = (html: string): string => html.replaceAll(/<svg[\s\S]*?<\/svg>/g, '').replaceAll(/<[^>]+>/g, '').replaceAll('&amp;', '&').trim();
const rowOf = (page: string, id_: string): string => new RegExp(`<tr id="${id_}"[\\s\\S]*?</tr>`).exec(page)?.[0] ?? '';
const cellOf = (page: string, kpi: string, name: string): string => plain(new RegExp(`<td role="cell" class="${name}[^"]*">([\\s\\S]*?)</td>`).exec(rowOf(page, `kpi-${kpi}`))?.[1] ?? '');

describe('the scorecard and the API', () => {
  let it: Closing;
  let served: Served;
  let base: string;
  beforeAll(async () => {
    it = await closing(PLAN);
    await it.feed(MONTHS.flatMap((month, i) => [...requests(12 + (i % 3), month, 'ok', 3 + (i % 2)), ...requests(3 + ((i * 5) % 4), month, 'bad', 1), ...requests(4, month, 'slow', 1)]));
    await it.feed([{ id: 'last', time: NOW, service: 'shop', kind: 'req', state: 'ok', value: 1 }]);
    // October was closed by then: what comes late is told as another revision
    await it.feed(requests(30, '2026-10', 'bad', 0));
    const clock: Clock = { mode: 'events', now: () => Date.parse(NOW), machine: (() => { let t = Date.parse(NOW); return () => (t += 60_000); })(), see: () => undefined };
    served = await serveDashboard({ read: it.store.read, entry: it.store.climb, answer: it.room().answer, clock });
    base = served.url;
  });
  afterAll(async () => {
    await served.close();
    await it.close();
  });
  const page = async (query: string): Promise<string> => (await fetch(`${base}/?${query}`)).text();
  const api = async <T = Row>(path: string): Promise<T> => (await fetch(`${base}/api/v1/${path}`)).json() as Promise<T>;
  const specs = async (kpi: string, row: Row): Promise<Spec> => (kpi === 'trade' ? SCORE : { kind: kpi === 'turnover' ? 'value' : 'ratio', unit: kpi === 'turnover' ? 'EUR' : '', whole: false, polarity: 'higher', ...linesOf(row.target) });
  const shown = (value: number | null, spec: Spec): string => (spec.kind === 'score' ? `${digits(value, spec)} / 100` : figure(value, spec));
  const WORD = { met: 'Met', tolerated: 'In tolerance', missed: 'Missed', unknown: 'No data' } as const;

  test.each(KPIS)('%s stands on the page as the API says: figure, state, forecast, change and whether it is more than usual variation', async (kpi) => {
    for (const [compare, other] of [['prev', 'previous'], ['year', 'lastYear']] as const) {
      const html = await page(`cmp=${compare}`);
      const row = await api(`measures/kpi/${kpi}?scorecard=card`);
      const spec = await specs(kpi, row);
      expect(row.value).not.toBeNull();
      expect(cellOf(html, kpi, 'now')).toBe(shown(row.value, spec));
      expect(cellOf(html, kpi, 'status')).toBe(WORD[row.status ?? 'unknown']);
      if (row.forecast !== null && row.pace !== 'too-early') expect(cellOf(html, kpi, 'paced')).toContain(`→ ${digits(row.forecast, spec)}`);
      const before = row.trend?.[other] ?? null;
      expect(before).not.toBeNull();
      const changed = change(row.value as number, before as number, spec);
      const word = row.trend?.signal === 'noise' || changed.sign === 0 ? 'steady' : changed.sign > 0 ? 'better' : 'worse';
      expect(cellOf(html, kpi, 'changed')).toMatch(new RegExp(`${changed.text.replace('+', '\\+')} ${word}$`));
    }
    expect((await api(`measures/kpi/${kpi}?scorecard=card`)).trend?.signal).not.toBe('too few periods');
  });

  test('a closed period is shown as it stands, with what was restated, and as it was first reported', async () => {
    const stands = await page('period=2026-10');
    const first = await page('period=2026-10&asReported=true');
    const [now, then] = [await api('measures/kpi/reliability?scorecard=card&at=2026-11-01T00:00:00Z'), await api('measures/kpi/reliability?scorecard=card&at=2026-11-01T00:00:00Z&asReported=true')];
    const spec = await specs('reliability', now);
    expect(now.value).not.toBe(then.value);
    expect(cellOf(stands, 'reliability', 'now')).toBe(figure(now.value, spec));
    expect(cellOf(first, 'reliability', 'now')).toBe(figure(then.value, spec));
    expect(plain(rowOf(stands, 'kpi-reliability'))).toContain('restated');
    expect(plain(rowOf(first, 'kpi-reliability'))).not.toContain('restated');
    expect(plain(stands)).toContain('Final, 2 KPIs restated since, show what was first reported');
    expect(plain(first)).toContain('As first reported, show it as it stands');
    expect(plain(stands)).toContain('1 Oct – 31 Oct 2026, UTC');
  });

  test('the grid holds the row of every period’s end', async () => {
    const html = await page('view=grid');
    const ends = MONTHS.slice(3, 14).map((month) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString());
    const rows = await Promise.all(ends.map((at) => api(`measures/kpi/reliability?scorecard=card&at=${at}`)));
    const spec = await specs('reliability', rows[0] as Row);
    const cells = [...(/<tr><th scope="row"><a href="\/t\/kpi\/reliability[\s\S]*?<\/tr>/.exec(html)?.[0] ?? '').matchAll(/<td class="(\w+)">([\s\S]*?)<\/td>/g)].map(([, status, cell = '']) => [status, plain(cell).replace('* restated', ' restated')]);
    expect(cells).toHaveLength(12);
    expect(cells.slice(0, 11)).toEqual(rows.map((row) => [row.status, `${WORD[row.status ?? 'unknown']} ${digits(row.value, spec)}${row.flags.includes('restated') ? ' restated' : ''}`]));
    const { items } = await api<{ items: HistoryItem[] }>('measures/kpi/reliability/history?scorecard=card&from=2026-11-22T09:00:00Z&step=1h');
    expect(cells[11]?.[1]).toBe(`${WORD[items.at(-1)?.status ?? 'unknown']} ${digits(items.at(-1)?.value ?? null, spec)}`);
  });

  test('periods go by the fiscal year, and one that is none is said', async () => {
    const html = await page('');
    expect(plain(/<div class="menu"[\s\S]*?<\/div>/.exec(html)?.[0] ?? '')).toMatch(/^FY 2026\/27Nov 2026 openOct 2026.*FY 2025\/26Mar 2026/);
    for (const [query, says] of [['period=2026-13', 'is no month of this scorecard; they are named like 2026-11'], ['period=2027-01', 'has not begun'], ['level=x', 'is not a level'], ['view=x', 'is not a view'], ['cmp=x', 'is not a comparison'], ['status=x', 'is not a state']] as const) {
      const response = await fetch(`${base}/?${query}`);
      expect([400, 404], query).toContain(response.status);
      expect(plain(await response.text())).toContain(says);
    }
  });

  test('an expanded KPI names its drivers with the bad minutes that the activity’s row has', async () => {
    const html = await page('open=trade');
    const vma = await api('measures/vma/shopping');
    const drivers = /<table class="drivers">[\s\S]*?<\/table>/.exec(html)?.[0] ?? '';
    expect(vma.contributors.some((one) => (one.contribution ?? 0) > 0)).toBe(true);
    for (const one of vma.contributors) if ((one.contribution ?? 0) > 0) expect(plain(drivers)).toContain(`${one.contribution} min`);
    expect(plain(drivers)).toContain('supplier: acme');
  });

  test('the tactical level has every target and activity as the API has them, of now and of a closed period', async () => {
    for (const [query, at] of [['', ''], ['&period=2026-09', '&at=2026-10-01T00:00:00Z']] as const) {
      const html = await page(`level=tactical${query}`);
      const { items } = await api<{ items: Row[] }>(`tiers/kpt?scorecard=card${at}`);
      expect(items.map((one) => one.name).sort()).toEqual(['kept', 'shopped', 'sold']);
      for (const row of items) expect(plain(rowOf(html, `kpt-${row.name}`)), row.name).toContain(figure(row.value, { kind: row.name === 'sold' ? 'value' : 'ratio', unit: row.name === 'sold' ? 'EUR' : '', whole: false, polarity: 'higher', ...linesOf(row.target) }));
      expect(plain(rowOf(html, 'vma-shopping'))).toContain('over rolling 60 days');
    }
  });

  test('the operational level names what is behind the scorecard, and that it is of now', async () => {
    expect(plain(await page('level=operational&period=2026-09'))).toContain('This level is always of now; Sep 2026 is over.');
    const html = await page('level=operational');
    for (const [name, n] of [['answers', 'answers'], ['quickness', 'quickness']] as const) {
      const row = await api(`measures/slo/${name}`);
      const burns = (row.burn?.['1h'] ?? 0) > 1 || (row.budget?.ratio.remaining ?? 1) <= 0;
      expect(html.includes(`id="slo-${n}"`), name).toBe(burns);
    }
    expect(plain(html)).toContain('shop/req');
  });

  /** In the middle of October, where an hour earlier or later nothing was measured. */
  const THEN = '2026-10-10T12:08:00Z';
  const plainPage = async (path: string): Promise<string> => plain(await (await fetch(`${base}${path}`)).text());

  test('at an instant the scorecard shows the period that it lies in, as the API says it stood then, with the way back to now', async () => {
    const html = await page(`at=${THEN}`);
    for (const kpi of KPIS) {
      const row = await api(`measures/kpi/${kpi}?scorecard=card&at=${THEN}`);
      if (kpi !== 'trade') expect(row.value).not.toBe((await api(`measures/kpi/${kpi}?scorecard=card&at=2026-11-01T00:00:00Z`)).value);
      expect(cellOf(html, kpi, 'now')).toBe(shown(row.value, await specs(kpi, row)));
      expect(rowOf(html, `kpi-${kpi}`)).toContain(`/t/kpi/${kpi}?scorecard=card&amp;at=${THEN}`);
    }
    expect(plain(html)).toContain('As it stood at 10 Oct 2026 12:08. Show now');
    expect(plain(html)).toContain('1 Oct – 31 Oct 2026, UTC, 31 % elapsed');
    expect(html).toContain('type="datetime-local" value="2026-10-10T12:08"');
    expect(html).not.toContain('data-live=');
    expect(html).not.toContain('Data to');
    // every other view and level of it stays at the instant; a period of its own does not
    const links = [...html.matchAll(/<a[^>]* href="(\/\?[^"#]*)"/g)].map((one) => (one[1] as string).replaceAll('&amp;', '&'));
    for (const way of ['level=tactical', 'level=operational', 'view=map', 'view=grid', 'status=met', 'cmp=year', 'open=trade']) expect(links.filter((one) => one.includes(way) && !one.includes('at=2026-10-10T12%3A08%3A00Z')), way).toEqual([]);
    expect(links).toContain('/?period=2026-10');
    expect(links.filter((one) => one.includes('period=') && one.includes('at='))).toEqual([]);
  });

  test('at the end of a period the scorecard is that period as it stands', async () => {
    const [end, named] = [await page('at=2026-11-01T00:00:00Z'), await page('period=2026-10')];
    for (const kpi of KPIS) expect(cellOf(end, kpi, 'now')).toBe(cellOf(named, kpi, 'now'));
    expect(plain(end)).toContain('Final, 2 KPIs restated since');
    expect(plain(end)).toContain('As it stood at 1 Nov 2026 00:00');
  });

  test('an instant and a period that it does not lie in are refused in words; its own period is the same page', async () => {
    const refused = await fetch(`${base}/?at=${THEN}&period=2026-09`);
    expect(refused.status).toBe(400);
    expect(plain(await refused.text())).toContain('10 Oct 2026 12:08 (at) lies in Oct 2026, not in Sep 2026 (period): ask for one of them.');
    expect(cellOf(await page(`at=${THEN}&period=2026-10`), 'reliability', 'now')).toBe(cellOf(await page(`at=${THEN}`), 'reliability', 'now'));
    expect((await fetch(`${base}/?at=yesterday`)).status).toBe(400);
    const typed = await fetch(`${base}/?at=2026-10-10T12:08&level=tactical`, { redirect: 'manual' });
    expect([typed.status, typed.headers.get('location')]).toEqual([302, '/?at=2026-10-10T12%3A08%3A00Z&level=tactical']);
  });

  test('the tactical and the operational level, the map and the grid stand at the instant, and so do their files', async () => {
    const tactical = await page(`level=tactical&at=${THEN}`);
    const { items } = await api<{ items: Row[] }>(`tiers/kpt?scorecard=card&at=${THEN}`);
    expect(items).toHaveLength(3);
    for (const row of items) expect(plain(rowOf(tactical, `kpt-${row.name}`)), row.name).toContain(figure(row.value, { kind: row.name === 'sold' ? 'value' : 'ratio', unit: row.name === 'sold' ? 'EUR' : '', whole: false, polarity: 'higher', ...linesOf(row.target) }));
    const operational = await page(`level=operational&at=${THEN}`);
    expect(plain(operational)).not.toContain('always of now');
    // the newest event of that time, not of now
    expect(plain(operational)).toMatch(/shop\/req10 Oct 2026 12:0\d/);
    for (const level of ['level=tactical', 'level=operational', 'view=map', 'view=grid']) expect(await plainPage(`/?${level}&at=${THEN}`), level).toContain('As it stood at 10 Oct 2026 12:08');
    const file = await api<{ items: { name: string; value: number | null }[] }>(`tables/scorecard/targets?scorecard=card&at=${THEN}&format=json`);
    expect(file.items.map((one) => [one.name, one.value]).sort()).toEqual(items.map((one) => [one.name, one.value]).sort());
  });

  test('the tier map stands at an instant in each of its views, and leads on at it', async () => {
    for (const view of ['', '&view=contribution', '&view=outline']) {
      const html = await (await fetch(`${base}/tiers?at=${THEN}${view}`)).text();
      expect(plain(html), view).toContain('As it stood at 10 Oct 2026 12:08. Show now');
      expect(html).not.toContain('data-live=');
      expect(html).toContain('at=2026-10-10T12:08:00Z');
    }
    const row = await api(`measures/kpi/reliability?scorecard=card&at=${THEN}`);
    const node = (html: string): string => plain(/<tr[^>]*data-open="\/t\/kpi\/reliability[\s\S]*?<\/tr>/.exec(html)?.[0] ?? '');
    const [then, now] = await Promise.all([`?view=outline&at=${THEN}`, '?view=outline'].map(async (query) => node(await (await fetch(`${base}/tiers${query}`)).text())));
    expect(then).not.toBe(now);
    expect(then).toContain(figure(row.value, await specs('reliability', row)));
    const file = await api<{ items: { tier: string; name: string; value: number | null }[] }>(`tables/tiers/nodes?at=${THEN}&format=json`);
    expect(file.items.find((one) => one.tier === 'kpi' && one.name === 'reliability')?.value).toBe(row.value);
  });

  const say = (body: object | string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${base}${typeof body === 'string' ? '/comments' : '/api/v1/comments'}`, { method: 'POST', redirect: 'manual', headers: { 'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });

  test('a comment is written by a form without a script and by a program, stands in its period, and the browser keeps the name', async () => {
    const html = await page('open=trade');
    expect(html).toContain('action="/comments"');
    const form = await say(new URLSearchParams({ tier: 'kpi', name: 'trade', scorecard: 'card', back: '?open=trade', text: 'One outage <b> on 9 November.', who: 'Mina Okafor' }).toString());
    expect([form.status, form.headers.get('location')]).toEqual([303, '/?open=trade#comments-trade']);
    const cookie = form.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^who=Mina%20Okafor; .*HttpOnly.*SameSite=Strict/);
    const after = await (await fetch(`${base}/?open=trade`, { headers: { cookie: cookie.split(';')[0] ?? '' } })).text();
    expect(after).toContain('One outage &lt;b> on 9 November.');
    expect(after).toContain('aria-label="1 comment on Trade"');
    expect(after).toContain('value="Mina Okafor"');
    const past = await say({ tier: 'kpi', name: 'trade', scorecard: 'card', time: '2026-11-01T00:00:00Z', text: 'October was the database.', who: 'A' });
    expect(past.status).toBe(202);
    expect(await past.json()).toMatchObject({ tier: 'kpi', name: 'trade', time: '2026-11-01T00:00:00Z', who: 'A' });
    expect(await page('open=trade')).not.toContain('October was the database.');
    const october = await page('open=trade&period=2026-10');
    expect(october).toContain('October was the database.');
    expect(october).not.toContain('on 9 November.');
    // at an instant those that speak for what was before it, and one that is written there speaks for it
    expect(await page(`open=trade&at=${THEN}`)).not.toContain('October was the database.');
    expect(await page(`open=trade&at=${THEN}`)).toContain('name="time" value="2026-10-10T12:08:00Z"');
    const { items, cursor } = await api<{ items: { text: string }[]; cursor: string | null }>('comments?tier=kpi&name=trade&limit=1');
    expect(items).toHaveLength(1);
    expect((await api<{ items: object[] }>(`comments?tier=kpi&name=trade&limit=1&cursor=${cursor}`)).items).toHaveLength(1);
    expect((await api<{ items: object[] }>('comments?tier=kpi&name=trade&scorecard=none')).items).toHaveLength(0);
  });

  test.each([['kpt', 'sold', 'card', 'Nov 2026'], ['kra', 'earning', 'card', 'Nov 2026'], ['vma', 'shopping', null, '22 Nov 2026 10:00'], ['slo', 'answers', null, '22 Nov 2026 10:00'], ['sli', 'amounts', null, '22 Nov 2026 10:00']] as const)('a comment is written on the page of a %s, and stands there with who, when and what of', async (tier, name, card, of) => {
    const path = tier === 'slo' ? `/slos/${name}` : `/t/${tier}/${name}`;
    const said = async (query: string): Promise<string> => plain(/<section class="comments[\s\S]*?<\/section>/.exec(await (await fetch(`${base}${path}${query}`)).text())?.[0] ?? '');
    expect(await said('')).toContain('Nobody has commented on it yet.');
    const form = { tier, name, ...(card === null ? {} : { scorecard: card }), stood: 'measure', who: 'Mina Okafor' };
    const written = await say(new URLSearchParams({ ...form, text: `${name} <b> now` }).toString());
    const to = written.headers.get('location') ?? '';
    expect(to).toMatch(new RegExp(`^${path}[^#]*#comment-[0-9a-f-]{36}$`));
    expect(await (await fetch(base + to)).text()).toContain(`id="${to.split('#')[1]}"`);
    expect(await said('')).toMatch(new RegExp(`^Comments${name} &lt;b> nowMina Okafor · on ${of} · written `));
    // said while the page looks back it speaks for then, and leads back there
    const then = await say(new URLSearchParams({ ...form, time: THEN, text: 'and then' }).toString());
    expect(then.headers.get('location')).toContain('at=2026-10-10T12');
    expect(await said(`?at=${THEN}`)).toContain(`and thenMina Okafor · on ${card === null ? '10 Oct 2026 12:08' : 'Oct 2026'} · written `);
    expect(await said(`?at=${THEN}`)).not.toContain('now');
    expect(await said('?at=2026-10-09T12:00:00Z')).toContain('Nobody had commented on it by then.');
    expect(await said('')).toContain('and then');
  });

  test('a comment on nothing, an empty one and one from a page elsewhere are refused; a form leads nowhere else', async () => {
    expect((await say({ tier: 'kpi', name: 'nothing', text: 'x' })).status).toBe(404);
    expect((await say({ tier: 'kpi', name: 'trade', text: '  ' })).status).toBe(400);
    expect((await say({ tier: 'kpi', name: 'trade', text: 'x', other: 1 })).status).toBe(400);
    expect((await say('tier=kpi&name=trade&text=x', { origin: 'http://elsewhere.example' })).status).toBe(403);
    expect((await fetch(`${base}/api/v1/comments`, { method: 'POST', body: new URLSearchParams('tier=kpi&name=trade&text=x') })).status).toBe(415);
    expect((await say('tier=kpi&name=trade&text=x&back=%2F%2Felsewhere.example')).headers.get('location')).toMatch(/^\/\?/);
  });
});
