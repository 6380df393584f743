/** The pages of measures over the real engine: as they stand now and as they stood, taken apart, and through a change of the plan. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/tiers/row.ts';
import { clock as makeClock } from '../../../shared/time/clock.ts';
import { type Closing, closing } from '../../support/closing.ts';
import { ABOVE, ratio, SHOP, slo } from '../../support/plan-of.ts';
import type { Served } from '../../support/serve.ts';
import { serveDashboard } from '../../support/serve-dashboard.ts';
import { words } from '../../support/words.ts';

const KEPT = (desired: string): string => `
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: kept, displayName: Requests kept}
spec: {measure: {slo: answers}, desired: ${desired}, adequate: 50%, period: month, timeZone: UTC}
`;
const BUY = `
---
apiVersion: heptad/v1
kind: VitalMissionActivity
metadata: {name: buy}
spec: {all: [answers, pays], window: 60d, desired: 90%, adequate: 50%}`;
const plan = (desired: string): string => `${SHOP}\n---${ratio('ok', 'ok').replace(/^\n---/, '')}${ratio('paid', '[ok, slow]')}${slo('answers', 'ok', desired === '70%' ? ', annotations: {heptad/adequate: "55%", heptad/owner: crew}' : '')}${slo('pays', 'paid')}${BUY}${KEPT(desired)}${ABOVE}`;
const START = Date.parse('2026-11-02T00:00:00Z');
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

describe('the pages of measures over a store', () => {
  let it_: Closing;
  let served: Served;
  let base: string;
  const get = async (path: string, status = 200): Promise<string> => {
    const response = await fetch(base + path);
    expect(response.status, path).toBe(status);
    return response.text();
  };
  const row = async (path: string): Promise<Row> => (await fetch(`${base}/api/v1/measures/${path}`)).json() as Promise<Row>;

  beforeAll(async () => {
    it_ = await closing(plan('80%'));
    // four an hour for nine days, of which the newest is not counted yet: of the fifth day all fail, of the sixth all are slow
    await it_.feed(Array.from({ length: 9 * 96 }, (_, i) => ({ id: `e${i}`, time: START + i * 15 * MINUTE, service: 'shop', kind: 'req', state: Math.floor(i / 96) === 4 ? 'failed' : Math.floor(i / 96) === 5 ? 'slow' : 'ok' })));
    await it_.again(plan('70%'));
    await it_.tick();
    served = await serveDashboard({ read: it_.store.read, answer: it_.room().answer, clock: makeClock('events') });
    base = served.url;
  });
  afterAll(async () => {
    await served?.close();
    await it_?.close();
  });

  it('says where a target stands, since when, and its gap to the target', async () => {
    const page = words(await get('/t/kpt/kept'));
    expect((await row('kpt/kept')).value).toBeCloseTo(671 / 863, 6);
    expect(page).toMatch(/Met since \d+ Nov: 7\.\d+ points better than the desired ≥ 70 %/);
    expect(page).toMatch(/Gap to target \+7\.\d+ points/);
    expect(page).toContain('no closed period to compare with');
  });

  it('shows a day by its state at its end, and leads to the page as it stood then', async () => {
    const page = await get('/t/kpt/kept?scorecard=card');
    expect(page).toContain('Thu 5 Nov: Met, 100.0 %');
    expect(page).toContain('Fri 6 Nov: Met, 80.0 %');
    expect(page).toContain('Sat 7 Nov: In tolerance, 66.6 %');
    expect(page).toContain('Mon 9 Nov: Met, 75.0 %');
    const href = /href="([^"]+)" title="Sat 7 Nov/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const then = await get(href);
    expect(words(then)).toContain('As it stood at 8 Nov 2026 00:00');
    expect(words(then)).toContain('In tolerance since 7 Nov');
    // what it leads to stays in the past, and it is not repainted
    expect(then).toContain('href="/t/kpi/reliability?scorecard=card&amp;at=2026-11-08T00:00:00Z"');
    expect(then).not.toContain('data-live="stream"');
    // the figure is the one that the API tells of that instant
    expect((await row('kpt/kept?at=2026-11-08T00:00:00Z&scorecard=card')).value).toBeCloseTo(4 / 6, 6);
    expect(words(then)).toContain('66.6 %');
    expect(words(then)).not.toContain('Mon 9 Nov');
  });

  it('bad minutes of an activity add up to those that its row lacks', async () => {
    const { good, total } = await row('vma/buy');
    const page = words(await get('/t/vma/buy'));
    expect((total ?? 0) - (good ?? 0)).toBe(192);
    expect(page).toContain('Answers SLO');
    expect(page).toMatch(/Bad minutes: the contributions added up, of 863 that count 192 min/);
  });

  it('takes a figure apart, now and then, by the numbers of the API', async () => {
    const page = words(await get('/t/kpt/kept/explain?scorecard=card'));
    expect(page).toContain('How Requests kept is computed');
    expect(page).toContain('671 ÷ 863 events');
    expect(page).toMatch(/Together 671 863/);
    expect(page).toContain('Some of the events behind it');
    expect(await get('/t/kpt/kept/explain')).toMatch(/href="\/events\/shop\/e\d+\?minute=\d+"/);
    expect(words(await get('/t/kpt/kept/explain?at=2026-11-08T00:00:00Z'))).toContain('384 ÷ 576 events');
    for (const of of ['sli/ok', 'slo/answers', 'vma/buy', 'kpi/reliability', 'kra/served', 'perspective/customer', 'scorecard/card']) expect(words(await get(`/t/${of}/explain`)), of).toContain('Step by step');
    expect(await get('/t/kpt/none/explain', 404)).toContain('has no KPT named');
    expect(await get('/t/sie/none/explain', 404)).toContain('has no SIE named');
  });

  it('tells when the definition changed, and what of it', async () => {
    const page = words(await get('/t/kpt/kept'));
    expect(page).toMatch(/lines\.0\.desired : 0\.8 → 0\.7/);
    expect(page).toContain('first in a plan');
    // what stands on it says the same of other words; what it stands on did not change
    expect(words(await get('/t/kra/served'))).toContain('something that it refers to changed');
    expect(words(await get('/t/sli/ok')).match(/In force from.*/)?.[0]).not.toContain('changed something');
  });

  it('leads through the whole path, with what stands beside each step', async () => {
    const page = await get('/t/sli/ok');
    const path = /<nav class="crumbs".*?<\/nav>/s.exec(page)?.[0] ?? '';
    expect(words(path)).toMatch(/Scorecard .*KRA Served .*KPI Reliability .*KPT Requests kept .*SLO Answers .*SLI Ok/);
    expect(await get('/t/slo/pays')).toContain('<summary aria-label="Beside Pays">');
  });

  it('maps the plan with the figures of its rows, and bad minutes flow on to what they hurt', async () => {
    const map = words(await get('/tiers?select=slo/answers'));
    expect(map).toMatch(/KRA 1 key result area 1 Met/);
    expect(map).toContain('Answers serves 1 KRA, 1 KPI, 1 KPT and 1 VMA; it is fed by 1 SLI and 1 SIE');
    expect(map).toMatch(/Requests kept 77\.7 %/);
    expect(map).toMatch(/Pays 88\.8 %, \d+ % left/);
    expect(map).toMatch(/shop\/req read by 2 SLIs/);
    const flows = words(await get('/tiers?view=contribution'));
    expect(flows).toMatch(/SLO Answers VMA Buy In tolerance 144 min 75\.0 %/);
    expect(flows).toMatch(/SLO Pays VMA Buy In tolerance 48 min 25\.0 %/);
    expect(await get('/tiers?scorecard=none', 404)).toContain('no scorecard named');
  });

  it('tells when an SLO became another, and holds two versions of it against each other line by line', async () => {
    const html = await get('/slos/answers');
    const changes = /<table class="[^"]*changes[\s\S]*?<\/table>/.exec(html)?.[0] ?? '';
    expect(words(changes)).toMatch(/owner : "" → crew adequate : 0\.6 → 0\.55 Compare .* first in a plan –/);
    expect(html).not.toContain('id="versions"');
    const way = (/href="(\/slos\/answers\?old=[^"#]+)/.exec(changes)?.[1] ?? '').replaceAll('&amp;', '&');
    const shown = /<div class="versions"[\s\S]*?<\/ol>/.exec(await get(way))?.[0] ?? '';
    const lines = [...shown.matchAll(/<li>([\s\S]*?)<\/li>/g)].map((one) => words(one[1] as string));
    expect(lines.filter((one) => /^[+−]/.test(one))).toEqual(['− removed owner: ""', '+ added owner: crew', '− removed adequate: 0.6', '+ added adequate: 0.55']);
    expect(lines).toContain('target: 0.6');
    expect(words(shown)).toContain('2 lines added, 2 lines removed');
    // the other way round, by the form's own address
    const [, old = '', newer = ''] = /old=([^&]+)&new=([^&]+)/.exec(way) ?? [];
    expect(words(await get(`/slos/answers?old=${newer}&new=${old}`))).toContain('+ added adequate: 0.6');
    // one that did not change has nothing to compare
    expect(await get('/slos/pays')).not.toContain('Versions to compare');
    expect(await get('/slos/answers?new=nothing', 400)).toContain('did not change in a plan “nothing” (new)');
    expect(await get(`/slos/answers?new=${old}`, 400)).toContain('no version to compare it with');
  });

  it('refuses an instant that is none, and other pages refuse them all', async () => {
    expect(await get('/t/kpt/kept?at=yesterday', 400)).toContain('“yesterday” is no time that can be shown (at): write 2026-11-22 10:41');
    expect(await get('/t/kpt/kept?at=2026-02-30T10:00', 400)).toContain('is no time that can be shown');
    expect(await get('/t/sie/shop%2Freq?at=2026-11-08T00:00:00Z', 400)).toContain('Pages show now');
  });

  it('shows what there is before anything was climbed', async () => {
    expect(words(await get(`/t/kpt/kept?at=${START - DAY}`))).toContain('No data');
  });
});
