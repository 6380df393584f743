/** Tier 2, service level indicator: good of total of one aspect, without lines and so without a state. */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { windowWords } from './when.ts';

export const sentence = (measure: SliMeasure): string => {
  const kinds = [...new Set(measure.sides.map((one) => one.kind))];
  const stream = measure.sides[0]?.stream === 'sample' ? 'samples' : 'events';
  const read = `${stream} of ${kinds.includes(null) ? 'any kind' : `kind ${kinds.join(', ')}`} from ${measure.services.length === 0 ? 'every service' : `the service ${measure.services.join(', ')}`}`;
  const what = measure.kind === 'threshold' ? `The values of ${read}` : measure.kind === 'counts' ? `Good of total, added up from ${read}` : `The good ones of the ${read}`;
  return `${what}, ${windowWords(measure.window)}.`;
};

export const rule = (measure: SliMeasure): string =>
  measure.kind === 'threshold' ? 'The mean of the values; objectives say which of them are good.' : measure.kind === 'counts' ? 'Counts that samples carry are added up, then divided once.' : 'Each event counts once; good ones are divided by all of them, once.';
