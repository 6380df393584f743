/** What a key performance target measures: the attainment of an SLO or VMA, a statistic of an SLI, a figure that people enter, or a quotient of two of these. Pure. */
import type { KptSpec } from './documents.ts';
import { didYouMean, nearest, withArticle } from './hint.ts';
import type { Entered, KptMeasure, Of, Schedule, SloMeasure, Statistic, VmaMeasure } from './measure.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import type { Document, Workshop } from './workshop.ts';

const STATISTICS = ['mean', 'sum', 'count', 'min', 'max', 'last', 'nps', 'mttr', 'mtbf'] as const;
const KNOWN = `one of mean, sum, count, min, max, last, nps, mttr, mtbf, and quantiles such as p95 or p99.9`;
/** Statistics of figures that people enter; the newest of the period unless another is asked for. */
const OF_ENTERED = ['last', 'mean', 'sum', 'min', 'max', 'count'] as const;
/** The longest name of a figure, as of anything else that comes in. */
const LONGEST = 256;
/** Statistics of outages: of an SLI from states, in time. */
export const ofOutages = (statistic: string | undefined): boolean => statistic === 'mttr' || statistic === 'mtbf';

/** Where measures are looked up. */
export type Measured = { slis: Slis; sliNames: ReadonlySet<string>; nodes: ReadonlyMap<string, SloMeasure | VmaMeasure> };

/** A statistic by its name; quantiles lie above p0 and up to p100, with at most three decimals. */
const statisticOf = (name: string): Statistic | undefined => {
  const plain = STATISTICS.find((one) => one === name);
  if (plain !== undefined) return plain;
  return /^p(?:100|\d{1,2}(?:\.\d{1,3})?)$/.test(name) && Number(name.slice(1)) > 0 ? `p${Number(name.slice(1))}` : undefined;
};

/** What people call statistics elsewhere. */
const OTHER_NAMES: Readonly<Record<string, string>> = { avg: 'mean', average: 'mean', median: 'p50', total: 'sum', minimum: 'min', maximum: 'max', latest: 'last', n: 'count' };
const statisticMeant = (text: string): string => {
  const lower = text.trim().toLowerCase();
  const known = OTHER_NAMES[lower] ?? statisticOf(lower) ?? nearest(lower, STATISTICS);
  return known === undefined ? KNOWN : `did you mean ${known}?`;
};

/** The measure of a KPT and, of a quotient, its divisor; undefined when there is a fault. */
export const measureOf = (shop: Workshop, by: Document<KptSpec>, where: Measured, schedule: Schedule | null): Pick<KptMeasure, 'of' | 'by'> | undefined => {
  const { measure } = by.spec;
  const path: Path = ['spec', 'measure'];
  if (measure.credits !== undefined) return void shop.fault(by, [...path, 'credits'], 'a measure by credits is not built yet: it comes with agreements');
  if (measure.quotient === undefined) {
    const of = one(shop, by, measure, path, where, schedule);
    return of && { of, by: null };
  }
  if (['slo', 'vma', 'sli', 'entered', 'statistic'].some((field) => measure[field as 'slo'] !== undefined)) return void shop.fault(by, path, 'a quotient stands alone: what it divides is named by its of and by');
  const [top, bottom] = [one(shop, by, measure.quotient.of, [...path, 'quotient', 'of'], where, schedule), one(shop, by, measure.quotient.by, [...path, 'quotient', 'by'], where, schedule)];
  return top && bottom && { of: top, by: bottom };
};

type Spelled = Pick<KptSpec['measure'], 'slo' | 'vma' | 'sli' | 'entered' | 'statistic'>;

const entered = (shop: Workshop, by: Document<KptSpec>, name: string, asked: string, path: Path): Entered | undefined => {
  const statistic = OF_ENTERED.find((one) => one === asked);
  if (statistic === undefined) return void shop.fault(by, [...path, 'statistic'], `${asked} is not a statistic of figures that people enter`, didYouMean(asked, OF_ENTERED) ?? `one of ${OF_ENTERED.join(', ')}`);
  if (name.trim() === '' || name.length > LONGEST) return void shop.fault(by, [...path, 'entered'], `the name of a figure has 1 to ${LONGEST} characters`);
  return { tier: 'entered', name, def: name, statistic };
};

const one = (shop: Workshop, by: Document<KptSpec>, measure: Spelled, path: Path, { slis, sliNames, nodes }: Measured, schedule: Schedule | null): Of | Entered | undefined => {
  const given = (['slo', 'vma', 'sli', 'entered'] as const).filter((field) => measure[field] !== undefined);
  const [tier] = given;
  if (tier === undefined || given.length > 1) return void shop.lack(by, path, ['slo', 'vma', 'sli', 'entered', 'quotient'], 'a measure is one of slo, vma, sli, entered and quotient');
  const name = measure[tier] as string;
  if (tier === 'entered') return entered(shop, by, name, measure.statistic ?? 'last', path);
  if (tier !== 'sli') {
    if (measure.statistic !== undefined) shop.fault(by, [...path, 'statistic'], 'a statistic belongs to an sli; of an slo or vma the attainment is taken');
    const node = nodes.get(name);
    const kind = tier === 'slo' ? 'SLO' : 'VitalMissionActivity';
    const known = tier === 'slo' ? shop.sloNames() : shop.names(kind);
    // a faulty document has a name too: what refers to it is no second fault
    if (!node && known.has(name)) return undefined;
    if (node?.tier !== tier) return void shop.fault(by, [...path, tier], `there is no ${kind} named ${name}`, node ? `${name} is ${withArticle(node.tier)}` : shop.meant(name, known));
    return { tier, name, def: node.def, statistic: 'attainment' };
  }
  const sli = slis.plain(name);
  if (!sli && !sliNames.has(name) && !shop.names('SLI').has(name)) shop.fault(by, [...path, 'sli'], `there is no SLI named ${name}`, shop.meant(name, sliNames));
  if (measure.statistic === undefined) return void shop.lack(by, path, ['statistic'], 'a measure of an sli needs a statistic', KNOWN);
  const statistic = statisticOf(measure.statistic);
  if (!statistic) return void shop.fault(by, [...path, 'statistic'], `${measure.statistic} is not a statistic`, statisticMeant(measure.statistic));
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
