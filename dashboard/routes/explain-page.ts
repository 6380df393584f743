/** The page that takes a figure apart, /t/:tier/:name/explain: what the explanation of the API says, for people. At any instant. */
import type { Request, Router } from 'express';
import type { MeasureTier } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { Step } from '../cards/crumbs.ts';
import { explainMain } from '../cards/explain.ts';
import { path } from '../cards/relations.ts';
import { titleOf } from '../cards/spec.ts';
import { TIER_NAME } from '../cards/state.ts';
import type { Known as Plan } from '../plan.ts';
import type { EventLine } from './events.ts';
import { explainer, type Samples } from './explain.ts';
import { atOf, settled } from './instant.ts';
import { placeOf, statesOf } from './measure-page.ts';
import type { Reader } from './rows.ts';
import type { Missing, Send } from './slo-pages.ts';
import { zoneFor } from './zone.ts';

type Sample = Samples['good'][number];
const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
const figure = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** A sample of the explanation as lists of events show it. */
const line = (one: Sample, good: boolean | null): EventLine => {
  const time = Date.parse(text(one.time));
  return {
    stream: one.stream === 'sample' ? 'sample' : 'event', minute: Math.floor(time / 60_000) * 60, time, service: text(one.service), id: text(one.id), source: text(one.source), component: text(one.component), severity: text(one.severity), kind: text(one.kind), state: text(one.state), unit: text(one.unit),
    value: figure(one.value), ownGood: figure(one.good), ownTotal: figure(one.total), labels: one.labels as Record<string, string>, good,
  };
};

export type ExplainPageDeps = { read: Door; answer: Answer; plan: () => Promise<Plan | null>; clock: Clock; rows: Reader; send: Send; missing: Missing };

/** Mounts the page. */
export const mountExplainPage = (router: Router, { read, answer, plan, clock, rows, send, missing }: ExplainPageDeps): void => {
  const explain = explainer({ read, answer, plan });
  router.get('/t/:tier/:name/explain', async (request: Request<{ tier: string; name: string }>, response) => {
    const { tier, name } = request.params;
    const known = await rows.known();
    const asked = typeof request.query.scorecard === 'string' && request.query.scorecard !== '' ? request.query.scorecard : null;
    const place = known && tier in TIER_NAME && tier !== 'sie' ? placeOf(known, tier, name, asked) : null;
    if (!known || !place) return missing(request as Request, response, `The plan in force has no ${tier.toUpperCase()} named “${name}”.`);
    const { measure, scorecard } = place;
    const zone = zoneFor(response, place.zone);
    const at = atOf(request.query.at, zone);
    if (settled(request as Request, response, at)) return;
    const title = titleOf(measure, name);
    const found = await explain(tier as MeasureTier, name, at, scorecard);
    const steps = [...path(known, measure.tier, name).reverse(), measure];
    const states = await statesOf(rows, steps, scorecard, at);
    const step = (one: (typeof steps)[number]): Step => ({ tier: one.tier, name: one.name, title: titleOf(one, one.name), status: one.tier === 'sli' ? null : (states.get(`${one.tier}/${one.name}`) ?? 'unknown') });
    const { good, bad, other } = found.events;
    const main = explainMain({
      explanation: found, title, zone, scorecard, at, age: at === null && clock.mode === 'wall' ? clock.now() - Date.parse(found.at) : null, path: steps.map(step),
      events: [...bad.map((one) => line(one, false)), ...good.map((one) => line(one, true)), ...other.map((one) => line(one, null))],
    });
    send(request as Request, response, 200, { title: `How ${title} is computed`, main, here: null, live: null });
  });
};
