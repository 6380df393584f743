/** The page /alerts and its forms: to acknowledge, to silence, to try a target out. Made on the server, complete without JavaScript. */
import type { Request, Response, Router } from 'express';
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { AlertState, Marked } from '../../shared/tiers/alert.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { alertsMain } from '../cards/alerts.ts';
import { type Known, ofTier } from '../cards/spec.ts';
import { Problem } from '../problem.ts';
import { alertsEnded, alertsIn, deafOf, targetsOf } from './alert-facts.ts';
import { acknowledge, silence, silencesNow, withMarks } from './alert-marks.ts';
import { burningNow } from './alerts.ts';
import type { Desk } from './entry.ts';
import { fieldOf, formBody, goTo, timeTyped, whoIs, whoTyped } from './form.ts';
import { toldTargets } from './pipeline-facts.ts';
import type { Reader } from './rows.ts';
import type { Send } from './slo-pages.ts';
import { askTest, workOf } from './work.ts';

const zoneOf = (known: Known | null): string => (known ? (ofTier<ScorecardMeasure>(known, 'scorecard')[0]?.zone ?? 'UTC') : 'UTC');

export type AlertPages = { read: Door; clock: Clock; rows: Reader; send: Send; desk: Desk };

/** Mounts the page and what its forms ask for. */
export const mountAlertPages = (router: Router, { read, clock, rows, send, desk }: AlertPages): void => {
  router.get('/alerts', async (request, response) => {
    const known = await rows.known();
    const test = typeof request.query['test'] === 'string' && request.query['test'] !== '' ? await workOf(read, request.query['test']) : null;
    const [counts, firing, pending, blind, ended, watermark, silences, targets, told] = await Promise.all([
      rows.alerts(), alertsIn(read, ['firing']), alertsIn(read, ['pending']), alertsIn(read, ['blind']), alertsEnded(read), rows.watermark(), silencesNow(read, clock), targetsOf(read), toldTargets(read),
    ]);
    const names = [...new Set([...firing, ...pending, ...blind, ...ended.alerts].filter((item) => item.tier === 'slo').map((item) => item.slo))].sort();
    const found = names.length === 0 ? [] : await rows.rows('slo', null, null, names);
    const at = watermark ?? 0;
    const standing = new Map(found.map((row) => [row.name, row]));
    const marked = await withMarks(read, clock, [...[...firing, ...pending, ...blind].map((item) => burningNow(item, standing.get(item.slo))), ...ended.alerts], silences);
    const of = (state: AlertState): Marked[] => marked.filter((item) => item.state === state);
    const facts = {
      firing: of('firing'), pending: of('pending'), blind: of('blind'), resolved: of('resolved'),
      counts: { ...counts, resolved: ended.all }, rows: standing, deaf: deafOf(targets), silences, test, targets: targets.map((one) => ({ ...one, told: told.find((item) => item.target === one.name) ?? null })),
      planned: known ? ofTier(known, 'slo').filter((item) => !item.internal).length : 0, at, age: watermark === null ? null : clock.mode === 'wall' ? clock.now() - at : null, zone: zoneOf(known),
      acting: { able: desk.entry !== null, who: whoIs(request), now: clock.machine(), zone: zoneOf(known) },
    };
    send(request, response, 200, { title: counts.firing > 0 ? `Alerts (${counts.firing})` : 'Alerts', main: alertsMain(facts), here: 'alerts', live: 'stream', topics: 'tiers,alerts,pipeline' });
  });

  const signed = (request: Request, response: Response): { who: string; text: string } => ({ who: whoTyped(request, response) || whoIs(request), text: fieldOf(request, 'text').slice(0, 1000) });

  router.post('/alerts/ack', formBody, async (request, response) => {
    await acknowledge(desk, read, { key: fieldOf(request, 'key'), acknowledged: fieldOf(request, 'back') === '', ...signed(request, response) });
    goTo(response, '/alerts');
  });

  router.post('/alerts/silence', formBody, async (request, response) => {
    const typed = fieldOf(request, 'until');
    const until = typed === '' ? null : timeTyped(typed, zoneOf(await rows.known()));
    if (typed !== '' && until === null) throw new Problem(400, 'No such time', `“${typed}” is no time: write 2026-11-22 10:41, or with an offset 2026-11-22T10:41:00+01:00.`);
    const when = fieldOf(request, 'end') !== '' ? { until: null } : until !== null ? { until } : { for: fieldOf(request, 'for') || '1h' };
    await silence(desk, read, { slo: fieldOf(request, 'slo'), rule: fieldOf(request, 'scope') === 'all' ? '' : fieldOf(request, 'rule'), ...when, ...signed(request, response) });
    goTo(response, '/alerts');
  });

  router.post('/alerts/test', formBody, async (request, response) => goTo(response, `/alerts?test=${await askTest(desk, read, fieldOf(request, 'target'), signed(request, response).who)}#targets`));
};
