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
import { together } from '../together.ts';
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

type OutageAsk = { sli: SliMeasure; /** the watermark */ known: number } & Span;

/** Spans that touch as one, ascending. */
const united = (spans: readonly Span[]): Span[] => {
  const out: Span[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
};

/** Outages of one SLI in many spans: what they need of its evidence is read once where it overlaps, an outage that began before that in a further look. */
const ofOne = async (door: Door, asks: readonly OutageAsk[]): Promise<Outages[]> => {
  const out: Outages[] = asks.map(() => ({ ended: 0, down: 0, open: false }));
  const [{ sli } = { sli: undefined }] = asks;
  const state = sli?.state;
  if (!sli || !state) return out;
  const def = defOf(sli);
  const count = state.components?.length ?? (await door.rows(keysSql, { def })).length;
  let left = asks.map(({ from, to, known, sli: own }, i) => ({ i, from, to: Math.min(to, known), schedule: own.through?.schedule ?? null }));
  for (let back = FIRST; left.length > 0; back *= 8) {
    const begins = new Map(left.map((one) => [one.i, back > FARTHEST ? 0 : Math.max(0, one.from - back)]));
    const beginOf = (i: number): number => begins.get(i) as number;
    const read = new Map<Span, Stretch[]>();
    for (const span of united(left.map((one) => ({ from: beginOf(one.i), to: Math.max(one.to, beginOf(one.i)) })))) {
      const proofs = byKey(await door.rows<ProofRow>(spanSql, { def, from: span.from, to: span.to, since: state.staleAfter === null ? 0 : Math.max(0, span.from - state.staleAfter) }));
      read.set(span, stretchesOf(proofs, state, count, span, span.to));
    }
    left = left.filter(({ i, from, to, schedule }) => {
      const begin = beginOf(i);
      const [, stretches = []] = [...read].find(([span]) => span.from <= begin && begin <= span.to) ?? [];
      const { sure, ...found } = outagesIn(within(stretches, { from: begin, to }), { from, to }, schedule);
      // an outage may have begun before what was read
      if (!sure && begin > 0) return true;
      out[i] = found;
      return false;
    });
  }
  return out;
};

/** Slices through a schedule are of the components of the SLI that they keep the counted minutes of. */
const defOf = (sli: SliMeasure): string => sli.through?.def ?? sli.def;

/** What of sorted stretches lies in a span, cut at its ends. */
const within = (stretches: readonly Stretch[], { from, to }: Span): Stretch[] =>
  stretches.filter((one) => one.to > from && one.from < to).map((one) => ({ ...one, from: Math.max(one.from, from), to: Math.min(one.to, to) }));

const gathered = together<OutageAsk, Outages>(async (door, _statement, asks) => {
  const out: Outages[] = [];
  for (const mine of Map.groupBy(asks.keys(), (i) => defOf((asks[i] as OutageAsk).sli)).values()) {
    const found = await ofOne(door, mine.map((i) => asks[i] as OutageAsk));
    mine.forEach((i, k) => (out[i] = found[k] as Outages));
  }
  return out;
});

/** Outages that end inside spans of whole slices, as far as `watermark` tells; those asked in the same moment share what they read. */
export const outages = (door: Door, asks: readonly ({ sli: SliMeasure } & Span)[], watermark: number): Promise<Outages[]> => gathered(door, spanSql, asks.map(({ sli, from, to }) => ({ sli, from, to, known: watermark })));
