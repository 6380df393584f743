/** Folded slices against those that stand in tier 2: only what differs is written. */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import { nano, units } from '../../shared/plan/scalar.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { instant } from '../../shared/time/instant.ts';
import { chunks, ranges, spans, touch } from '../touched.ts';
import { MINUTE, type Slice } from './slice.ts';

const stored = sql(import.meta.url, './stored.sql');
const COLUMNS = ['t', 'def', 'service', 'messages', 'good', 'total', 'covered', 'first', 'version'] as const;
/** Minutes one statement is asked for, and rows one insert holds. */
const MOST = 20_000;
const EMPTY: Slice = { good: 0n, total: 0n, covered: 0, messages: 0, first: false };

type StoredRow = { t: string; messages: string; good: string; total: string; covered: number; first: string | null };

/** The service under which a folded SLI's slices stand. */
export const serviceOf = (sli: SliMeasure): string => (sli.services.length === 1 ? (sli.services[0] as string) : '*');

/** Every minute of these, in pieces of ranges [from, to) in seconds. */
const pieces = (minutes: Iterable<number>): [number, number][] =>
  ranges([...minutes].map((one) => one / 1000)).flatMap(([from, to]) => Array.from({ length: Math.ceil((to - from) / (MOST * 60)) }, (_, i): [number, number] => [from + i * MOST * 60, Math.min(to, from + (i + 1) * MOST * 60)]));

/**
 * Makes tier 2 hold `slices` in `minutes` (ms, where `slices` has none nothing is left) and adds the minutes that changed to `changed`; with `all` every
 * minute that has a row, for what stands on them may not be climbed.
 */
export const keep = async (door: Door, sli: SliMeasure, minutes: ReadonlySet<number>, slices: ReadonlyMap<number, Slice>, version: bigint, changed: Map<number, Set<string>>, all: boolean): Promise<void> => {
  const service = serviceOf(sli);
  const rows: { t: number; line: string }[] = [];
  for (const some of chunks(pieces(minutes), 500)) {
    const there = new Map<number, StoredRow>();
    for (const row of await door.rows<StoredRow>(stored, { asks: JSON.stringify(some.map(([from, to]) => [sli.def, from, to])) })) there.set(instant(row.t), row);
    for (const [from, to] of some)
      for (let minute = from * 1000; minute < to * 1000; minute += MINUTE) {
        const have = there.get(minute);
        const want = slices.get(minute);
        if (all && (have || want)) touch(changed, minute / 1000, service);
        const { good, total, covered, messages, first } = want ?? EMPTY;
        const same = have ? units(have.good) === good && units(have.total) === total && Number(have.covered) === covered && Number(have.messages) === messages && (have.first !== null) === first : !want;
        if (same) continue;
        touch(changed, minute / 1000, service);
        rows.push({ t: minute / 1000, line: JSON.stringify({ t: minute / 1000, def: sli.def, service, messages, good: nano(good), total: nano(total), covered, first: first ? minute / 1000 : null, version: version.toString() }) });
      }
  }
  for (const some of spans(rows, MOST, (one) => one.t)) await door.insert('sli_minute', COLUMNS, 'JSONEachRow', `${some.map((one) => one.line).join('\n')}\n`);
};
