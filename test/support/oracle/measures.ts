/** The measures that attain a share: objectives of SLOs and vital mission activities, over any span. */
import { calendarWindow, length, localDay, MINUTE, period, sliceEnd, type Span, wall } from './calendar.ts';
import type { Evidence, Judge } from './evidence.ts';
import { type Doc, figure, floorOf, type Group, type Objective as Goal, type Part, type Window } from './plan.ts';
import { greatest, least, ONE, Rational, total, ZERO } from './rational.ts';
import { ALWAYS, type Schedule } from './schedule.ts';

/** What a span came to. `good` and `total` are null where the value is not their quotient. */
export type Figure = { good: Rational | null; total: Rational | null; value: Rational | null; coverage: Rational | null };
export type SliceState = 'good' | 'bad' | 'unknown' | 'absent';
export type Contributor = { name: string; weight?: Rational; value?: Rational | null; contribution: Rational | null };

export interface Measure {
  readonly tier: 'slo' | 'vma';
  readonly name: string;
  readonly adequate: Rational;
  readonly desired: Rational;
  readonly floor: Rational;
  /** When its time counts; an activity's children bring their own. */
  readonly schedule: Schedule;
  window(at: number): Span & { calendar: boolean };
  /** Recounted over whole slices; days, where it needs them, are those of the zone. */
  over(from: number, end: number, zone: string): Figure;
  /** Where the first slice begins that it could be computed for. */
  first(): number | null;
  slice(minute: number, target: Rational): SliceState;
}

const windowOf = (given: Window | undefined, at: number): Span & { calendar: boolean } => {
  const w = given ?? { duration: '28d', isRolling: true };
  if (w.isRolling !== false) return { from: sliceEnd(at) - length(w.duration), to: at, calendar: false };
  if (w.calendar !== undefined) return { ...calendarWindow(wall(w.calendar.startTime), w.duration, w.calendar.timeZone ?? 'UTC', at), calendar: true };
  const name = { d: 'day', w: 'week', M: 'month', Q: 'quarter', Y: 'year' }[w.duration.slice(-1) as 'd'];
  return { ...period(name, 'UTC', at), calendar: true };
};

type Timeslice = { good: Rational; total: Rational; expected: number; measured: number; minutes: number[] };

export class Objective implements Measure {
  readonly tier = 'slo';
  readonly name: string;
  readonly doc: Doc<'SLO'>;
  readonly evidence: Evidence;
  readonly desired: Rational;
  readonly adequate: Rational;
  readonly floor: Rational;
  readonly zone: string;
  readonly schedule: Schedule;
  private readonly objective: Goal;
  private readonly judge: Judge | undefined;

  constructor(doc: Doc<'SLO'>, index: number, evidence: Evidence, schedule: Schedule) {
    this.schedule = schedule;
    this.doc = doc;
    this.evidence = evidence;
    this.objective = doc.spec.objectives[index] as Goal;
    this.name = index === 0 ? doc.name : `${doc.name}.${index + 1}`;
    const { target, targetPercent, op, value } = this.objective;
    this.desired = targetPercent === undefined ? figure(target as Rational) : figure(targetPercent).over(Rational.of(100)).rounded(9);
    const adequate = doc.notes['heptad/adequate'];
    this.adequate = adequate === undefined ? this.desired : least([figure(adequate), this.desired]);
    this.floor = floorOf(doc);
    this.judge = op === undefined ? undefined : { op, value: value as Rational };
    this.zone = doc.spec.timeWindow?.[0]?.calendar?.timeZone ?? 'UTC';
  }

  window(at: number): Span & { calendar: boolean } { return windowOf(this.doc.spec.timeWindow?.[0], at); }
  first(): number | null { return this.evidence.first; }

  /** The timeslices of a span in order, those on its edges cut by it: good and total, and what was expected of each and measured. */
  private timeslices(from: number, end: number, zone: string): Timeslice[] {
    const width = length(this.objective.timeSliceWindow ?? '1m');
    const days = width / 86_400_000;
    const keyOf = (minute: number): number => (days >= 1 ? Math.floor(localDay(zone, minute * MINUTE) / days) : Math.floor((minute * MINUTE) / width));
    const slices = new Map<number, Timeslice>();
    const at = (minute: number): Timeslice => {
      const one = slices.get(keyOf(minute)) ?? { good: ZERO, total: ZERO, expected: 0, measured: 0, minutes: [] };
      slices.set(keyOf(minute), one);
      return one;
    };
    for (const minute of this.evidence.within(from, end, this.schedule)) {
      const [c, s] = [this.evidence.count(minute, this.judge), at(minute)];
      [s.good, s.total] = [s.good.plus(c.good), s.total.plus(c.total)];
    }
    for (const minute of this.policy === 'ignore' ? [] : this.evidence.alive(from, end, this.schedule)) {
      const [e, s] = [this.evidence.expected(minute), at(minute)];
      [s.expected, s.measured] = [s.expected + e.expected, s.measured + e.measured];
      s.minutes.push(minute);
    }
    return [...slices].toSorted(([a], [b]) => a - b).map(([, one]) => one);
  }

  private get policy(): string { return this.doc.notes['heptad/no-data'] ?? 'ignore'; }

  /** What each counted timeslice attained, and the minutes of unmeasured ones that were filled. */
  private shares(from: number, end: number, zone: string): { shares: Rational[]; filled: Set<number> } {
    const [shares, filled]: [Rational[], Set<number>] = [[], new Set()];
    let carried: { share: Rational; left: number } | null = null;
    for (const s of this.timeslices(from, end, zone)) {
      if (!s.total.zero()) {
        const share = s.good.over(s.total);
        carried = { share, left: 5 };
        shares.push(share);
        continue;
      }
      if (this.policy === 'ignore' || s.expected === 0 || s.measured > 0) continue;
      if (this.policy === 'carry') {
        if (carried === null || carried.left === 0) continue;
        carried.left -= 1;
      }
      shares.push(this.policy === 'carry' ? (carried as { share: Rational }).share : this.policy === 'good' ? ONE : ZERO);
      for (const minute of s.minutes) filled.add(minute);
    }
    return { shares, filled };
  }

  over(from: number, end: number, zone: string): Figure {
    const method = this.doc.spec.budgetingMethod;
    let [good, n] = [ZERO, ZERO];
    if (method === 'Occurrences') {
      for (const c of this.evidence.within(from, end, this.schedule).map((m) => this.evidence.count(m, this.judge))) [good, n] = [good.plus(c.good), n.plus(c.total)];
      return { good, total: n, value: n.zero() ? null : good.over(n), coverage: this.evidence.coverage(from, end, this.schedule) };
    }
    const { shares, filled } = this.shares(from, end, zone);
    for (const share of shares) {
      n = n.plus(ONE);
      if (method === 'RatioTimeslices') good = good.plus(share.rounded(18));
      else if (!share.below(figure(this.objective.timeSliceTarget as Rational))) good = good.plus(ONE);
    }
    return { good, total: n, value: n.zero() ? null : good.over(n), coverage: this.evidence.coverage(from, end, this.schedule, (m) => filled.has(m)) };
  }

  slice(minute: number, target: Rational): SliceState {
    if (!this.schedule.counts(minute)) return 'absent';
    if (this.evidence.measured(minute * MINUTE, (minute + 1) * MINUTE) === 0) return 'unknown';
    const c = this.evidence.count(minute, this.judge);
    if (c.total.zero()) return 'absent';
    const line = this.objective.timeSliceTarget === undefined ? target : figure(this.objective.timeSliceTarget);
    return c.good.over(c.total).below(line) ? 'bad' : 'good';
  }
}

/** How a list of children's states reads under all, any and atLeast k. */
const combine = (form: string, k: number, states: SliceState[]): SliceState => {
  const count = (s: SliceState): number => states.filter((x) => x === s).length;
  const [good, bad, unknown] = [count('good'), count('bad'), count('unknown')];
  if (good + bad + unknown === 0) return 'absent';
  if (form === 'all') return bad > 0 ? 'bad' : unknown > 0 ? 'unknown' : 'good';
  if (form === 'any') return good > 0 ? 'good' : unknown > 0 ? 'unknown' : 'bad';
  return good >= k ? 'good' : good + unknown < k ? 'bad' : 'unknown';
};

export class Activity implements Measure {
  readonly tier = 'vma';
  readonly schedule = ALWAYS;
  readonly name: string;
  readonly doc: Doc<'VitalMissionActivity'>;
  private readonly find: (name: string) => Measure;
  /** The span in which anything of it can be good or bad. */
  private readonly reach: Span;
  private readonly target: Rational;
  private readonly states = new Map<number, SliceState>();

  constructor(doc: Doc<'VitalMissionActivity'>, find: (name: string) => Measure, reach: Span) {
    this.doc = doc;
    this.name = doc.name;
    this.find = find;
    this.reach = reach;
    this.target = doc.spec.sliceTarget === undefined ? Rational.of('0.95') : figure(doc.spec.sliceTarget);
  }

  get floor(): Rational { return floorOf(this.doc); }
  get weighted(): boolean { return this.doc.spec.weighted !== undefined; }
  get adequate(): Rational { return this.doc.spec.adequate === undefined ? least(this.leaves().map((m) => m.adequate)) : figure(this.doc.spec.adequate); }
  get desired(): Rational { return this.doc.spec.desired === undefined ? least(this.leaves().map((m) => m.desired)) : figure(this.doc.spec.desired); }
  window(at: number): Span & { calendar: boolean } { return windowOf({ duration: this.doc.spec.window ?? '28d', isRolling: true }, at); }

  private children(): { measure: Measure; weight: Rational }[] {
    return (this.doc.spec.weighted ?? []).map((c) => ({ measure: this.find((c.slo ?? c.vma) as string), weight: c.weight ?? ONE }));
  }

  private parts(node: Group): { form: string; k: number; list: Part[] } {
    if (node.atLeast !== undefined) return { form: 'atLeast', k: Number(node.atLeast.toString()), list: node.of ?? [] };
    return node.all !== undefined ? { form: 'all', k: 0, list: node.all } : { form: 'any', k: 0, list: node.any ?? [] };
  }

  private leaves(node: Group = this.doc.spec): Measure[] {
    if (this.weighted) return this.children().map((c) => c.measure);
    return this.parts(node).list.flatMap((c) => (typeof c === 'string' ? [this.find(c)] : this.leaves(c)));
  }

  private stateOf(node: Part, minute: number): SliceState {
    if (typeof node === 'string') return this.find(node).slice(minute, this.target);
    const { form, k, list } = this.parts(node);
    return combine(form, k, list.map((c) => this.stateOf(c, minute)));
  }

  slice(minute: number): SliceState {
    const known = this.states.get(minute);
    if (known !== undefined) return known;
    const state = this.stateOf(this.doc.spec, minute);
    this.states.set(minute, state);
    return state;
  }

  first(): number | null {
    if (this.weighted) {
      const firsts = this.leaves().flatMap((m) => m.first() ?? []);
      return firsts.length === 0 ? null : Math.min(...firsts);
    }
    for (let m = this.reach.from / MINUTE; m < this.reach.to / MINUTE; m++) if (['good', 'bad'].includes(this.slice(m))) return m * MINUTE;
    return null;
  }

  over(from: number, end: number, zone: string): Figure {
    if (this.weighted) {
      const parts = this.children().map(({ measure, weight }) => ({ weight, ...measure.over(from, end, zone) }));
      const known = parts.flatMap((p) => (p.value === null ? [] : [{ weight: p.weight, value: p.value }]));
      const value = known.length === 0 ? null : total(known.map((p) => p.weight.times(p.value))).over(total(known.map((p) => p.weight)));
      const coverage = total(parts.map((p) => p.weight.times(p.coverage ?? ZERO))).over(total(parts.map((p) => p.weight)));
      return { good: null, total: null, value, coverage };
    }
    const first = this.first();
    const n = { good: 0, bad: 0, unknown: 0, absent: 0 };
    if (first !== null) for (let m = Math.max(from, first) / MINUTE; m < end / MINUTE; m++) n[this.slice(m)] += 1;
    const all = n.good + n.bad + n.absent + n.unknown;
    const f = (x: number): Rational => new Rational(BigInt(x));
    return {
      good: f(n.good), total: f(n.good + n.bad), value: n.good + n.bad === 0 ? null : f(n.good).over(f(n.good + n.bad)),
      coverage: all === 0 ? null : f(n.good + n.bad + n.absent).over(f(all)),
    };
  }

  /** Gives a part of a bad minute to the bad children of a node, an inline group's to its own. */
  private blame(node: Group, minute: number, part: Rational, shares: Map<string, Rational>): void {
    const bad = this.parts(node).list.filter((c) => this.stateOf(c, minute) === 'bad');
    for (const child of bad) {
      const mine = part.over(new Rational(BigInt(bad.length)));
      if (typeof child === 'string') shares.set(child, (shares.get(child) as Rational).plus(mine));
      else this.blame(child, minute, mine, shares);
    }
  }

  /** A bad slice with k bad children gives 1/k of it to each; a weighted one shows each child's share of the value. */
  contributors(from: number, end: number): Contributor[] {
    if (this.weighted) {
      const parts = this.children().map(({ measure, weight }) => ({ name: measure.name, weight, value: measure.over(from, end, 'UTC').value }));
      const sum = total(parts.flatMap((p) => (p.value === null ? [] : [p.weight])));
      return parts.map((p) => ({ ...p, contribution: p.value === null ? null : p.weight.times(p.value).over(sum) }));
    }
    const names = [...new Set(this.leaves().map((m) => m.name))];
    const shares = new Map(names.map((name) => [name, ZERO]));
    const first = this.first();
    for (let m = Math.max(from, first ?? end) / MINUTE; m < end / MINUTE; m++) if (this.slice(m) === 'bad') this.blame(this.doc.spec, m, ONE, shares);
    return names.map((name) => ({ name, contribution: shares.get(name) as Rational }));
  }
}

/** A measure's lines in words: missed below the adequate one, tolerated below the desired one. */
export const statusOf = (f: Figure, m: { adequate: Rational; desired: Rational; floor: Rational }): string => {
  if (f.value === null || f.coverage === null || f.coverage.below(m.floor)) return 'unknown';
  if (f.value.below(m.adequate)) return 'missed';
  return f.value.below(m.desired) ? 'tolerated' : 'met';
};
export const clamp = (v: Rational, low: Rational | null, high: Rational | null): Rational => {
  const raised = low === null ? v : greatest([v, low]);
  return high === null ? raised : least([raised, high]);
};
