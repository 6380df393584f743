/** What a key performance target measures: the attainment of an SLO or VMA, a statistic of an SLI, or a quotient of two of these. Pure. */
import type { KptSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import type { KptMeasure, Of, Schedule, SloMeasure, Statistic, VmaMeasure } from './measure.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

const STATISTICS = ['mean', 'sum', 'count', 'min', 'max', 'last', 'nps', 'mttr', 'mtbf'] as const;
const KNOWN = `one of mean, sum, count, min, max, last, nps, mttr, mtbf, and quantiles such as p95 or p99.9`;
/** Statistics of outages: of an SLI from states, in time. */
export const ofOutages = (statistic: string | undefined): boolean => statistic === 'mttr' || statistic === 'mtbf';

/** Where measures are looked up. */
export type Measured = { slis: Slis; sliNames: ReadonlySet<string>; nodes: ReadonlyMap<string, SloMeasure | VmaMeasure> };

/** A statistic by its name; quantiles lie above p0 and up to p100, with at most three decimals. */
export const statisticOf = (name: string): Statistic | undefined => {
  const plain = STATISTICS.find((one) => one === name);
  if (plain !== undefined) return plain;
  return /^p(?:100|\d{1,2}(?:\.\d{1,3})?)$/.test(name) && Number(name.slice(1)) > 0 ? `p${Number(name.slice(1))}` : undefined;
};

/** The measure of a KPT and, of a quotient, its divisor; undefined when there is a fault. */
export const measureOf = (shop: Workshop, by: Document<KptSpec>, where: Measured, schedule: Schedule | null): Pick<KptMeasure, 'of' | 'by'> | undefined => {
  const { measure } = by.spec;
  const path: Path = ['spec', 'measure'];
  for (const later of ['entered', 'credits'] as const) if (measure[later] !== undefined) return void shop.fault(by, [...path, later], `a measure by ${later} is not built yet`);
  if (measure.quotient === undefined) {
    const of = one(shop, by, measure, path, where, schedule);
    return of && { of, by: null };
  }
  if (['slo', 'vma', 'sli', 'statistic'].some((field) => measure[field as 'slo'] !== undefined)) return void shop.fault(by, path, 'a quotient stands alone: what it divides is named by its of and by');
  const [top, bottom] = [one(shop, by, measure.quotient.of, [...path, 'quotient', 'of'], where, schedule), one(shop, by, measure.quotient.by, [...path, 'quotient', 'by'], where, schedule)];
  return top && bottom && { of: top, by: bottom };
};

const one = (shop: Workshop, by: Document<KptSpec>, measure: Pick<KptSpec['measure'], 'slo' | 'vma' | 'sli' | 'statistic'>, path: Path, { slis, sliNames, nodes }: Measured, schedule: Schedule | null): Of | undefined => {
  const given = (['slo', 'vma', 'sli'] as const).filter((field) => measure[field] !== undefined);
  const [tier] = given;
  if (tier === undefined || given.length > 1) return void shop.lack(by, path, ['slo', 'vma', 'sli', 'quotient'], 'a measure is one of slo, vma, sli and quotient');
  const name = measure[tier] as string;
  if (tier !== 'sli') {
    if (measure.statistic !== undefined) shop.fault(by, [...path, 'statistic'], 'a statistic belongs to an sli; of an slo or vma the attainment is taken');
    const node = nodes.get(name);
    const kind = tier === 'slo' ? 'SLO' : 'VitalMissionActivity';
    // a faulty document has a name too: what refers to it is no second fault
    if (!node && shop.names(kind).has(name)) return undefined;
    if (node?.tier !== tier) return void shop.fault(by, [...path, tier], `there is no ${kind} named ${name}`, node ? `${name} is a ${node.tier}` : didYouMean(name, [...shop.names(kind), ...[...nodes.values()].filter((each) => each.tier === tier).map((each) => each.name)]));
    return { tier, name, def: node.def, statistic: 'attainment' };
  }
  const sli = slis.plain(name);
  if (!sli && !sliNames.has(name) && !shop.names('SLI').has(name)) shop.fault(by, [...path, 'sli'], `there is no SLI named ${name}`, didYouMean(name, sliNames));
  if (measure.statistic === undefined) return void shop.lack(by, path, ['statistic'], 'a measure of an sli needs a statistic', KNOWN);
  const statistic = statisticOf(measure.statistic);
  if (!statistic) return void shop.fault(by, [...path, 'statistic'], `${measure.statistic} is not a statistic`, KNOWN);
  if (!sli) return undefined;
  const rows = slis.rows(name);
  if (rows.length > 1) shop.warn(by, [...path, 'sli'], `several services use ${name}; ${sli.name} is taken`, `name one of ${rows.join(', ')}`);
  if (ofOutages(statistic) !== (sli.kind === 'state')) {
    if (sli.kind === 'state') return void shop.fault(by, [...path, 'statistic'], `${name} is made of states and has no ${statistic}`, 'mttr or mtbf, or the attainment of an slo');
    if (ofOutages(statistic)) return void shop.fault(by, [...path, 'sli'], `${name} has no outages`, `${statistic} is asked of an SLI from states`);
  }
  if (sli.kind !== 'threshold' && sli.kind !== 'state') return void shop.fault(by, [...path, 'sli'], `${name} is a ratio and has no values`, 'take the attainment of an slo, or a thresholdMetric');
  return { tier, name: sli.name, def: (schedule ? slis.through(sli, schedule) : sli).def, statistic };
};
