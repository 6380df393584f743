/** Signal or noise: the limits and the runs of XmR, to the edge (MEASURES §6). */
import { expect, it } from 'vitest';
import { trend } from '../../../shared/tiers/trend.ts';

const wave = [10, 11, 10, 11, 10, 11, 10, 11, 10];

it('a change within the natural limits is noise', () => expect(trend(wave, 11.5)).toBe('noise'));
it('a change beyond 2.66 mean moving ranges is a signal', () => expect(trend(wave, 14)).toBe('signal'));
it('the limit itself is noise, to either side', () => {
  // mean 10, mean moving range 100: the limits are -256 and 276
  const steps = [-40, 60, -40, 60, -40, 60, -40, 60, -40, 60];
  expect([-256, -256.1, 276, 276.1].map((now) => trend(steps, now))).toEqual(['noise', 'signal', 'noise', 'signal']);
});
it('eight in a row on one side are a signal, above the mean and below it; seven are none, nor are eight of which one is the mean', () => {
  expect(trend([10, 30, 10, 30, 9, 9, 9, 9, 9, 9, 9], 9)).toBe('signal');
  expect(trend([30, 10, 30, 10, 31, 31, 31, 31, 31, 31, 31], 31)).toBe('signal');
  expect(trend([10, 30, 10, 30, 30, 9, 9, 9, 9, 9, 9], 9)).toBe('noise');
  expect(trend([10, 30, 10, 30, 9, 9, 9, 9, 9, 9, 9], 30)).toBe('noise');
  expect(trend([8, 12, 8, 12, 8, 12, 10, 11, 11, 11, 11, 11, 11], 11), 'a mean of 10.4').toBe('noise');
  expect(trend([5, 5, 5, 5, 5, 5, 5, 5], 5), 'a flat line lies on its mean').toBe('noise');
});
it('under eight closed periods nothing is said, with eight it is; gaps do not count', () => {
  expect(trend([1, null, 2, 3, 4, 5, 6, 7], 100)).toBe('too few periods');
  expect(trend([1, 2, 1, null, 2, 1, 2, 1, 2], 1.5)).toBe('noise');
});
it('what lies more than 24 periods back is forgotten', () => {
  const calm = Array.from({ length: 24 }, (_, i) => 10 + (i % 2));
  expect(trend([1000, ...calm], 60)).toBe('signal');
  expect(trend([1000, ...calm.slice(1)], 60)).toBe('noise');
});
