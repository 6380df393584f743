/** What a correction may name of a plan: SLOs by their documents, and KPTs that count time of their own; and whose corrections touch a measure. The same rules as of a Correction document (shared/plan/correction.ts). Pure. */
import { timeless } from '../shared/plan/correction.ts';
import { didYouMean } from '../shared/plan/hint.ts';
import type { KptMeasure, Measure, SloMeasure, VmaMeasure } from '../shared/plan/measure.ts';
import { Problem } from './problem.ts';

/** The name of the SLO document that a measure is an objective of. */
export const documentOf = (measures: readonly Measure[], { name, at }: SloMeasure): string => {
  const base = /^(.+)\.\d+$/.exec(name)?.[1];
  // the objectives of one document are written in one place
  return base !== undefined && measures.some((one) => one.tier === 'slo' && one.name === base && one.at === at) ? base : name;
};

const slosOf = (measures: readonly Measure[]): SloMeasure[] => measures.filter((one): one is SloMeasure => one.tier === 'slo' && !one.internal);

/** Why a KPT cannot be corrected by itself; null when it can. */
export const whyNot = ({ of, by }: KptMeasure): { what: string; hint: string } | null => timeless(by ? { quotient: { of: {}, by: {} } } : { [of.tier]: of.name });

const refuse = (parameter: 'slos' | 'kpts', says: string, hint: string | undefined): never => {
  throw new Problem(400, 'Bad request', `${parameter}: ${says}`, { parameter, hint });
};

/** Throws Problem 400 when a correction may not name these. */
export const checkNames = (measures: readonly Measure[], slos: readonly string[], kpts: readonly string[]): void => {
  if (slos.length + kpts.length === 0) refuse('slos', 'a correction names at least one SLO or KPT', undefined);
  const documents = new Map(slosOf(measures).map((one) => [one.name, documentOf(measures, one)]));
  const names = [...new Set(documents.values())];
  slos.forEach((name, i) => {
    const document = documents.get(name);
    if (slos.indexOf(name) < i) refuse('slos', `${name} is named twice`, undefined);
    if (document === name) return;
    if (document !== undefined) refuse('slos', `${name} is an objective, and a correction names SLOs`, `name ${document}: it holds for all its objectives`);
    if (measures.some((one) => one.tier === 'vma' && one.name === name)) refuse('slos', `${name} is a VitalMissionActivity, and a correction names SLOs`, 'name the SLOs below it');
    refuse('slos', `the plan in force has no SLO named ${name}`, didYouMean(name, names));
  });
  const targets = measures.filter((one): one is KptMeasure => one.tier === 'kpt' && !one.internal);
  kpts.forEach((name, i) => {
    const target = targets.find((one) => one.name === name);
    if (kpts.indexOf(name) < i) refuse('kpts', `${name} is named twice`, undefined);
    if (!target) return refuse('kpts', `the plan in force has no KPT named ${name}`, didYouMean(name, targets.map((one) => one.name)));
    const why = whyNot(target);
    if (why) refuse('kpts', `${name} ${why.what}, so it cannot be corrected by itself`, why.hint);
  });
};

/** Measures whose time a measure counts: of an SLO itself, of a KPT itself or the SLOs below it. */
export const timeOf = (measures: readonly Measure[], measure: Measure): (SloMeasure | KptMeasure)[] => {
  if (measure.tier === 'slo') return [measure];
  if (measure.tier !== 'kpt') return [];
  if (whyNot(measure) === null) return [measure];
  const found = new Map<string, SloMeasure>();
  const walk = (tier: string, def: string, depth: number): void => {
    const one = measures.find((other) => other.tier === tier && other.def === def);
    if (one?.tier === 'slo') for (const same of slosOf(measures)) if (same.def === def) found.set(same.name, same);
    if (one?.tier === 'vma' && depth < 20) for (const child of (one as VmaMeasure).children) walk(child.tier, child.def, depth + 1);
  };
  if (measure.of.tier !== 'entered') walk(measure.of.tier, measure.of.def, 0);
  return [...found.values()];
};
