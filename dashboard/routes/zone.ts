/** The zone that a page tells its times in, decided here for every page. */
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import { type Known, ofTier } from '../cards/spec.ts';

/** That of the first scorecard; UTC where the plan has none. */
export const planZone = (known: Known | null): string => (known ? (ofTier<ScorecardMeasure>(known, 'scorecard')[0]?.zone ?? 'UTC') : 'UTC');
