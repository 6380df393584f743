/** The envelope every tier fills in: what all rows of the contract have in common. */
import type { Measure, Schedule } from '../../shared/plan/measure.ts';
import type { Flag, Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import type { Span } from '../grain.ts';
import type { Scene } from '../scene.ts';

/** A row with everything null; `more` fills in what the tier computes. */
export const envelope = (scene: Scene, measure: Measure, window: Span | null, more: Partial<Row>): Row => ({
  tier: measure.tier,
  name: measure.name,
  at: iso(scene.at),
  window: window && { from: iso(window.from), to: iso(window.to) },
  value: null,
  unit: '',
  good: null,
  total: null,
  target: null,
  score: null,
  status: null,
  pace: null,
  forecast: null,
  coverage: null,
  provisional: true,
  flags: [],
  contributors: [],
  plan: scene.ladder.plan.id,
  revision: 1,
  title: measure.title,
  owner: measure.owner,
  scorecard: null,
  polarity: null,
  scale: null,
  ...more,
});

/** Since when a measure is counted, while that is later than its window begins. */
export const calibration = (first: number | null, from: number): Pick<Row, 'effectiveFrom'> => (first !== null && first > from ? { effectiveFrom: iso(first) } : {});

/** Flags that every counted row may carry. */
export const flags = (options: { empty: boolean; first: number | null; from: number; more?: Flag[] }): Flag[] => [
  ...(calibration(options.first, options.from).effectiveFrom !== undefined ? (['calibrating'] as const) : []),
  ...(options.empty ? (['no-events'] as const) : []),
  ...(options.more ?? []),
];

/** The flag of figures that a correction took time out of. */
export const corrected = (schedule: Schedule | null, { from, to }: Span): Flag[] => (schedule?.corrections.some((one) => one.from < to && one.to > from) ? ['corrected'] : []);
