/** The page /alerts and its forms: to acknowledge, to silence, to try a target out. Made on the server, complete without JavaScript. */
import type { Request, Response, Router } from 'express';
import type { Door } from '../../shared/store/store.ts';
import type { AlertState, Marked } from '../../shared/tiers/alert.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { rulesMain } from '../cards/alert-rules.ts';
import { alertsMain } from '../cards/alerts.ts';
import { ALERT_VIEWS, alertsQuery, type AlertsAsk, GROUPS } from '../cards/alerts-asked.ts';
import { ofTier } from '../cards/spec.ts';
import { Problem } from '../problem.ts';
import { alertsEnded, alertsIn, deafOf, rowsBehind, targetsOf } from './alert-facts.ts';
import { acknowledge, silence, silencesNow, withMarks } from './alert-marks.ts';
import { rulesFound } from './alert-rules.ts';
import { burningNow } from './alerts.ts';
import type { Desk } from './entry.ts';
import { fieldOf, formBody, goTo, timeField, whoIs, whoTyped } from './form.ts';
import { toldTargets } from './pipeline-facts.ts';
import type { Reader } from './rows.ts';
import type { Send } from './slo-pages.ts';
import { askTest, workOf } from './work.ts';
import { planZone, zoneFor } from './zone.ts';

/** Throws Problem 400 on a group or a view that there is not. */
const askOf = ({ query }: Request): AlertsAsk => {
  const one = (name: string): string => (typeof query[name] === 'string' ? query[name].trim() : '');
  const among = <T extends string>(name: string, all: readonly T[]): T | null => {
    const found = all.find((item) => item === one(name));
    if (one(name) !== '' && found === undefined) throw new Problem(400, `No such ${name}`, `“${one(name)}” is not a ${name} of this page; there are ${all.join(' and ')}.`);
    return found ?? null;
  };
  return { group: among('group', GROUPS), view: among('view', ALERT_VIEWS) ?? 'alerts', q: one('q').slice(0, 200) };
};

export type AlertPages = { read: Door; clock: Clock; rows: Reader; send: Send; desk: Desk };

/** Mounts the page and what its forms ask for. */
export const mountAlertPages = (router: Router, { read, clock, rows, send, desk }: AlertPages): void => {
  router.get('/alerts', async (request, response) => {
    const known = await rows.known();
    const ask = askOf(request);
    const zone = zoneFor(response, planZone(known));
    if (ask.view === 'rules') {
      const [{ rules }, found, watermark] = await Promise.all([rows.alerts(), known ? rulesFound(read, known, ask.q) : { found: [], all: 0 }, rows.watermark()]);
      return send(request, response, 200, { title: 'Alert rules', main: rulesMain({ ask, ...found, rules, at: watermark ?? 0, zone }), here: 'alerts', live: 'stream' });
    }
    const test = typeof request.query['test'] === 'string' && request.query['test'] !== '' ? await workOf(read, request.query['test']) : null;
    const [counts, firing, pending, blind, ended, watermark, silences, targets, told] = await Promise.all([
      rows.alerts(), alertsIn(read, ['firing']), alertsIn(read, ['pending']), alertsIn(read, ['blind']), alertsEnded(read), rows.watermark(), silencesNow(read, clock), targetsOf(read), toldTargets(read),
    ]);
    const standing = await rowsBehind(rows, [...firing, ...pending, ...blind, ...ended.alerts]);
    const at = watermark ?? 0;
    const marked = await withMarks(read, clock, [...[...firing, ...pending, ...blind].map((item) => burningNow(item, standing.get(item.slo))), ...ended.alerts], silences);
    const of = (state: AlertState): Marked[] => marked.filter((item) => item.state === state);
    const facts = {
      ask,
      firing: of('firing'), pending: of('pending'), blind: of('blind'), resolved: of('resolved'),
      counts: { ...counts, resolved: ended.all }, rows: standing, deaf: deafOf(targets), silences, test, targets: targets.map((one) => ({ ...one, told: told.find((item) => item.target === one.name) ?? null })),
      planned: known ? ofTier(known, 'slo').filter((item) => !item.internal).length : 0, at, age: watermark === null ? null : clock.mode === 'wall' ? clock.now() - at : null, zone,
      acting: { able: desk.entry !== null, who: whoIs(request), now: clock.machine(), zone, query: alertsQuery(ask) },
    };
    send(request, response, 200, { title: counts.firing > 0 ? `Alerts (${counts.firing})` : 'Alerts', main: alertsMain(facts), here: 'alerts', live: 'stream', topics: 'tiers,alerts,pipeline' });
  });

  const signed = (request: Request, response: Response): { who: string; text: string } => ({ who: whoTyped(request, response) || whoIs(request), text: fieldOf(request, 'text').slice(0, 1000) });

  router.post('/alerts/ack', formBody, async (request, response) => {
    await acknowledge(desk, read, { key: fieldOf(request, 'key'), acknowledged: fieldOf(request, 'back') === '', ...signed(request, response) });
    goTo(response, '/alerts');
  });

  router.post('/alerts/silence', formBody, async (request, response) => {
    const until = fieldOf(request, 'until') === '' ? null : timeField(request, 'until', zoneFor(response, planZone(await rows.known())));
    const when = fieldOf(request, 'end') !== '' ? { until: null } : until !== null ? { until } : { for: fieldOf(request, 'for') || '1h' };
    await silence(desk, read, { slo: fieldOf(request, 'slo'), rule: fieldOf(request, 'scope') === 'all' ? '' : fieldOf(request, 'rule'), ...when, ...signed(request, response) });
    goTo(response, '/alerts');
  });

  router.post('/alerts/test', formBody, async (request, response) => goTo(response, `/alerts?test=${await askTest(desk, read, fieldOf(request, 'target'), signed(request, response).who)}#targets`));
};
