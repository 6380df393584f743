/**
 * Scheduled time: the minutes that count, as the open time of a calendar less what corrections take out (MEASURES §3, §8 "Calendars"). Pure;
 * all instants are ms since the epoch. A schedule of null is always open. Results are kept by block of time, for every tick asks the same again.
 */
import type { Calendar, Schedule } from '../plan/measure.ts';
import { clipped, inner, joined, opening, without } from './opening.ts';
import type { Span } from './window.ts';

const DAY = 86_400_000;
const BLOCK = 28 * DAY;
/** How far `back` and `ahead` look. */
const FARTHEST = 3653 * DAY;

/** The counted spans of one block of time, and for each how much of the block was counted before it. */
type Block = { spans: Span[]; before: number[]; total: number };

const block = (spans: Span[]): Block => {
  let total = 0;
  const before = spans.map(({ from, to }) => (total += to - from) - (to - from));
  return { spans, before, total };
};

/** The last index of an ascending list whose value is at most `value`; -1 when there is none. */
const lastUpTo = (list: readonly number[], value: number): number => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** A row of neighbouring blocks that grows to whatever is asked, and counted time up to the start of each, from an origin of its own. */
class Timeline {
  readonly #fill: (index: number) => Block;
  #first = 0;
  #blocks: Block[] = [];
  #sums: number[] = [];

  constructor(fill: (index: number) => Block) {
    this.#fill = fill;
  }

  /** Makes sure that the blocks holding `from` to `to` are there. */
  #reach(from: number, to: number): void {
    const [low, high] = [Math.floor(from / BLOCK), Math.floor(to / BLOCK)];
    if (this.#blocks.length === 0) this.#first = low;
    if (low < this.#first) {
      const more = Array.from({ length: this.#first - low }, (_, i) => this.#fill(low + i));
      let sum = (this.#sums[0] ?? 0) - more.reduce((all, one) => all + one.total, 0);
      this.#sums = [...more.map((one) => (sum += one.total) - one.total), ...this.#sums];
      this.#blocks = [...more, ...this.#blocks];
      this.#first = low;
    }
    for (let i = this.#first + this.#blocks.length; i <= high; i++) {
      this.#sums.push((this.#sums.at(-1) ?? 0) + (this.#blocks.at(-1)?.total ?? 0));
      this.#blocks.push(this.#fill(i));
    }
  }

  /** Counted time from the origin to `at`, which must have been reached. */
  #upTo(at: number): number {
    const i = Math.floor(at / BLOCK) - this.#first;
    const { spans, before } = this.#blocks[i] as Block;
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle] as Span).from <= at) low = middle + 1;
      else high = middle;
    }
    const span = spans[low - 1];
    return (this.#sums[i] as number) + (span ? (before[low - 1] as number) + Math.min(at, span.to) - span.from : 0);
  }

  counted(from: number, to: number): Span[] {
    this.#reach(from, to);
    const out: Span[] = [];
    for (let i = Math.floor(from / BLOCK); i <= Math.floor(to / BLOCK); i++)
      for (const one of (this.#blocks[i - this.#first] as Block).spans) {
        if (one.to <= from || one.from >= to) continue;
        const [start, end] = [Math.max(one.from, from), Math.min(one.to, to)];
        const last = out.at(-1);
        if (last?.to === start) last.to = end;
        else out.push({ from: start, to: end });
      }
    return out;
  }

  scheduled(from: number, to: number): number {
    this.#reach(from, to);
    return this.#upTo(to) - this.#upTo(from);
  }

  /** The latest instant at which `sum` had been counted: where `sum` is used up and time stands still, the end of that stillness. */
  #latest(sum: number): number {
    const i = lastUpTo(this.#sums, sum);
    const { spans, before } = this.#blocks[i] as Block;
    const j = lastUpTo(before, sum - (this.#sums[i] as number));
    return (spans[j] as Span).from + sum - (this.#sums[i] as number) - (before[j] as number);
  }

  back(end: number, ms: number): number {
    const limit = end - FARTHEST;
    this.#reach(end, end);
    const sum = this.#upTo(end) - ms;
    for (let low = end - BLOCK; (this.#sums[0] as number) > sum; low -= BLOCK) {
      this.#reach(Math.max(low, limit), end);
      if (low <= limit && (this.#sums[0] as number) > sum) return limit;
    }
    return Math.max(limit, this.#latest(sum));
  }

  ahead(from: number, ms: number): number | null {
    const limit = from + FARTHEST;
    this.#reach(from, from);
    const sum = this.#upTo(from) + ms;
    const end = (): number => (this.#sums.at(-1) as number) + (this.#blocks.at(-1) as Block).total;
    for (let high = from + BLOCK; end() < sum; high += BLOCK) {
      this.#reach(from, Math.min(high, limit));
      if (high >= limit && end() < sum) return null;
    }
    // the first block at whose end `sum` is reached, and in it the first such span
    let i = lastUpTo(this.#sums, sum);
    while (i > 0 && (this.#sums[i] as number) >= sum) i--;
    const { spans, before } = this.#blocks[i] as Block;
    const rest = sum - (this.#sums[i] as number);
    const j = before.findLastIndex((one) => one < rest);
    const at = (spans[j] as Span).from + rest - (before[j] as number);
    return at > limit ? null : at;
  }
}

/** Blocks of a calendar, shared by all schedules that name it; both by content, for the same calendar is read again with every plan. */
const calendars = new Map<string, (index: number) => Span[]>();
const timelines = new Map<string, Timeline>();
const known = new WeakMap<Schedule, Timeline>();
const MOST = 5000;

const keep = <T>(map: Map<string, T>, key: string, make: () => T): T => {
  const there = map.get(key);
  if (there !== undefined) return there;
  if (map.size >= MOST) map.clear();
  const made = make();
  map.set(key, made);
  return made;
};

/** The open spans of a calendar block by block. */
const openBlocks = (calendar: Calendar): ((index: number) => Span[]) =>
  keep(calendars, JSON.stringify({ ...calendar, name: '' }), () => {
    const open = opening(calendar);
    const blocks = new Map<number, Span[]>();
    return (index) => {
      const there = blocks.get(index);
      if (there) return there;
      const made = open(index * BLOCK, (index + 1) * BLOCK);
      blocks.set(index, made);
      return made;
    };
  });

const timeline = (schedule: Schedule): Timeline => {
  const there = known.get(schedule);
  if (there) return there;
  const made = keep(timelines, JSON.stringify([schedule.calendar && { ...schedule.calendar, name: '' }, schedule.corrections.map((one) => [one.from, one.to])]), () => {
    const open = schedule.calendar === null ? (index: number): Span[] => [{ from: index * BLOCK, to: (index + 1) * BLOCK }] : openBlocks(schedule.calendar);
    const out = joined(schedule.corrections.map((one) => inner(one.from, one.to)));
    return new Timeline((index) => {
      const gone = clipped(out, index * BLOCK, (index + 1) * BLOCK);
      return block(gone.length === 0 ? open(index) : without(open(index), gone));
    });
  });
  known.set(schedule, made);
  return made;
};

/** The counted spans within [from, to), ascending, disjoint; they begin and end on whole minutes but where `from` or `to` cuts them. Of what is taken out off the minute, the inner whole minutes are. */
export const counted = (schedule: Schedule | null, from: number, to: number): Span[] => (to <= from ? [] : schedule === null ? [{ from, to }] : timeline(schedule).counted(from, to));

/** Counted time within [from, to), ms; 0 when the span is empty. */
export const scheduled = (schedule: Schedule | null, from: number, to: number): number => (to <= from ? 0 : schedule === null ? to - from : timeline(schedule).scheduled(from, to));

/** How far back from `end` one must go for `ms` of counted time: the latest such instant; at most ten years back. */
export const back = (schedule: Schedule | null, end: number, ms: number): number => (schedule === null || ms <= 0 ? end - ms : timeline(schedule).back(end, ms));

/**
 * The first instant at which `ms` of counted time have passed since `from`; null when that takes more than ten years. `ms` may be any number, not only minutes.
 * When counted time ends with just that, it is the moment of closing; `ahead(…, ms + 1) - 1` is then the moment of opening again.
 */
export const ahead = (schedule: Schedule | null, from: number, ms: number): number | null => (schedule === null || ms <= 0 ? from + ms : timeline(schedule).ahead(from, ms));
