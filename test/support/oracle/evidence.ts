/** What an SLI saw: (good, total), values and measured time, minute by minute. */
import { length, MINUTE } from './calendar.ts';
import { type Folded, folded, type Rules } from './folded.ts';
import type { Message } from './messages.ts';
import type { Doc, Where } from './plan.ts';
import { Rational, ZERO } from './rational.ts';
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

  private readonly watermark: number;

  constructor(sli: Doc<'SLI'>, services: string[] | null, messages: Message[], watermark: number) {
    this.watermark = watermark;
    const ratio = sli.spec.ratioMetric;
    this.threshold = ratio === undefined;
    const source = sourceOf(sli);
    this.sampled = source.samples !== undefined;
    this.good = ratio?.good?.metricSource.spec.where;
    this.bad = ratio?.bad?.metricSource.spec.where;
    const read = messages.filter((m) => (this.sampled ? m.sli === source.samples : m.sli === undefined && m.kind === (source.state ?? source.ticket ?? source).kind) &&
      (services === null || services.includes(m.service)) && matches(source.where, m));
    this.folded = folded(sli, read, watermark);
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

  /** The minutes of [from, to) that hold messages. */
  within(from: number, to: number): number[] {
    return [...(this.folded?.counts ?? this.minutes).keys()].filter((m) => m * MINUTE >= from && m * MINUTE < to).toSorted((a, b) => a - b);
  }

  /** Measured over expected time, from the first message to the watermark; null while nothing was expected. */
  coverage(from: number, end: number): Rational | null {
    const to = Math.min(end, this.watermark);
    const start = this.first === null ? to : Math.max(from, this.first);
    return start >= to ? null : new Rational(BigInt(this.measured(start, to)), BigInt(to - start));
  }
}
