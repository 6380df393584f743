/** Periods that people close, over HTTP and on pages, all rooms running: signed off once they are final, with the figures of that moment; restated later, both stand side by side. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClosedPeriod, Report } from '../../../dashboard/routes/closings.ts';
import { type Desk, openDesk } from '../../support/desk.ts';
import { ABOVE, kept, planOf, ratio, SHOP, slo } from '../../support/plan-of.ts';
import { requests } from '../../support/requests.ts';
import { words } from '../../support/words.ts';

const PLAN = `${SHOP}${ratio('answered', 'ok')}${slo('rolling', 'answered')}${kept('rolling')}${ABOVE}`;
const OCT = '/api/v1/periods/card/2026-10/close';
const PAGE = '/?period=2026-10';

describe('a period that somebody closes', () => {
  let desk: Desk;
  let now = Date.parse('2026-10-20T00:00:00Z');
  beforeAll(async () => {
    desk = await openDesk(planOf(PLAN));
    await desk.post('/api/v1/events', [...requests(8, '2026-10-10T12:00:00Z', 'ok'), ...requests(2, '2026-10-10T12:00:00Z', 'bad')]);
    await desk.reach(now);
  });
  afterAll(() => desk.close());
  const reach = (time: string): Promise<void> => desk.reach((now = Date.parse(time)));
  type Told = { status: number; body: { detail?: string; hint?: string } & Partial<Report> };
  const send = (path: string, body: unknown): Promise<Told> => desk.send(path, body);
  const close = (body: unknown = { who: 'Ana', text: 'seen and signed' }): Promise<Told> => send(OCT, body);
  const period = async (): Promise<ClosedPeriod> => JSON.parse((await desk.get(OCT)).text) as ClosedPeriod;
  /** A link or a name ends before its full stop. */
  const sentences = (html: string): string => words(html).replaceAll(' .', '.').replaceAll(' ,', ',').replaceAll(' :', ':');
  const closing = async (path = PAGE): Promise<string> => /<div class="closing"[\s\S]*?<\/div>/.exec((await desk.get(path)).text)?.[0] ?? '';

  test('is refused while it goes on, and while late events can change it', async () => {
    expect(await close()).toMatchObject({ status: 409, body: { detail: '2026-10 has not ended: it goes to 2026-11-01T00:00:00Z, and data go to 2026-10-20T00:00:00Z' } });
    await reach('2026-11-01T00:05:00Z');
    expect(await close()).toMatchObject({ status: 409, body: { detail: 'no figure of 2026-10 is final: late events can still change them, or it ended before anything was measured' } });
    expect(await closing()).toBe('');
    await reach('2026-11-01T00:11:00Z');
    expect(sentences(await closing())).toContain('Nobody has closed Oct 2026 yet: its figures are final, and nobody has signed them off.');
    expect(await closing('/')).toBe('');
  });

  test.each([
    ['a scorecard that the plan does not have', '/api/v1/periods/cart/2026-10/close', { who: 'Ana' }, 404, 'the plan in force has no scorecard named cart', 'did you mean card?'],
    ['another kind of period', '/api/v1/periods/card/2026-Q3/close', { who: 'Ana' }, 400, 'period: 2026-Q3 is no month of this scorecard; they are named like 2026-11', undefined],
    ['no period', '/api/v1/periods/card/soon/close', { who: 'Ana' }, 400, 'period: soon is no month of this scorecard; they are named like 2026-11', undefined],
    ['a period before anything was measured', '/api/v1/periods/card/2026-08/close', { who: 'Ana' }, 409, 'no figure of 2026-08 is final: late events can still change them, or it ended before anything was measured', undefined],
    ['nobody', OCT, {}, 400, 'who: must be given', undefined],
    ['a blank name', OCT, { who: ' ' }, 400, 'who: say who you are', undefined],
    ['a field that there is not', OCT, { who: 'Ana', figures: [] }, 400, 'Unrecognized key: "figures"', undefined],
  ])('is refused for %s, in words', async (_, path, body, status, detail, hint) => {
    const told = await send(path, body);
    expect([told.status, told.body.detail, told.body.hint]).toEqual([status, detail, hint]);
    expect((await period()).reports).toEqual([]);
  });

  test('keeps who, when and the figures of every tier as they stood', async () => {
    const told = await close();
    expect(told).toMatchObject({ status: 202, body: { who: 'Ana', text: 'seen and signed' } });
    const at = await period();
    expect(at).toMatchObject({ scorecard: 'card', period: '2026-10', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', reports: [told.body] });
    expect(at.reports[0]?.figures).toEqual(at.figures);
    expect(at.figures.map(({ tier, name, value, status, revision }) => [tier, name, value, status, revision])).toEqual([
      ['scorecard', 'card', 0.8, 'met', 1], ['perspective', 'customer', 0.8, 'met', 1], ['kra', 'served', 0.8, 'met', 1], ['kpi', 'reliability', 0.8, 'met', 1], ['kpt', 'kept', 0.8, 'met', 1],
    ]);
    const again = await close({ who: 'Ben' });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringMatching(/^2026-10 was closed by Ana at 20.*, and none of its figures was restated since$/)]);
    expect(sentences(await closing())).toMatch(/^Closed by Ana, \d+ \w+ 20\d\d \d\d:\d\d: seen and signed\. As reported: 1 met of 1 KPI\.$/);
  });

  test('restated, shows what was reported beside what stands, in rows and on the page of the measure', async () => {
    await desk.post('/api/v1/events', requests(10, '2026-10-20T12:00:00Z', 'bad'));
    await reach('2026-11-01T00:20:00Z');
    const { reports, figures } = await period();
    expect([reports[0]?.figures, figures].map((all) => all?.map((one) => [one.name, one.value, one.status]).slice(-2))).toEqual([[['reliability', 0.8, 'met'], ['kept', 0.8, 'met']], [['reliability', 0.4, 'missed'], ['kept', 0.4, 'missed']]]);
    expect(sentences(await closing())).toContain('1 KRA, 1 KPI and 1 KPT were restated since. What was reported stands beside what stands now.');
    const text = (await desk.get(PAGE)).text;
    const row = (name: string): string => sentences(new RegExp(`<tr id="${name}"[\\s\\S]*?</tr>`).exec(text)?.[0] ?? '');
    expect(row('kpi-reliability')).toContain('Missed, reported: Met 40.0 % reported 80.0 %');
    expect(row('kra-served')).toContain('Missed, reported: Met 0.0 / 100 reported 100.0');
    // the targets of the tactical level stand beside what was reported of them, too, and a page of what was first reported compares nothing
    const tactical = async (more = ''): Promise<string> => (await desk.get(`${PAGE}&level=tactical${more}`)).text;
    const target = (html: string): string => sentences(/<tr id="kpt-kept"[\s\S]*?<\/tr>/.exec(html)?.[0] ?? '');
    expect(target(await tactical())).toMatch(/Missed, reported: Met .*40\.0 % reported 80\.0 % .*0\.00 reported 100\.00/);
    expect(sentences(/<div class="closing"[\s\S]*?<\/div>/.exec(await tactical())?.[0] ?? '')).toContain('1 KRA, 1 KPI and 1 KPT were restated since.');
    expect(target(await tactical('&asReported=true'))).not.toContain('reported');
    expect(target((await desk.get('/?level=tactical')).text)).not.toContain('reported');
    const reported = async (path: string): Promise<string> => sentences(/<section aria-labelledby="reported">[\s\S]*?<\/section>/.exec((await desk.get(path)).text)?.[0] ?? '');
    const page = await reported('/t/kpi/reliability?scorecard=card&at=2026-11-01T00:00:00Z');
    expect(page).toContain('Oct 2026 was restated since it was reported');
    expect(page).toMatch(/As it stands 40\.0 % .*Missed.*Reported by Ana.*80\.0 % .*Met/);
    expect(await reported('/t/kpi/reliability?scorecard=card&at=2026-10-31T00:00:00Z')).toBe('');
    expect(await reported('/t/kpi/reliability?scorecard=card')).toBe('');
  });

  test('can be closed again as it stands then, by a form without a script; both reports are kept', async () => {
    expect(await closing()).toContain('action="/periods/card/2026-10/close"');
    const refused = await desk.submit('/periods/card/2026-10/close', { back: 'period=2026-10', who: '', text: '' });
    expect([refused.status, refused.text.includes('say who you are')]).toEqual([400, true]);
    const sent = await desk.submit('/periods/card/2026-10/close', { back: 'period=2026-10', who: 'Ben', text: 'after the late delivery' });
    expect([sent.status, sent.to]).toEqual([303, '/?period=2026-10#closing']);
    const { reports, figures } = await period();
    expect(reports.map(({ who, text }) => [who, text])).toEqual([['Ben', 'after the late delivery'], ['Ana', 'seen and signed']]);
    expect(reports[0]?.figures).toEqual(figures);
    expect(sentences(await closing())).toMatch(/^Closed by Ben, .*: after the late delivery\. As reported: 1 missed of 1 KPI\. Closed before by Ana, .*: seen and signed\. As reported: 1 met of 1 KPI\.$/);
    expect((await desk.get(PAGE)).text).not.toContain('reported 80');
    expect((await desk.get(`${PAGE}&level=tactical`)).text).not.toContain('reported 80');
    const paths = (JSON.parse((await desk.get('/api/v1/openapi.json')).text) as { paths: Record<string, object> }).paths;
    expect(Object.keys(paths['/api/v1/periods/{scorecard}/{period}/close'] ?? {}).sort()).toEqual(['get', 'post']);
  });
});
