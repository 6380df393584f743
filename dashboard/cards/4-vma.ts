/** Tier 4, vital mission activity: something the customer must be able to do, judged minute by minute so that overlapping outages count once. */
import type { VmaMeasure } from '../../shared/plan/measure.ts';
import { line, SHARE } from '../../shared/figure.ts';
import { windowWords } from './when.ts';

export const rule = (measure: VmaMeasure): string =>
  measure.op === 'all'
    ? 'All must be good in each minute; good minutes are divided by good and bad ones.'
    : measure.op === 'any'
      ? 'One good is enough in each minute; good minutes are divided by good and bad ones.'
      : measure.op === 'atLeast'
        ? `At least ${measure.need} must be good in each minute; good minutes are divided by good and bad ones.`
        : 'Weighted mean of what its parts attain over the window.';

export const sentence = (measure: VmaMeasure): string =>
  `Desired ${line(Number(measure.desired), SHARE)} %${Number(measure.adequate) < Number(measure.desired) ? `, tolerated down to ${line(Number(measure.adequate), SHARE)} %` : ''}, ${windowWords(measure.window)}.`;
