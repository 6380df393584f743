/** Did-you-mean: the known word nearest to an unknown one, when it is near enough to be a slip. */

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] as number;
};

/** The word of `known` nearest to `word`, or undefined when none is within a third of its length. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1;
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
