/** Key performance targets: a measure over one period, against lines that may change by date. */
import { instant, MINUTE, period, sliceEnd, type Span, wall } from './calendar.ts';
import type { Evidence } from './evidence.ts';
import type { Figure, Measure } from './measures.ts';
import { type Doc, figure, type Figure as Given, floorOf } from './plan.ts';
import { greatest, least, ONE, q, Rational, total, ZERO } from './rational.ts';
import type { Schedule } from './schedule.ts';
import { type Four, type Lines, judge, type Range, resolved, score, spread } from './score.ts';

/** What a target measures, or one side of its quotient. */
export type Source = { measure: Measure } | { evidence: Evidence; statistic: string };
export type Verdict = Figure & { window: Span; status: string; score: Rational | null; pace: string | null; forecast: Rational | null; lines: Lines; open: boolean };

const TIME_UNITS = ['ns', 'us', 'ms', 's', 'min', 'm', 'h', 'd'];
const ms = (x: number): Rational => new Rational(BigInt(x));
const KEYS = ['adequate', 'desired', 'worst', 'best'] as const;

export class Target {
  readonly doc: Doc<'KeyPerformanceTarget'>;
  readonly floor: Rational;
  private readonly sides: Source[];
  private readonly zone: string;
  private readonly counts: Schedule;

  /** One side, or the two of a quotient; the schedule is its own, and holds for statistics of SLIs. */
  constructor(doc: Doc<'KeyPerformanceTarget'>, sides: Source[], schedule: Schedule) {
    this.counts = schedule;
    this.doc = doc;
    this.sides = sides;
    this.floor = floorOf(doc);
    this.zone = doc.spec.timeZone ?? 'UTC';
  }

  private get statistic(): string { return this.sides.length > 1 ? 'quotient' : (this.doc.spec.measure.statistic ?? 'attainment'); }
  /** The SLO or VMA whose attainment is the figure. */
  private get measure(): Measure | null { const [only, by] = this.sides; return by === undefined && only !== undefined && 'measure' in only ? only.measure : null; }
  get polarity(): string { return this.doc.spec.polarity ?? 'higher'; }
  /** Sums and counts grow with time; everything else is a rate. */
  private get grows(): boolean { return ['sum', 'count'].includes(this.statistic); }
  private own(at: number): Span { return period(this.doc.spec.period ?? 'month', this.zone, at); }

  first(): number | null {
    const firsts = this.sides.map((side) => ('measure' in side ? side.measure.first() : side.evidence.first));
    return firsts.includes(null) ? null : Math.max(...(firsts as number[]));
  }

  /** One side over whole slices: a value statistic of an SLI, or the attainment of a measure. */
  private side(side: Source, from: number, end: number): Figure {
    if ('measure' in side) return side.measure.over(from, end, this.zone);
    const { evidence, statistic } = side;
    const minutes = evidence.within(from, end, this.counts);
    const values = minutes.flatMap((m) => evidence.values(m));
    const coverage = evidence.coverage(from, end, this.counts);
    const n = ms(values.length);
    const within = (low: number, high: number): Rational => ms(values.filter((v) => !v.below(ms(low)) && !ms(high).below(v)).length);
    const statistics: Record<string, () => Rational> = {
      count: () => n, sum: () => total(values), mean: () => total(values).over(n), min: () => least(values), max: () => greatest(values), last: () => evidence.newest(minutes) as Rational,
      nps: () => within(9, 10).less(within(0, 6)).times(q(100)).over(n),
    };
    const quantile = (): Rational => {
      const rank = q(statistic.slice(1)).over(q(100)).times(n);
      return values.toSorted((a, b) => a.to(b))[Number((rank.n + rank.d - 1n) / rank.d) - 1] as Rational;
    };
    const counts = ['sum', 'count'].includes(statistic);
    const value = values.length === 0 && !(counts && coverage !== null && !coverage.zero()) ? null : (statistics[statistic] ?? quantile)();
    return { good: null, total: null, value, coverage };
  }

  private over(from: number, end: number): Figure {
    const [of, by] = this.sides.map((side) => this.side(side, from, end));
    if (by === undefined) return of as Figure;
    const [a, b] = [(of as Figure).value, by.value];
    const covers = [(of as Figure).coverage, by.coverage];
    const coverage = covers.every((one) => one === null) ? null : least(covers.map((one) => one ?? ZERO));
    return { good: null, total: null, value: a === null || b === null || b.zero() ? null : a.over(b), coverage };
  }

  /** The lines of a period that ends at an instant. */
  private linesAt(to: number): Lines {
    const lines: Partial<Record<(typeof KEYS)[number], Given | Given[]>> = Object.fromEntries(KEYS.flatMap((k) => (this.doc.spec[k] === undefined ? [] : [[k, this.doc.spec[k]]])));
    const dated = (this.doc.spec.targets ?? []).map((t) => ({ ...t, at: instant(this.zone, wall(String(t.from))) })).toSorted((a, b) => a.at - b.at);
    for (const t of dated) if (t.at < to) for (const k of KEYS) if (t[k] !== undefined) lines[k] = t[k] as Given | Given[];
    if (lines.desired === undefined && this.measure !== null) return resolved(this.polarity, { adequate: this.measure.adequate, desired: this.measure.desired }, this.range(), true);
    if (this.polarity === 'range') {
      const pair = (edges: unknown): [Rational, Rational] => (edges as Given[]).map(figure) as [Rational, Rational];
      return spread(pair(lines.adequate ?? lines.desired), pair(lines.desired));
    }
    const desired = figure(lines.desired as Given);
    const one = (k: 'worst' | 'best'): Rational | undefined => (lines[k] === undefined ? undefined : figure(lines[k] as Given));
    return resolved(this.polarity, { desired, adequate: lines.adequate === undefined ? desired : figure(lines.adequate as Given), worst: one('worst'), best: one('best') }, this.range(), this.measure !== null);
  }

  /** The lines for a window: its own period's, or a scorecard's, where those of sums and counts add up over the own periods that end in it. */
  private lines(window: Span, at: number, card: boolean): Lines {
    if (!card || !this.grows) return this.linesAt(window.to);
    const ends: number[] = [];
    for (let p = this.own(window.from + 1); p.to <= window.to; p = this.own(p.to + 1)) if (p.to > window.from) ends.push(p.to);
    const own = this.own(at);
    const each = ends.length > 0 ? ends.map((to) => this.linesAt(to)) : [this.linesAt(own.to)];
    const scale = ends.length > 0 ? ONE : ms(window.to - window.from).over(ms(own.to - own.from));
    const sum = (all: Four[]): Four => Object.fromEntries(KEYS.map((k) => [k, total(all.map((l) => l[k])).times(scale)])) as Four;
    const upper = each.flatMap((l) => l.upper ?? []);
    return { ...sum(each), ...(upper.length > 0 ? { upper: sum(upper) } : {}) };
  }

  private range(): Range {
    if (this.measure !== null) return { low: ZERO, high: ONE };
    if (this.statistic === 'nps') return { low: q(-100), high: q(100) };
    const nonNegative = this.statistic === 'count' || TIME_UNITS.includes(this.doc.spec.unit ?? '');
    return { low: nonNegative ? ZERO : null, high: null };
  }

  /** The share of a window's scheduled (counted) time that is past: wall time where neither a calendar nor a correction leaves any out. */
  private elapsed({ from, to }: Span, at: number): Rational {
    const { schedule } = this.measure ?? { schedule: this.counts };
    const past = Math.min(at, to);
    if (schedule.always) return ms(past - from).over(ms(to - from));
    const all = schedule.counted(from, to);
    return all === 0 ? ZERO : ms(schedule.counted(from, past)).over(ms(all));
  }

  /** Judged over its own period, or over a scorecard's. */
  judge(at: number, card?: Span): Verdict {
    const window = card ?? this.own(at);
    const end = Math.min(sliceEnd(at), window.to);
    const open = at < window.to;
    const f = this.over(window.from, end);
    const lines = this.lines(window, at, card !== undefined);
    const known = f.value !== null && f.coverage !== null && !f.coverage.below(this.floor);
    const e = this.elapsed(window, at);
    const recent = this.grows ? null : this.over(Math.max(window.from, end - 7 * 1440 * MINUTE), end).value;
    const forecast = f.value === null || !open ? null
      : this.grows ? (e.zero() ? null : f.value.over(e))
        : ['min', 'max', 'last'].includes(this.statistic) || /^p\d/.test(this.statistic) ? f.value
          : f.value.times(e).plus((recent ?? f.value).times(ONE.less(e)));
    const judged = this.grows && open ? (forecast ?? f.value) : f.value;
    const word = { met: 'on-track', tolerated: 'at-risk', missed: 'off-track' };
    const early = e.below(q('0.1'));
    return {
      ...f, window, lines, open, forecast: early && !this.grows ? null : forecast,
      status: known ? judge(this.polarity, judged as Rational, lines) : 'unknown',
      score: known ? score(this.polarity, judged as Rational, lines) : null,
      pace: forecast === null ? null : early ? 'too-early' : word[judge(this.polarity, forecast, lines) as 'met'],
    };
  }
}
