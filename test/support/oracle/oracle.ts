/** Every row of every tier at an instant, straight from the page of definitions: slow, and in the order in which it is read there. */
import { length, MINUTE, sliceEnd } from './calendar.ts';
import { Board, type Parent } from './board.ts';
import { Evidence, sourceOf } from './evidence.ts';
import { Activity, type Contributor, type Measure, Objective, statusOf } from './measures.ts';
import { type Message, unique } from './messages.ts';
import { byName, type Doc, type Plan } from './plan.ts';
import { ONE, Rational, total } from './rational.ts';
import { ALWAYS, Schedule } from './schedule.ts';
import { told } from './score.ts';
import { Target } from './targets.ts';

type Amounts = { allowed: Rational; consumed: Rational | null; remaining: Rational | null };
export type Row = {
  tier: string; name: string; scorecard?: string; window: { from: number; to: number } | null; good: Rational | null; total: Rational | null; value: Rational | null;
  status: string | null; score: Rational | null; coverage: Rational | null; target?: ReturnType<typeof told>; budget?: Record<'ratio' | 'events' | 'seconds', Amounts> & { of: string | null };
  burn?: Record<string, Rational | null>; pace?: string | null; forecast?: Rational | null; flags?: string[]; contributors: Contributor[];
};

const BURNS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];

export class Oracle {
  private readonly plan: Plan;
  private readonly messages: Message[];
  private readonly watermark: number;
  private readonly measures = new Map<string, Measure>();
  private readonly targets = new Map<string, Target>();
  private readonly offices = new Map<string, Schedule>();
  private readonly evidences = new Map<string, Evidence>();

  constructor(plan: Plan, sent: Message[]) {
    this.plan = plan;
    this.messages = unique(sent);
    this.watermark = Math.max(...sent.map((m) => m.time));
    for (const doc of plan.all('SLO')) {
      const objectives = doc.spec.objectives.map((_, i) => new Objective(doc, i, this.evidence(doc.spec.indicatorRef, doc.spec.service), this.scheduleOf(doc, 'slos')));
      for (const o of objectives) this.measures.set(o.name, o);
    }
    const from = Math.floor(Math.min(...sent.map((m) => (m.sli === undefined ? m.time : m.time - 1))) / MINUTE) * MINUTE;
    for (const doc of plan.all('VitalMissionActivity')) this.measures.set(doc.name, new Activity(doc, (name) => this.measures.get(name) as Measure, { from, to: sliceEnd(this.watermark + 1) }));
    for (const doc of plan.all('KeyPerformanceTarget')) {
      const { quotient, ...alone } = doc.spec.measure;
      const sides = quotient === undefined ? [alone] : [quotient.of, quotient.by];
      this.targets.set(doc.name, new Target(doc, sides.map(({ slo, vma, sli, statistic }) => (sli === undefined ? { measure: this.measures.get((slo ?? vma) as string) as Measure } : { evidence: this.named(sli), statistic: statistic as string })), this.scheduleOf(doc, 'kpts')));
    }
  }

  /** The calendar that a document names, less the corrections that name it. */
  private scheduleOf(doc: Doc, by: 'slos' | 'kpts'): Schedule {
    const name = doc.notes['heptad/calendar'];
    const corrections = this.plan.all('Correction').filter((one) => one.spec[by]?.includes(doc.name));
    return corrections.length === 0 ? this.office(name) : new Schedule(name === undefined ? undefined : this.plan.one('Calendar', name), corrections);
  }

  private office(name?: string): Schedule {
    if (name === undefined) return ALWAYS;
    const known = this.offices.get(name) ?? new Schedule(this.plan.one('Calendar', name), []);
    this.offices.set(name, known);
    return known;
  }

  /** The services whose SLOs refer to an SLI. */
  private users(sli: string): string[] { return [...new Set(this.plan.all('SLO').filter((s) => s.spec.indicatorRef === sli).map((s) => s.spec.service as string))].toSorted(); }

  /** NAME, or NAME@SERVICE where several services use it. */
  private named(text: string): Evidence {
    const [name = '', service = this.users(name)[0] ?? null] = text.split('@');
    return this.evidence(name, service);
  }

  private ownServices(sli: Doc<'SLI'>): string[] | null {
    const named = sourceOf(sli).service;
    return named === undefined ? null : [named].flat();
  }

  private evidence(name: string, service: string | null): Evidence {
    const sli = this.plan.one('SLI', name);
    const services = this.ownServices(sli) ?? (service === null ? null : [service]);
    const key = JSON.stringify([name, services]);
    const known = this.evidences.get(key) ?? new Evidence(sli, services, this.messages, this.watermark, (one) => this.office(one));
    this.evidences.set(key, known);
    return known;
  }

  private flags(window: { from: number }, first: number | null, value: Rational | null, count: Rational | null): string[] {
    return [...(first !== null && first > window.from ? ['calibrating'] : []), ...((count === null ? value === null : count.zero()) ? ['no-events'] : [])];
  }

  private sli(sli: Doc<'SLI'>, service: string | null, name: string, at: number): Row {
    const evidence = this.evidence(sli.name, service);
    const slo = this.plan.all('SLO').toSorted(byName).find((s) => s.spec.indicatorRef === sli.name && (service === null || s.spec.service === service));
    const window = slo === undefined ? { from: sliceEnd(at) - length('28d'), to: at } : (this.measures.get(slo.name) as Objective).window(at);
    const end = Math.min(sliceEnd(at), Math.max(window.to, sliceEnd(window.to)));
    const minutes = evidence.within(window.from, end);
    const [good, n] = [total(minutes.map((m) => evidence.count(m).good)), total(minutes.map((m) => evidence.count(m).total))];
    const over = evidence.threshold ? total(minutes.flatMap((m) => evidence.values(m))) : good;
    return {
      tier: 'sli', name, window, good: evidence.threshold ? null : good, total: n, value: n.zero() ? null : over.over(n), status: null, score: null,
      coverage: evidence.coverage(window.from, end), flags: this.flags(window, evidence.first, null, n), contributors: [],
    };
  }

  private slis(at: number): Row[] {
    return this.plan.all('SLI').flatMap((sli) => {
      const users = this.ownServices(sli) === null ? this.users(sli.name) : [];
      if (users.length <= 1) return [this.sli(sli, users[0] ?? null, sli.name, at)];
      return users.map((service) => this.sli(sli, service, `${sli.name}@${service}`, at));
    });
  }

  private slo(o: Objective, at: number): Row {
    const window = o.window(at);
    const end = Math.min(sliceEnd(at), window.calendar ? window.to : Number.POSITIVE_INFINITY);
    const f = o.over(window.from, end, o.zone);
    const error = ONE.less(o.desired);
    const missed = f.value === null ? null : ONE.less(f.value);
    const seconds = new Rational(BigInt(o.schedule.counted(window.from, end)), 1000n);
    const amounts = (of: Rational): Amounts => ({ allowed: error.times(of), consumed: missed?.times(of) ?? null, remaining: missed === null ? null : error.times(of).less(missed.times(of)) });
    const events = (good: Rational, n: Rational): Amounts => ({ allowed: error.times(n), consumed: n.less(good), remaining: error.times(n).less(n.less(good)) });
    const share = missed === null || error.zero() ? null : missed.over(error);
    const burn = Object.fromEntries(BURNS.map((w) => {
      const a = o.over(o.schedule.reach(sliceEnd(at), length(w)), sliceEnd(at), o.zone).value;
      return [w, a === null || error.zero() ? null : ONE.less(a).over(error)];
    }));
    return {
      tier: 'slo', name: o.name, window: { from: window.from, to: window.to }, ...f, status: statusOf(f, o), score: null, target: { adequate: o.adequate, desired: o.desired },
      budget: { ratio: { allowed: ONE, consumed: share, remaining: share === null ? null : ONE.less(share) }, events: events(f.good as Rational, f.total as Rational), seconds: amounts(seconds), of: window.calendar ? 'toDate' : null },
      burn, flags: this.flags(window, o.first(), f.value, f.total), contributors: [],
    };
  }

  private vma(v: Activity, at: number): Row {
    const window = v.window(at);
    const f = v.over(window.from, sliceEnd(at), 'UTC');
    return {
      tier: 'vma', name: v.name, window: { from: window.from, to: window.to }, ...f, status: statusOf(f, v), score: null, target: { adequate: v.adequate, desired: v.desired },
      flags: this.flags(window, v.first(), f.value, f.total), contributors: v.contributors(window.from, sliceEnd(at)),
    };
  }

  private kpt(t: Target, at: number): Row {
    const { lines, open: _open, ...v } = t.judge(at);
    return { tier: 'kpt', name: t.doc.name, ...v, target: told(lines), flags: this.flags(v.window, t.first(), v.value, v.total), contributors: [] };
  }

  private parent(tier: string, { lines, ...p }: Parent): Row {
    return { tier, ...p, good: null, total: null, ...(lines === undefined ? {} : { target: told(lines) }), contributors: p.contributors };
  }

  rows(asked: number): Row[] {
    const at = Math.min(asked, this.watermark);
    const board = new Board(this.plan, this.targets);
    const measures = [...this.measures.values()];
    const cards = this.plan.all('Scorecard');
    return [
      ...this.slis(at),
      ...measures.flatMap((m) => (m instanceof Objective ? [this.slo(m, at)] : [])),
      ...measures.flatMap((m) => (m instanceof Activity ? [this.vma(m, at)] : [])),
      ...[...this.targets.values()].map((t) => this.kpt(t, at)),
      ...this.plan.all('KeyPerformanceIndicator').map((d) => this.parent('kpi', board.indicator(d, at))),
      ...this.plan.all('KeyResultArea').map((d) => this.parent('kra', board.area(d, at))),
      ...cards.flatMap((c) => board.perspectives(c, at)).map((p) => this.parent('perspective', p)),
      ...cards.map((c) => this.parent('scorecard', board.scorecard(c, at))),
    ];
  }
}
