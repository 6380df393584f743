/** What an SLI saw: (good, total), values and measured time, minute by minute. */
import { length, MINUTE } from './calendar.ts';
import { type Folded, folded, type Rules } from './folded.ts';
import type { Message } from './messages.ts';
import type { Doc, Where } from './plan.ts';
import { Rational, ZERO } from './rational.ts';
import { ALWAYS, type Schedule } from './schedule.ts';
import { matches } from './where.ts';

export type Count = { good: Rational; total: Rational };
/** A way to judge a value: the `op` and `value` of an objective. */
export type Judge = { op: string; value: Rational };

const meets = (v: Rational, { op, value }: Judge): boolean => {
  const c = v.to(value);
  return { lt: c < 0, lte: c <= 0, gt: c > 0, gte: c >= 0 }[op] as boolean;
};

/** Two sorted lists of spans as one, without overlaps. */
const union = (spans: [number, number][]): [number, number][] => {
  const out: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
};

/** What an SLI reads: its values, its total, or its samples. */
export const sourceOf = ({ spec }: Doc<'SLI'>): { kind?: string; samples?: string; service?: string | string[]; where?: Where } & Rules =>
  (spec.thresholdMetric ?? spec.ratioMetric?.total ?? spec.ratioMetric?.raw ?? { metricSource: { spec: {} } }).metricSource.spec;

export class Evidence {
  readonly sampled: boolean;
  readonly threshold: boolean;
  /** The messages read, under the minute they count in. */
  readonly minutes = new Map<number, Message[]>();
  /** The start of the slice of the first message, null when there is none. */
  readonly first: number | null;
  private readonly bad: Where | undefined;
  private readonly good: Where | undefined;
  private readonly covered: [number, number][];
  private readonly folded: Folded | null;
  private sorted: number[] | undefined;
  private readonly lived = new Map<number, { expected: number; measured: number }>();
  private readonly watermark: number;

  /** `office` is the schedule that a calendar's name stands for. */
  constructor(sli: Doc<'SLI'>, services: string[] | null, messages: Message[], watermark: number, office: (name?: string) => Schedule) {
    this.watermark = watermark;
    const ratio = sli.spec.ratioMetric;
    this.threshold = ratio === undefined;
    const source = sourceOf(sli);
    this.sampled = source.samples !== undefined;
    this.good = ratio?.good?.metricSource.spec.where;
    this.bad = ratio?.bad?.metricSource.spec.where;
    const read = messages.filter((m) => (this.sampled ? m.sli === source.samples : m.sli === undefined && m.kind === (source.state ?? source.ticket ?? source).kind) &&
      (services === null || services.includes(m.service)) && matches(source.where, m));
    this.folded = folded(sli, read, watermark, office);
    for (const m of this.folded ? [] : read) {
      const minute = Math.floor((this.sampled ? m.time - 1 : m.time) / MINUTE);
      this.minutes.set(minute, [...(this.minutes.get(minute) ?? []), m]);
    }
    if (this.folded) {
      this.sampled = this.folded.covered !== null;
      this.first = this.folded.first;
      this.covered = union(this.folded.covered ?? []);
      return;
    }
    this.first = this.minutes.size === 0 ? null : Math.min(...this.minutes.keys()) * MINUTE;
    const every = length(sli.notes['heptad/every'] ?? '1m');
    this.covered = this.sampled ? union(read.map((m) => [m.time - every, m.time])) : [];
  }

  /** Milliseconds of [from, to) that were measured. */
  measured(from: number, to: number): number {
    if (to <= from) return 0;
    if (!this.sampled) return to - from;
    return this.covered.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)), 0);
  }

  /** The value of the newest message with one, by time and id. */
  newest(minutes: number[]): Rational | null {
    const list = minutes.flatMap((minute) => this.minutes.get(minute) ?? []).filter((m) => m.value !== undefined);
    return list.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)).at(-1)?.value ?? null;
  }

  values(minute: number): Rational[] {
    return (this.minutes.get(minute) ?? []).flatMap((m) => (m.value === undefined ? [] : [m.value]));
  }

  /** Good and total of a minute; a threshold needs a judge to know the good ones. */
  count(minute: number, judge?: Judge): Count {
    if (this.folded) return this.folded.counts.get(minute) ?? { good: ZERO, total: ZERO };
    const list = this.minutes.get(minute) ?? [];
    const n = (x: number): Rational => new Rational(BigInt(x));
    if (this.threshold) {
      const values = this.values(minute);
      return { good: n(judge === undefined ? 0 : values.filter((v) => meets(v, judge)).length), total: n(values.length) };
    }
    if (this.sampled) return { good: list.reduce((s, m) => s.plus(m.good ?? ZERO), ZERO), total: list.reduce((s, m) => s.plus(m.total ?? ZERO), ZERO) };
    const bad = this.bad === undefined ? list.filter((m) => !matches(this.good, m)).length : list.filter((m) => matches(this.bad, m)).length;
    return { good: n(list.length - bad), total: n(list.length) };
  }

  /** The minutes of [from, to) that hold messages and count. */
  within(from: number, to: number, schedule: Schedule = ALWAYS): number[] {
    this.sorted ??= [...(this.folded?.counts ?? this.minutes).keys()].toSorted((a, b) => a - b);
    return this.sorted.filter((m) => m * MINUTE >= from && m * MINUTE < to && schedule.counts(m));
  }

  /** Milliseconds of a minute that were expected and that were measured: from the first message to the watermark. */
  expected(minute: number): { expected: number; measured: number } {
    const known = this.lived.get(minute);
    if (known !== undefined) return known;
    const [from, to] = [minute * MINUTE, Math.min((minute + 1) * MINUTE, this.watermark)];
    const made = this.first === null || from < this.first || to <= from ? { expected: 0, measured: 0 } : { expected: to - from, measured: this.measured(from, to) };
    this.lived.set(minute, made);
    return made;
  }

  /** The minutes of a span in which a schedule expects anything. */
  alive(from: number, end: number, schedule: Schedule): number[] {
    if (this.first === null) return [];
    const out: number[] = [];
    for (let m = Math.max(from, this.first) / MINUTE; m * MINUTE < Math.min(end, this.watermark); m++) if (schedule.counts(m)) out.push(m);
    return out;
  }

  /** Measured over expected time; null while nothing was expected. Minutes that are `filled` count as measured. */
  coverage(from: number, end: number, schedule: Schedule = ALWAYS, filled: (minute: number) => boolean = () => false): Rational | null {
    let [measured, expected] = [0, 0];
    for (const m of this.alive(from, end, schedule)) {
      const one = this.expected(m);
      expected += one.expected;
      measured += filled(m) ? one.expected : one.measured;
    }
    return expected === 0 ? null : new Rational(BigInt(measured), BigInt(expected));
  }
}
