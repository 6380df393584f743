/** Did-you-mean: the known word nearest to an unknown one, when it is near enough to be a slip. */

/** Letters to change, add, leave out or swap with the next one; `most` when it is that many or more. */
const distance = (a: string, b: string, most: number): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j] as number, (before[j - 2] as number) + 1);
    }
    // a swap reaches back over two rows: when none of these is near enough, no later one is
    if (i > 1 && Math.min(...next) >= most && Math.min(...row) >= most) return most;
    before = row;
    row = next;
  }
  return row[b.length] as number;
};

/** Slips that a word of that length may hold and still be taken for another: none in a single letter, one up to four, two up to six, else a third. */
const slips = (length: number): number => (length <= 1 ? 0 : length <= 4 ? 1 : length <= 6 ? 2 : Math.ceil(length / 3));

/** Comparisons that are still made; every fault may ask for a hint, and a plan may have ten thousand of them over ten thousand names. */
let left = Number.POSITIVE_INFINITY;

/** Runs `work` with at most so many words compared for hints; faults beyond that are named without. */
export const withHints = <T>(comparisons: number, work: () => T): T => {
  left = comparisons;
  try {
    return work();
  } finally {
    left = Number.POSITIVE_INFINITY;
  }
};

/** The word of `known` nearest to `word`, or undefined when none is near enough to be a slip. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = slips(word.length) + 1;
  for (const one of known) {
    // as many letters as they differ in length have to be added or left out at least
    if (Math.abs(one.length - word.length) >= least) continue;
    if (left-- <= 0) return undefined;
    const d = distance(lower, one.toLowerCase(), least);
    if (d < least) {
      least = d;
      best = one;
    }
  }
  return best;
};

/** " did you mean …?" or nothing; the sentence a fault carries as its hint. */
export const didYouMean = (word: string, known: Iterable<string>): string | undefined => {
  const best = nearest(word, known);
  return best === undefined ? undefined : `did you mean ${best}?`;
};

/** "an SLO", "a Scorecard": kinds and tiers are read out as letters where they are some. */
export const withArticle = (kind: string): string => `${/^(SL|sl|A)/.test(kind) ? 'an' : 'a'} ${kind}`;
