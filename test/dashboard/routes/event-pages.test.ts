/** The explorer of events over a real store: search, facets, spans, pages, the permalink with all that an event touched, and that hostile text is inert everywhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { facetCounts } from '../../../dashboard/routes/event-pages.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ABOVE, planOf, ratio, SHOP } from '../../support/plan-of.ts';
import { words } from '../../support/words.ts';

const PLAN = `${SHOP}${ratio('ok', 'ok')}
---
{apiVersion: openslo/v1, kind: SLO, metadata: {name: buy, displayName: "Buy <b>now</b>"}, spec: {service: shop, indicatorRef: ok, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99}]}}
---
{apiVersion: heptad/v1, kind: KeyPerformanceTarget, metadata: {name: kept}, spec: {measure: {slo: buy}, period: month, timeZone: Europe/Berlin, polarity: higher, adequate: 95%, desired: 99%}}
${ABOVE.replace('timeZone: UTC', 'timeZone: Europe/Berlin')}`;
const T = Date.parse('2026-11-01T10:00:00Z');
const HOUR = 3_600_000;
const HOSTILE = { id: `"'><script>alert(1)</script>/?#%`, time: T + 1000, service: '<img src=x onerror=alert(2)>', component: '<svg/onload=alert(3)>', kind: 'javascript:alert(4)', state: "' onfocus=alert(5) x='", severity: 'critical', unit: '<u>', value: 1, labels: { '<key>': '</td><script>alert(6)</script>' } };
const ids = (html: string): string[] => [...html.matchAll(/<tr id="e-[^>]*>.*?<a href="[^"]*">([^<]*)</gs)].map((found) => found[1] as string);

describe('the explorer of events', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
  });
  afterAll(() => desk.close());

  test('says that nothing has come in yet and how to change that', async () => {
    const { status, text } = await desk.get('/events');
    expect(status).toBe(200);
    expect(words(text)).toContain('Nothing has come in yet. How to send the first event');
    expect(text).toContain('<a href="/events" aria-current="page">Events</a>');
  });

  test('lists the newest of the last day and counts by service, kind, state and severity', async () => {
    await desk.post('/api/v1/events', [
      ...Array.from({ length: 60 }, (_, i) => ({ id: `e${i}`, time: T + i * 1000, service: 'shop', kind: 'req', state: i % 3 === 0 ? 'bad' : 'ok', severity: i % 3 === 0 ? 'error' : 'info', labels: { route: i % 2 ? '/pay' : '/cart' } })),
      { id: 'old', time: T - 30 * HOUR, service: 'shop', kind: 'req', state: 'ok' },
      HOSTILE,
    ]);
    await desk.post('/api/v1/samples', [{ id: 's1', time: T + 5000, service: 'edge', sli: 'edge-ok', good: 9, total: 10 }]);
    await desk.reach(T + 60_000);
    const { text } = await desk.get('/events');
    // 60, the hostile one, the sample and the mark that moves the clock
    expect(words(text)).toContain('63 deliveries found');
    expect(ids(text)).toHaveLength(50);
    expect(ids(text).slice(0, 2)).toEqual(['mark-1', 'e59']);
    expect(words(/<h3 id="facet-state">.*?<\/ul>/s.exec(text)?.[0] ?? '')).toMatch(/State ok 40 bad 20/);
    expect(words(/<h3 id="facet-severity">.*?<\/ul>/s.exec(text)?.[0] ?? '')).toMatch(/Severity info 40 error 20 critical 1/);
    const older = /href="(\/events\?after=[^"]+)">Older/.exec(text)?.[1] as string;
    const rest = (await desk.get(older)).text;
    expect(ids(rest)).toHaveLength(13);
    expect(ids(rest)).not.toContain('e59');
    expect(rest).not.toContain('id="tail"');
  });

  test('the operational level of the scorecard says when the newest event of a kind came', async () => {
    const late = /<section aria-labelledby="late">.*?<\/section>/s.exec((await desk.get('/?level=operational')).text)?.[0] ?? '';
    // e59, in the scorecard's zone
    expect(words(late)).toContain('shop/req 1 Nov 2026 11:00 1 s Coming in');
  });

  test('a search keeps id and label, a facet its value and the span its time; the address says all of it', async () => {
    expect(ids((await desk.get('/events?q=E1')).text).sort()).toEqual(['e1', ...Array.from({ length: 10 }, (_, i) => `e1${i}`)].sort());
    expect(words((await desk.get('/events?q=%2Fpay&state=bad')).text)).toContain('10 deliveries found');
    const bad = (await desk.get('/events?severity=error&kind=req')).text;
    expect(ids(bad)).toHaveLength(20);
    // of a facet the others stay to be chosen, and the chosen one leads back
    expect(bad).toContain('href="/events?kind=req&amp;severity=info"');
    expect(bad).toContain('href="/events?kind=req" aria-current="true"');
    expect(ids((await desk.get('/events?span=all&kind=req&after=')).text)).toHaveLength(50);
    expect(words((await desk.get('/events?span=all')).text)).toContain('64 deliveries found');
    // in the scorecard's zone, an hour ahead of UTC
    expect(ids((await desk.get('/events?from=2026-11-01+11:00:10&to=2026-11-01T10:00:12Z')).text)).toEqual(['e11', 'e10']);
    // in the zone that the address asks for; its file is of the same instants
    const tokyo = (await desk.get('/events?from=2026-11-01+19:00:10&to=2026-11-01+19:00:12&tz=Asia/Tokyo')).text;
    expect(ids(tokyo)).toEqual(['e11', 'e10']);
    expect(tokyo).toContain('from=2026-11-01T10%3A00%3A10Z&amp;to=2026-11-01T10%3A00%3A12Z&amp;format=csv');
    expect((await desk.get('/api/v1/events?severity=critical')).text).toContain('"severity":"critical"');
    expect((JSON.parse((await desk.get('/api/v1/events?severity=critical')).text) as { items: unknown[] }).items).toHaveLength(1);
  });

  test('says what of the address is no time, and what to do when nothing is found', async () => {
    const wrong = await desk.get('/events?from=<b>yesterday');
    expect(wrong.status).toBe(400);
    expect(words(wrong.text)).toContain('“<b>yesterday” is no time: write 2026-11-22 10:41');
    expect(wrong.text).not.toContain('<b>yesterday');
    expect(words((await desk.get('/events?from=2026-11-02&to=2026-11-01')).text)).toContain('From must lie before to.');
    expect(words((await desk.get('/events?q=nowhere')).text)).toContain('No event is like that in this span. Search in all that is kept');
    expect((await desk.get('/events?after=nonsense')).status).toBe(400);
  });

  test('an event has an address of its own and names what it touched, from the indicator up to the result area, with its state now', async () => {
    const list = (await desk.get('/events?q=e3&state=bad')).text;
    const address = /href="(\/events\/shop\/e3\?minute=\d+)"/.exec(list)?.[1] as string;
    const { status, text } = await desk.get(address);
    expect(status).toBe(200);
    const touched = words(/<section aria-labelledby="readers-0">.*?<\/section>/s.exec(text)?.[0] ?? '');
    expect(touched).toMatch(/Measure Tier Counts as State now Ok SLI Bad – Buy <b>now<\/b> SLO Bad Missed Kept KPT – Missed Reliability KPI – Missed Served KRA – Missed/);
    expect((await desk.get('/events/shop/none')).status).toBe(404);
  });

  test('hostile text of every field is inert in the list, the facets, the chips and on its own page', async () => {
    const list = (await desk.get('/events?severity=critical')).text;
    const address = /<tr id="e-[^>]*>.*?<a href="([^"]*)"/s.exec(list)?.[1] as string;
    const own = await desk.get(address);
    expect(own.status).toBe(200);
    const filtered = (await desk.get(`/events?${new URLSearchParams({ service: HOSTILE.service, kind: HOSTILE.kind, state: HOSTILE.state, q: '<key>' })}`)).text;
    expect(words(filtered)).toContain('1 delivery found');
    for (const html of [list, own.text, filtered]) {
      expect(html).not.toMatch(/<script>|<img|<svg\/|<u>|<key>|href="javascript:/i);
      expect(words(html)).toContain('<img src=x onerror=alert(2)>');
    }
    expect(words(own.text)).toContain('</td><script>alert(6)</script>');
  });

  test('the stream tells the topic events when messages were climbed, and not when none were', async () => {
    const stream = new AbortController();
    const live = (await fetch(`${desk.url}/api/v1/stream?topics=events`, { signal: stream.signal })).body?.getReader();
    await desk.reach(T + 120_000);
    let text = '';
    while (!text.includes('"topic":"events"')) text += new TextDecoder().decode((await live?.read())?.value);
    stream.abort();
    expect(text).toMatch(/"topic":"events","tier":null,"name":null,"at":"2026-11-01T10:02:00Z"/);
  });

  test('while the store does not answer it says so with a request id', async () => {
    desk.break(true);
    const { status, text } = await desk.get('/events?q=e1');
    desk.break(false);
    expect(status).toBe(503);
    expect(words(text)).toMatch(/The figures could not be read .* Request [0-9a-f-]{36}\. Try again/);
  });
});

test('each facet counts what the other choices leave; what was chosen stays though nothing is like it', () => {
  const found = [['shop', 'req', 'ok', '2'], ['shop', 'req', 'bad', '1'], ['edge', 'req', 'ok', '4']].map(([service, kind, state, n]) => ({ service, kind, state, severity: '', n }) as { service: string; kind: string; state: string; severity: string; n: string });
  const { facets, total } = facetCounts(found, { service: 'shop', kind: '', state: 'gone', severity: '' });
  expect(total).toBe(0);
  expect(facets.service).toEqual([{ value: 'shop', n: 0 }]);
  expect(facets.state).toEqual([{ value: 'ok', n: 2 }, { value: 'bad', n: 1 }, { value: 'gone', n: 0 }]);
});
