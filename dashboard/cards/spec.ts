/** Which kind of figure each tier's rows carry, so that every page writes them alike. Pure. */
import type { KpiMeasure, KptMeasure, Measure, ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { linesOf, SCORE, type Spec } from '../../shared/figure.ts';

/** The measures of a plan by tier and name (a perspective's name is only unique within its scorecard). */
export type Known = { plan: string; measures: readonly Measure[] };

export const named = <T extends Measure>(known: Known, tier: T['tier'], name: string): T | undefined => known.measures.find((one) => one.tier === tier && one.name === name) as T | undefined;

export const ofTier = <T extends Measure>(known: Known, tier: T['tier']): T[] => known.measures.filter((one) => one.tier === tier) as T[];

/** Scorecards by name: the first is shown where none is asked for. */
export const cardsOf = (known: Known): ScorecardMeasure[] => ofTier<ScorecardMeasure>(known, 'scorecard').sort((a, b) => (a.name < b.name ? -1 : 1));

/** The lines of a measure as the plan sets them, for when nothing was climbed yet: a target is a target before the first event. */
const planned = (measure: Measure): Pick<Spec, 'adequate' | 'desired' | 'upper'> => {
  const lines = measure.tier === 'slo' ? { adequate: measure.adequate, desired: measure.target } : measure.tier === 'vma' ? measure : measure.tier === 'kpt' ? measure.lines[0] : undefined;
  const upper = measure.tier === 'kpt' ? measure.lines[0]?.upper : undefined;
  return { adequate: lines === undefined ? null : Number(lines.adequate), desired: lines === undefined ? null : Number(lines.desired), ...(upper ? { upper: { adequate: Number(upper.adequate), desired: Number(upper.desired) } } : {}) };
};

const ratio = (measure: Measure, row: Row | null): Spec => ({ kind: 'ratio', unit: '', whole: false, polarity: 'higher', ...(row === null ? planned(measure) : linesOf(row.target)) });

/** Whether a KPI is shown by its only KPT (MEASURES §6). */
export const single = (kpi: KpiMeasure): boolean => kpi.children.length === 1;

/** A KPT that counts whole things. */
const counts = (measure: KptMeasure): boolean => measure.of.statistic === 'count' && measure.by === null;

/** How the row's value is written and judged. `below` = the row of a KPI's only KPT. */
export const specOf = (known: Known, measure: Measure, row: Row | null): Spec => {
  switch (measure.tier) {
    case 'sli':
      return measure.kind === 'threshold'
        ? { kind: 'value', unit: measure.unit, whole: false, polarity: null, adequate: null, desired: null }
        : { kind: 'ratio', unit: '', whole: false, polarity: null, adequate: null, desired: null };
    case 'slo':
    case 'vma':
      return ratio(measure, row);
    case 'kpt':
      return measure.of.statistic === 'attainment' && measure.by === null
        ? { ...ratio(measure, row), polarity: measure.polarity }
        : { ...ratio(measure, row), kind: 'value', unit: counts(measure) ? '' : measure.unit, whole: counts(measure), polarity: measure.polarity };
    case 'kpi': {
      const only = single(measure) ? named<KptMeasure>(known, 'kpt', measure.children[0]?.name ?? '') : undefined;
      return only ? specOf(known, only, row) : SCORE;
    }
    default:
      return SCORE;
  }
};

/** Name to show: the plan's title, else the name in words ("internal-process" is "Internal process"). */
export const titleOf = (measure: Measure | undefined, name: string): string => {
  if (measure && measure.title !== '' && measure.title !== measure.name) return measure.title;
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
};
