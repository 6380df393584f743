/** The plan in force as the dashboard knows it: rows of the table `measure`, read again when another plan takes effect. */
import { didYouMean } from '../shared/plan/hint.ts';
import { type Child, type Fault, type Measure, type MeasureTier, measuresOf, type VmaMeasure } from '../shared/plan/measure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { Problem } from './problem.ts';

const planMeasures = sql(import.meta.url, './queries/plan-measures.sql');
const planNow = sql(import.meta.url, './queries/plan-now.sql');

export type Edge = { tier: MeasureTier; name: string; weight: number | null };
export type Known = {
  id: string;
  measures: Measure[];
  find(tier: string, name: string, scorecard?: string | null): Measure | undefined;
  children(measure: Measure): Edge[];
  parents(measure: Measure): Edge[];
};

const childrenOf = (measures: Measure[], one: Measure): Edge[] => {
  const shown = (children: Child[]): Edge[] =>
    children.flatMap((child): Edge[] => {
      const below = measures.find((other) => other.tier === child.tier && other.def === child.def && other.name === child.name);
      // an inline group is seen through: its own children stand in its place
      return below?.internal && below.tier === 'vma' ? shown(below.children) : [{ tier: child.tier, name: child.name, weight: Number(child.weight) }];
    });
  switch (one.tier) {
    case 'slo':
      return [{ tier: 'sli', name: one.sli, weight: null }];
    case 'kpt':
      return measuresOf(one).map(({ tier, name }) => ({ tier, name, weight: null }));
    case 'sli':
      return [];
    default:
      return shown(one.children);
  }
};

const known = (id: string, measures: Measure[]): Known => {
  const listed = measures.filter((one) => !one.internal);
  return {
    id,
    measures,
    find: (tier, name, scorecard = null) => listed.find((one) => one.tier === tier && one.name === name && (scorecard === null || one.tier !== 'perspective' || one.scorecard === scorecard)),
    children: (one) => childrenOf(measures, one),
    parents: (one) => listed.flatMap((other): Edge[] => childrenOf(measures, other).filter((edge) => edge.tier === one.tier && edge.name === one.name && (other.tier !== 'scorecard' || one.tier !== 'perspective' || one.scorecard === other.name)).map((edge) => ({ tier: other.tier, name: other.name, weight: edge.weight }))),
  };
};

/** A plan by its id, also one that is no longer in force: closed periods keep theirs. */
export const planOf = async (read: Door, id: string): Promise<Known> => known(id, (await read.rows<{ body: string }>(planMeasures, { plan: id })).map((one) => JSON.parse(one.body) as Measure));

/** Answers the plan in force, null before any. */
export const planReader = (read: Door): (() => Promise<Known | null>) => {
  let kept: Known | null = null;
  return async () => {
    const [row] = await read.rows<{ plan: string }>(planNow);
    if (!row || row.plan === '' || row.plan === 'none') return null;
    if (kept?.id !== row.plan) kept = await planOf(read, row.plan);
    return kept;
  };
};

/** The scorecard that `?scorecard=` names, null when it names none; throws Problem 400 when the plan has no such. */
export const cardNamed = (known: Known | null, scorecard: string | null | undefined): string | null => {
  if (scorecard === undefined || scorecard === null || known?.find('scorecard', scorecard)) return scorecard ?? null;
  const names = known?.measures.filter((one) => one.tier === 'scorecard').map((one) => one.name) ?? [];
  throw new Problem(400, 'Bad parameter', `scorecard: the plan in force has no scorecard named ${scorecard}`, { parameter: 'scorecard', hint: didYouMean(scorecard, names) });
};

/** The measure of the plan; throws Problem 404 with the nearest name when there is none, 400 as cardNamed. */
export const measureNamed = (known: Known | null, tier: string, name: string, scorecard: string | null | undefined): { known: Known; measure: Measure } => {
  const measure = known?.find(tier, name, cardNamed(known, scorecard));
  if (known && measure) return { known, measure };
  const names = known?.measures.filter((one) => one.tier === tier && !one.internal).map((one) => one.name) ?? [];
  throw new Problem(404, 'No such measure', known ? `the plan in force has no ${tier} named ${name}` : 'no plan is in force yet; give heptad one with --plan DIR', { hint: didYouMean(name, names) });
};

/** A measure of the plan without a row. Problem 404. */
export const notClimbed = (tier: string, name: string): Problem => new Problem(404, 'Nothing climbed yet', `there is no row of ${tier} ${name} yet: no event has come in`);

/** What is wrong with the plan that the folder holds now; empty when it is the one in force. */
export const planFaults = async (read: Door): Promise<Fault[]> => JSON.parse((await read.rows<{ faults?: string }>(planNow))[0]?.faults ?? '[]') as Fault[];

/** SLI defs whose events a measure comes from, through everything below it; of an SLI that keeps the counted minutes of another, that one's. */
export const sourcesOf = (plan: Known, one: Measure): Set<string> => {
  const out = new Set<string>();
  const byDef = (tier: string, def: string): Measure | undefined => plan.measures.find((other) => other.tier === tier && other.def === def);
  const walk = (measure: Measure | undefined): void => {
    if (!measure) return;
    if (measure.tier === 'sli') out.add(measure.through?.def ?? measure.def);
    else if (measure.tier === 'slo') {
      const sli = byDef('sli', measure.source);
      out.add((sli?.tier === 'sli' ? sli.through?.def : undefined) ?? measure.source);
    }
    else if (measure.tier === 'kpt') for (const { tier, def } of measuresOf(measure)) walk(byDef(tier, def));
    else for (const child of (measure as VmaMeasure).children) walk(byDef(child.tier, child.def));
  };
  walk(one);
  return out;
};
