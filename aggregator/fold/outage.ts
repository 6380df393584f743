/**
 * Outages of a state SLI: from the first moment down to the next moment up (MEASURES §2). An outage belongs to the span in which it ends, whole, however long
 * before the span it began; what was not measured while it lasted does not end it and is no part of its length.
 */
import type { Schedule, SliMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { scheduled } from '../../shared/time/schedule.ts';
import type { Span } from './slice.ts';
import { type Stretch, stretchesOf } from './state.ts';
import { byKey, type ProofRow } from './tail.ts';

const spanSql = sql(import.meta.url, './span.sql');
const keysSql = sql(import.meta.url, './keys.sql');

/** How far back the beginning of an outage is looked for, ms; then in everything there is. */
const FIRST = 86_400_000;
const FARTHEST = 64 * FIRST;

/** Outages that ended, how long they were down together (ms, of counted time), and whether one is still open. */
export type Outages = { ended: number; down: number; open: boolean };

/** What ends inside [from, to). `sure`: it is known how everything that ends there began. */
export const outagesIn = (stretches: readonly Stretch[], { from, to }: Span, schedule: Schedule | null): Outages & { sure: boolean } => {
  const out = { ended: 0, down: 0, open: false, sure: false };
  let lasting: number | null = null;
  for (const one of stretches) {
    if (one.from >= to) break;
    if (!one.up) {
      lasting = (lasting ?? 0) + scheduled(schedule, one.from, Math.min(one.to, to));
      continue;
    }
    if (one.from <= from) out.sure = true;
    if (lasting !== null && one.from >= from) {
      out.ended++;
      out.down += lasting;
    }
    lasting = null;
  }
  return { ...out, open: lasting !== null };
};

/** Outages that end inside spans of whole slices, as far as `watermark` tells. */
export const outages = (door: Door, asks: readonly ({ sli: SliMeasure } & Span)[], watermark: number): Promise<Outages[]> =>
  Promise.all(
    asks.map(async ({ sli, from, to }): Promise<Outages> => {
      const { state, through } = sli;
      if (state === null) return { ended: 0, down: 0, open: false };
      const def = through?.def ?? sli.def;
      const until = Math.min(to, watermark);
      const count = state.components?.length ?? (await door.rows(keysSql, { def })).length;
      for (let back = FIRST; ; back *= 8) {
        const begin = back > FARTHEST ? 0 : Math.max(0, from - back);
        const proofs = byKey(await door.rows<ProofRow>(spanSql, { def, from: begin, to: until, since: state.staleAfter === null ? 0 : Math.max(0, begin - state.staleAfter) }));
        const found = outagesIn(stretchesOf(proofs, state, count, { from: begin, to: until }, until), { from, to: until }, through?.schedule ?? null);
        // an outage may have begun before what was read
        if (found.sure || begin === 0) return found;
      }
    }),
  );
