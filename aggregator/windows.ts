/** What slices add up over windows, asked of the store: many (def, from, to) at once, equal windows are covered once, one statement answers a few thousand. */
import type { Sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import { cover } from '../shared/time/window.ts';
import type { Span } from './grain.ts';
import { together } from './together.ts';

/** Defs that one statement takes: they are parameters, and a server wants its URLs under a mebibyte. */
const MOST = 4000;
/** Pieces of windows that one statement takes: they are a parameter, too. */
const MOST_PIECES = 4000;

export type Ask = { def: string } & Span;

/** (window, grain 1 minute, 2 hour, 3 day, from, to in seconds). */
type Piece = [number, number, number, number];

/** The exact cover of a window. */
const piecesOf = (w: number, { from, to }: Span): Piece[] => {
  const { days, hours, minutes } = cover(from, to);
  const of = (grain: number, [a, b]: readonly [number, number]): Piece => [w, grain, a / 1000, b / 1000];
  return [...(days ? [of(3, days)] : []), ...hours.map((one) => of(2, one)), ...minutes.map((one) => of(1, one))];
};

/** What one statement is asked: windows by who asks for them. */
type Batch = { sets: Piece[][]; known: Map<string, number>; defs: string[]; of: number[]; pieces: number };
const batch = (): Batch => ({ sets: [], known: new Map(), defs: [], of: [], pieces: 0 });

/** Windows of one def, cut where they are too many pieces for one statement. */
const pack = (windows: ReadonlyMap<number, Span>): { key: string; pieces: Piece[] }[] => {
  const out: { key: string; pieces: Piece[] }[] = [];
  let [ids, pieces]: [number[], Piece[]] = [[], []];
  for (const [w, span] of [...windows].sort(([a], [b]) => a - b)) {
    const more = piecesOf(w, span);
    if (pieces.length > 0 && pieces.length + more.length > MOST_PIECES) {
      out.push({ key: ids.join(' '), pieces });
      [ids, pieces] = [[], []];
    }
    ids.push(w);
    pieces.push(...more);
  }
  return [...out, { key: ids.join(' '), pieces }];
};

/** One window statement over all asks; the answer has the asks' order, undefined where no slice stands. Equal asks are added up once: rows and alerts of one tick ask for the same sums. */
export const windows = together<Ask, object | undefined>(async (door, statement, asks) => {
  const out: (object | undefined)[] = Array.from({ length: asks.length });
  const numbers = new Map<string, number>();
  const byDef = new Map<string, Map<number, Span>>();
  const askers = new Map<string, number[]>();
  asks.forEach(({ def, from, to }, k) => {
    if (to <= from) return;
    const id = `${from} ${to}`;
    const w = numbers.get(id) ?? numbers.size;
    numbers.set(id, w);
    const mine = byDef.get(def) ?? new Map<number, Span>();
    byDef.set(def, mine.set(w, { from, to }));
    const who = askers.get(`${w} ${def}`);
    if (who) who.push(k);
    else askers.set(`${w} ${def}`, [k]);
  });
  let next = batch();
  const flush = async (): Promise<void> => {
    const { sets, defs, of } = next;
    next = batch();
    if (defs.length === 0) return;
    for (const { def, w, ...sum } of await door.rows<{ def: string; w: number }>(statement, { sets: JSON.stringify(sets), defs: JSON.stringify(defs), of: JSON.stringify(of) })) for (const k of askers.get(`${w} ${def}`) ?? []) out[k] = sum;
  };
  for (const [def, mine] of byDef)
    for (const { key, pieces } of pack(mine)) {
      if (next.defs.length >= MOST || (!next.known.has(key) && next.pieces > 0 && next.pieces + pieces.length > MOST_PIECES) || next.defs.at(-1) === def) await flush();
      let set = next.known.get(key);
      if (set === undefined) {
        set = next.sets.push(pieces);
        next.known.set(key, set);
        next.pieces += pieces.length;
      }
      next.defs.push(def);
      next.of.push(set);
    }
  await flush();
  return out;
}) as <T extends object>(door: Door, statement: Sql, asks: readonly Ask[]) => Promise<(T | undefined)[]>;
