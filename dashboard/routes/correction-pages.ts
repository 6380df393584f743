/** What pages know of corrections and the forms on them: to propose one and to decide about it. Complete without JavaScript. */
import type { Request, Router } from 'express';
import type { Measure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import { iso } from '../../shared/time/instant.ts';
import { isZone } from '../../shared/time/window.ts';
import type { Corrections, Touching } from '../cards/corrections.ts';
import { page } from '../cards/markup.ts';
import { documentOf, timeOf, whyNot } from '../correctable.ts';
import type { Known } from '../plan.ts';
import { correctionsIn, decide, decided, propose, proposed } from './corrections.ts';
import type { Desk } from './entry.ts';
import { fieldOf, fieldsOf, formBody, goTo, timeField, whoTyped } from './form.ts';

/** Entered corrections that a page lists. */
const MOST = 50;

/** Those that touch an SLO or a KPT; null of other measures, and of KPTs that count no time. */
export const gatherCorrections = async (read: Door, measures: readonly Measure[], measure: Measure): Promise<Corrections | null> => {
  const mine = timeOf(measures, measure);
  if ((measure.tier !== 'slo' && measure.tier !== 'kpt') || mine.length === 0) return null;
  const own = measure.tier === 'slo' ? documentOf(measures, measure) : measure.name;
  const slos = [...new Set(mine.flatMap((one) => (one.tier === 'slo' ? [documentOf(measures, one)] : [])))];
  const kpts = mine.flatMap((one) => (one.tier === 'kpt' ? [one.name] : []));
  const found = await correctionsIn(read, { slos, kpts, limit: MOST + 1 });
  const entered = found.slice(0, MOST).map((one): Touching => ({ name: one.id, from: Date.parse(one.from), to: Date.parse(one.to), reason: one.reason, text: one.text, names: [...one.slos, ...one.kpts], entered: one }));
  const planned = new Map<string, Touching>();
  for (const one of mine)
    for (const { name, from, to, reason, text } of one.schedule?.corrections ?? []) {
      const there = planned.get(name) ?? { name, from, to, reason, text, names: [], entered: null };
      const of = one.tier === 'slo' ? documentOf(measures, one) : one.name;
      if (!there.names.includes(of)) there.names.push(of);
      planned.set(name, there);
    }
  // what is approved stands in the plan in force under its id
  for (const one of found) planned.delete(one.id);
  return { items: [...entered, ...planned.values()].sort((a, b) => b.from - a.from || b.to - a.to), older: found.length - entered.length, tier: measure.tier, name: measure.name, proposes: own, by: measure.tier === 'kpt' && whyNot(measure) !== null ? slos : [] };
};

/** The page that a form stood on, at a correction. */
const backTo = (request: Request, id: string): string => `${page(fieldOf(request, 'tier') === 'kpt' ? 'kpt' : 'slo', fieldOf(request, 'name'))}#correction-${id}`;

/** Puts the forms on a router; each leads back to the page that it stood on. */
export const mountCorrectionForms = (router: Router, { read, plan, desk }: { read: Door; plan: () => Promise<Known | null>; desk: Desk }): void => {
  router.post('/corrections', formBody, async (request, response) => {
    const field = (name: string): string => fieldOf(request, name);
    const zone = isZone(field('zone')) ? field('zone') : 'UTC';
    const instant = (name: string): string => iso(timeField(request, name, zone));
    const asked = proposed({ slos: fieldsOf(request, 'slos'), kpts: fieldsOf(request, 'kpts'), from: instant('from'), to: instant('to'), reason: field('reason'), text: field('text'), who: whoTyped(request, response) });
    const { id } = await propose(desk, { plan }, asked);
    goTo(response, backTo(request, id));
  });

  router.post('/corrections/:id', formBody, async (request, response) => {
    const id = String(request.params['id']);
    await decide(desk, read, id, decided({ state: fieldOf(request, 'state'), text: fieldOf(request, 'text'), who: whoTyped(request, response) }));
    goTo(response, backTo(request, id));
  });
};
