/** Did-you-mean: the known word nearest to an unknown one, when it is near enough to be a slip. */

/** Letters to change, add, leave out or swap with the next one. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j] as number, (before[j - 2] as number) + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
};

/** Slips that a word of that length may hold and still be taken for another: one up to four letters, two up to six, else a third. */
const slips = (length: number): number => (length <= 4 ? 1 : length <= 6 ? 2 : Math.ceil(length / 3));

/** The word of `known` nearest to `word`, or undefined when none is near enough to be a slip. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  let best: string | undefined;
  let least = slips(word.length) + 1;
  for (const one of known) {
    const d = distance(word.toLowerCase(), one.toLowerCase());
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
