/** The newest evidence of one SLI, kept in memory so that a live tick reads nothing of it again: every message from a horizon on, and of each key the last before it. */
import { units } from '../../shared/plan/scalar.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { inOrder, type Proof, type Proofs } from './slice.ts';

const span = sql(import.meta.url, './span.sql');
/** How far behind the watermark the horizon follows, ms: what is later than that is read from the store. */
const KEPT = 20 * 60_000;
/** Later than any message. */
const END = 4_102_444_800_000;

export type ProofRow = { key: string; at: string; service: string; source: string; id: string; state: string; good: string | null; total: string | null };

/** A row of evidence as it is folded. */
export const proofOf = (row: ProofRow): Proof => ({ at: Number(row.at), id: row.id, service: row.service, source: row.source, state: row.state, good: units(row.good ?? '0'), total: units(row.total ?? '0') });

/** Rows under their keys, in order. */
export const byKey = (rows: readonly ProofRow[]): Map<string, Proof[]> => {
  const out = new Map<string, Proof[]>();
  for (const row of rows) {
    const list = out.get(row.key);
    if (list) list.push(proofOf(row));
    else out.set(row.key, [proofOf(row)]);
  }
  for (const list of out.values()) list.sort(inOrder);
  return out;
};

/** What is now known at one touched (minute, service): `rows` take the place of what was there. */
export type Touch = { minute: number; service: string };

export type Tail = {
  /** Puts what the store now holds at touched places in the place of what was kept of them. */
  put(touches: readonly Touch[], rows: readonly ProofRow[]): void;
  /** Every message from `from` on and of each key the last before it; what is older may be there too. */
  since(from: number): Promise<Proofs>;
  /** Forgets what is far behind `watermark`. */
  prune(watermark: number): void;
};

/** `reach`: how long before an instant a message still matters to it, ms; null: for ever. `more`: how much further back than usual is asked for. */
export const tail = (door: Door, def: string, reach: number | null, more: number): Tail => {
  let horizon = Number.POSITIVE_INFINITY;
  let kept = new Map<string, Proof[]>();
  return {
    put(touches, rows) {
      if (touches.some((one) => one.minute < horizon)) {
        // what is now the last before the horizon is for the store to say
        horizon = Number.POSITIVE_INFINITY;
        kept = new Map();
        return;
      }
      const places = new Set(touches.map((one) => `${one.minute} ${one.service}`));
      for (const [key, list] of kept) kept.set(key, list.filter((one) => !places.has(`${one.at - (one.at % 60_000)} ${one.service}`)));
      for (const [key, list] of byKey(rows)) kept.set(key, [...(kept.get(key) ?? []), ...list].sort(inOrder));
    },
    async since(from) {
      if (from < horizon) {
        kept = byKey(await door.rows<ProofRow>(span, { def, from, to: END, since: reach === null ? 0 : Math.max(0, from - reach) }));
        horizon = from;
      }
      return kept;
    },
    prune(watermark) {
      const from = watermark - (watermark % 60_000) - KEPT - more;
      if (from <= horizon) return;
      horizon = from;
      for (const [key, list] of kept) {
        let first = list.findIndex((one) => one.at >= from);
        if (first < 0) first = list.length;
        if (first > 1) kept.set(key, list.slice(first - 1));
      }
    },
  };
};
