/** Did-you-mean: a slip is guessed, another word is not. */
import { expect, test } from 'vitest';
import { nearest } from '../../../shared/plan/hint.ts';

test.each([
  ['byu', ['buy', 'sell'], 'buy'],
  ['foo', ['of', 'for2', 'at'], undefined],
  ['of', ['at', 'or'], 'or'],
  ['pag', ['page'], 'page'],
  ['taget', ['target', 'date'], 'target'],
  ['Occurences', ['Occurrences', 'Timeslices'], 'Occurrences'],
  ['anser', ['answers'], 'answers'],
  ['x', [], undefined],
  ['k', ['i', 'kpt'], undefined],
] as const)('%s of %j is %s', (word, known, expected) => expect(nearest(word, known)).toBe(expected));
