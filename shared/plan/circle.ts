/** What leans on what: an order in which everything comes after what it leans on, and the circles that forbid one. Pure; without recursion, for a chain may be thousands long. */

/** That something leans on `to`, and where it says so. */
export type Edge<Place> = { to: string; place: Place };

/** A circle, named at the edge that closes it: `from` says at `place` that it leans on what leans on it. `words`: the way round, shortened when it is long. */
export type Circle<Place> = { from: string; place: Place; words: string };

/** At most this many names of a circle are written out. */
const SHOWN = 6;
const wordsOf = (way: readonly string[]): string => [...(way.length <= SHOWN ? way : [...way.slice(0, SHOWN - 1), `… (${way.length} in all)`, way.at(-1)]), way[0]].join(' → ');

/** Everything named in `names` once, after what it leans on; `edges` lead to other names of these. */
export const inOrder = <Place>(names: Iterable<string>, edges: (name: string) => readonly Edge<Place>[]): { order: string[]; circles: Circle<Place>[] } => {
  const order: string[] = [];
  const circles: Circle<Place>[] = [];
  /** How deep on the stack a name stands; -1: it is in order already. */
  const depth = new Map<string, number>();
  for (const start of names) {
    if (depth.has(start)) continue;
    const stack = [{ name: start, edges: edges(start), next: 0 }];
    depth.set(start, 0);
    for (let top = stack[0]; top !== undefined; top = stack.at(-1)) {
      const edge = top.edges[top.next++];
      if (edge === undefined) {
        depth.set(top.name, -1);
        order.push(top.name);
        stack.pop();
        continue;
      }
      const at = depth.get(edge.to);
      if (at === undefined) {
        depth.set(edge.to, stack.length);
        stack.push({ name: edge.to, edges: edges(edge.to), next: 0 });
      } else if (at >= 0) circles.push({ from: top.name, place: edge.place, words: wordsOf(stack.slice(at).map((one) => one.name)) });
    }
  }
  return { order, circles };
};
