import { expect, it } from 'vitest';
import { trend } from '../../../shared/tiers/trend.ts';

const wave = [10, 11, 10, 11, 10, 11, 10, 11, 10];

it('a change within the natural limits is noise', () => expect(trend(wave, 11.5)).toBe('noise'));
it('a change beyond 2.66 mean moving ranges is a signal', () => expect(trend(wave, 14)).toBe('signal'));
it('eight in a row on one side are a signal', () => expect(trend([10, 30, 10, 30, 9, 9, 9, 9, 9, 9, 9], 9)).toBe('signal'));
it('under eight closed periods nothing is said', () => expect(trend([1, null, 2, 3, 4, 5, 6, 7], 100)).toBe('too few periods'));
