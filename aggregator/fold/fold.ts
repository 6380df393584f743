/**
 * Folded SLIs (state, ticket, counter) in the climb: what was touched goes into their evidence, and every slice that it or the moved watermark may have
 * changed is folded again and compared with what stands. Folding again changes nothing, whatever was folded before or not.
 */
import type { SliMeasure, StateRule, TicketRule } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Ladder } from '../ladder.ts';
import { spans } from '../touched.ts';
import { counterSlices } from './counter.ts';
import { type Desk, openDesk } from './desk.ts';
import { keep } from './kept.ts';
import { MINUTE, minuteOf, nextAfter, type Proofs, type Slice, type Span } from './slice.ts';
import { stateSlices } from './state.ts';
import { type ProofRow, type Tail, tail, type Touch } from './tail.ts';

const evidence = sql(import.meta.url, './evidence.sql');
const touchedRows = sql(import.meta.url, './touched.sql');
const keysOf = sql(import.meta.url, './keys.sql');
const COLUMNS = ['def', 'key', 'time', 'service', 'source', 'id', 'minute', 'state', 'good', 'total', 'gone', 'version'] as const;
/** Pairs one statement is given. */
const MOST = 4000;

/** Touched (minute in seconds, service): events in groups without and with a repeated delivery, and samples. */
export type Places = { once: readonly [number, string][]; twice: readonly [number, string][]; samples: readonly [number, string][] };
/** Watermarks: the one that was folded to last, and the one to fold to now; ms. */
export type Marks = { before: number; after: number };

type TouchedRow = ProofRow & { def: string; gone: number };

export type Folds = {
  /** Folds what `places` and the way of the watermark touch, or with `whole` everything there is evidence of, and adds the minutes whose slices changed to `changed`. */
  run(ladder: Ladder, places: Places, marks: Marks, version: bigint, changed: Map<number, Set<string>>, whole?: boolean): Promise<void>;
  /** Only fills the evidence: for a back-fill, which folds when all of it is there. */
  gather(ladder: Ladder, places: Places, version: bigint): Promise<void>;
  /** What stands on the slices is climbed: until this is said, the next run takes nothing of them for done. */
  settle(): void;
};

/** Whether slices of this kind are made by folding, not by counting message by message. */
export const isOfFolds = (sli: SliMeasure): boolean => sli.kind === 'state' || sli.kind === 'ticket' || sli.kind === 'counter';
/** What is folded here: not the counted minutes of another, which are taken from that one's slices. */
const isFolded = (sli: SliMeasure): boolean => isOfFolds(sli) && sli.through === null;

/** How evidence.sql is told what an SLI reads. */
const asked = (sli: SliMeasure): [string, string, number, string, string[], string[]] => {
  if (sli.kind === 'counter') return [sli.def, 'sample', 3, '', [], []];
  const { state, ticket } = sli;
  // named components are one each, whichever service speaks of them
  if (state) return [sli.def, 'event', state.components ? 0 : 1, '', state.down ? [...state.up, ...state.down] : [], state.components ?? []];
  return ticket?.key === 'component' ? [sli.def, 'event', 1, '', [], []] : [sli.def, 'event', 2, (ticket?.key ?? '').slice('labels.'.length), [], []];
};

const minutesOf = (list: readonly Span[]): Set<number> => {
  const out = new Set<number>();
  for (const { from, to } of list) for (let minute = minuteOf(from); minute < to; minute += MINUTE) out.add(minute);
  return out;
};

/** The least of these instants and `start`. */
const least = (list: readonly { at: number }[], start = Number.POSITIVE_INFINITY): number => list.reduce((a, b) => Math.min(a, b.at), start);

/** First instant of the evidence, and the end of the last. */
const bounds = (proofs: Proofs): Span | null => {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const list of proofs.values()) for (const one of list) [from, to] = [Math.min(from, one.at), Math.max(to, one.at + 1)];
  return to === 0 ? null : { from, to };
};

export const folds = (door: Door): Folds => {
  let plan = '';
  let settled = false;
  const tails = new Map<string, Tail>();
  const desks = new Map<string, Desk>();
  /** components ever heard of, where none are named */
  const heard = new Map<string, Set<string>>();
  const forget = (): void => {
    for (const one of [tails, desks, heard]) one.clear();
  };

  const fill = async (slis: readonly SliMeasure[], places: Places, version: bigint): Promise<void> => {
    const reads = (service: string): boolean => slis.some((sli) => sli.services.length === 0 || sli.services.includes(service));
    const all = (['once', 'twice', 'samples'] as const).flatMap((what) => places[what].filter(([, service]) => reads(service)).map((pair) => ({ what, pair }))).sort((a, b) => a.pair[0] - b.pair[0]);
    for (const some of spans(all, MOST, ({ pair: [t] }) => t)) {
      const pick = (what: keyof Places): string => JSON.stringify(some.filter((one) => one.what === what).map((one) => one.pair));
      await door.fill('evidence', COLUMNS, evidence, { once: pick('once'), twice: pick('twice'), samples: pick('samples'), folded: JSON.stringify(slis.map(asked)), version });
    }
  };

  /** Evidence at the touched places as it now is, by SLI. */
  const look = async (slis: readonly SliMeasure[], places: Places): Promise<Map<string, TouchedRow[]>> => {
    const out = new Map<string, TouchedRow[]>();
    const pairs = [...new Map([...places.once, ...places.twice, ...places.samples].map((pair) => [pair.join(' '), pair])).values()].sort((a, b) => a[0] - b[0]);
    const defs = JSON.stringify(slis.map((one) => one.def));
    for (const some of spans(pairs, MOST, ([t]) => t))
      for (const row of await door.rows<TouchedRow>(touchedRows, { defs, touched: JSON.stringify(some) })) (out.get(row.def) ?? out.set(row.def, []).get(row.def))?.push(row);
    return out;
  };

  const tailOf = (sli: SliMeasure): Tail => {
    const there = tails.get(sli.def) ?? tail(door, sli.def, sli.state ? sli.state.staleAfter : null, sli.every);
    tails.set(sli.def, there);
    return there;
  };

  /** How many components there are, and whether the touched messages have changed that. */
  const components = async (sli: SliMeasure, rule: StateRule, rows: readonly TouchedRow[]): Promise<{ count: number; changed: boolean }> => {
    if (rule.components) return { count: rule.components.length, changed: false };
    const known = heard.get(sli.def);
    if (known && rows.every((row) => row.gone === 0 && known.has(row.key))) return { count: known.size, changed: false };
    const now = await door.rows<{ key: string; first: string; last: string }>(keysOf, { def: sli.def });
    heard.set(sli.def, new Set(now.map((one) => one.key)));
    const places = new Set(rows.map((row) => minuteOf(Number(row.at))));
    // after a restart nobody remembers whom was heard of: one who has said nothing but what is touched may be new
    const fresh = known ? now.length !== known.size || now.some((one) => !known.has(one.key)) : rows.some((row) => row.gone === 1) || now.some((one) => places.has(minuteOf(Number(one.first))) && places.has(minuteOf(Number(one.last))));
    return { count: now.length, changed: fresh };
  };

  const state = async (sli: SliMeasure, rule: StateRule, rows: readonly TouchedRow[], marks: Marks, whole: boolean): Promise<{ minutes: Set<number>; slices: Map<number, Slice> }> => {
    const { count, changed } = await components(sli, rule, rows);
    const times = rows.map((row) => ({ key: row.key, at: Number(row.at) }));
    const proofs = await tailOf(sli).since(whole || changed ? 0 : minuteOf(least(times, marks.before)));
    const all = whole || changed ? bounds(proofs) : null;
    // a message holds from its time to the next of its component
    const list: Span[] = all ? [{ from: least(times, all.from), to: Math.max(all.to, marks.after) }] : times.map(({ key, at }) => {
      const next = nextAfter(proofs.get(key) ?? [], at) ?? marks.after;
      return { from: at, to: Math.max(at + 1, Math.min(next, at + (rule.staleAfter ?? Number.POSITIVE_INFINITY), marks.after)) };
    });
    if (!whole && !all && marks.after > marks.before) list.push({ from: marks.before, to: marks.after });
    const minutes = minutesOf(list);
    const slices = new Map<number, Slice>();
    // each stretch of minutes by itself: what lies between them is not touched
    for (const span of stretches(minutes)) for (const [minute, slice] of stateSlices(proofs, rule, count, span, marks.after)) slices.set(minute, slice);
    return { minutes, slices };
  };

  const counter = async (sli: SliMeasure, rows: readonly TouchedRow[], whole: boolean): Promise<{ minutes: Set<number>; slices: Map<number, Slice> }> => {
    const times = rows.map((row) => ({ key: row.key, at: Number(row.at) }));
    if (times.length === 0 && !whole) return { minutes: new Set(), slices: new Map() };
    const proofs = await tailOf(sli).since(whole ? 0 : minuteOf(least(times) - sli.every));
    const all = whole ? bounds(proofs) : null;
    // a sample's own slice, what it covers, and the slice of the next one of its series
    const list: Span[] = all ? [{ from: all.from - sli.every, to: all.to }] : times.flatMap(({ key, at }) => {
      const next = nextAfter(proofs.get(key) ?? [], at);
      return [{ from: at - Math.max(sli.every, 1), to: at }, ...(next === undefined ? [] : [{ from: next - 1, to: next }])];
    });
    const minutes = minutesOf(list);
    const slices = new Map<number, Slice>();
    for (const span of stretches(minutes)) for (const [minute, slice] of counterSlices(proofs, sli.every, span)) slices.set(minute, slice);
    return { minutes, slices };
  };

  const ticket = async (sli: SliMeasure, rule: TicketRule, rows: readonly TouchedRow[], marks: Marks, whole: boolean, careful: boolean): Promise<{ minutes: Set<number>; slices: Map<number, Slice> }> => {
    const keys = [...new Set(rows.map((row) => row.key))];
    const there = desks.get(sli.def);
    const desk = there ?? (await openDesk(door, sli.def, rule));
    desks.set(sli.def, desk);
    // a fresh desk has read what is touched already
    const minutes = there ? await desk.again(keys) : new Set<number>();
    const list: Span[] = whole || marks.after === 0 ? [] : [{ from: marks.before, to: marks.after + 1 }];
    const all = whole ? desk.bounds(marks.after) : null;
    if (all) list.push(all);
    // where these tickets counted before a restart nobody remembers: anywhere since they began
    const times = rows.map((row) => ({ at: Number(row.at) }));
    const began = careful ? least(times, desk.began(keys)) : Number.POSITIVE_INFINITY;
    if (began < Number.POSITIVE_INFINITY) list.push({ from: began, to: times.reduce((most, one) => Math.max(most, one.at + 1), marks.after) });
    for (const minute of minutesOf(list)) minutes.add(minute);
    return { minutes, slices: desk.slices(minutes, marks.after) };
  };

  const foldedOf = (ladder: Ladder): SliMeasure[] => {
    if (ladder.plan.id !== plan) {
      forget();
      settled = false;
    }
    plan = ladder.plan.id;
    return ladder.climbs.slis.filter(isFolded);
  };

  return {
    async gather(ladder, places, version) {
      const slis = foldedOf(ladder);
      if (slis.length > 0) await fill(slis, places, version);
    },
    async run(ladder, places, marks, version, changed, all = false) {
      // the watermark's first step goes over everything there is
      const whole = all || (marks.before === 0 && marks.after > 0);
      const slis = foldedOf(ladder);
      if (slis.length === 0) return;
      const careful = !settled;
      settled = false;
      // of a run that was cut short nobody knows what it has done
      if (careful) forget();
      await fill(slis, places, version);
      const rows = await look(slis, places);
      const touches = [...places.once, ...places.twice, ...places.samples].map(([minute, service]): Touch => ({ minute: minute * 1000, service }));
      for (const sli of slis) {
        const mine = rows.get(sli.def) ?? [];
        const reads = touches.filter((one) => sli.services.length === 0 || sli.services.includes(one.service));
        if (!sli.ticket && reads.length > 0) tailOf(sli).put(reads, mine.filter((row) => row.gone === 0));
        const { minutes, slices } = sli.state ? await state(sli, sli.state, mine, marks, whole) : sli.ticket ? await ticket(sli, sli.ticket, mine, marks, whole, careful) : await counter(sli, mine, whole);
        await keep(door, sli, minutes, slices, version, changed, whole || careful);
        tails.get(sli.def)?.prune(marks.after);
      }
    },
    settle: () => void (settled = true),
  };
};

/** Minutes as stretches of neighbours. */
const stretches = (minutes: ReadonlySet<number>): Span[] => {
  const out: Span[] = [];
  for (const minute of [...minutes].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last?.to === minute) last.to += MINUTE;
    else out.push({ from: minute, to: minute + MINUTE });
  }
  return out;
};
