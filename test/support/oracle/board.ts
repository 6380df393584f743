/** Indicators, key result areas, perspectives and scorecards: weighted means of what is known below. */
import { period, type Span } from './calendar.ts';
import { byName, type Doc, floorOf, type Plan } from './plan.ts';
import { least, ONE, q, type Rational, total, ZERO } from './rational.ts';
import type { Lines } from './score.ts';
import type { Target } from './targets.ts';

type Child = { tier: string; name: string; weight: Rational; critical: boolean; value: Rational | null; score: Rational | null; status: string; lines?: Lines };
type Contribution = Child & { contribution: Rational | null };
export type Parent = { name: string; window: Span | null; score: Rational | null; value: Rational | null; status: string; coverage: Rational; contributors: Contribution[]; lines?: Lines; scorecard?: string };

const statusOf = (score: Rational): string => (score.below(q('100/3')) ? 'missed' : score.below(q('200/3')) ? 'tolerated' : 'met');
const HALF = q('0.5');

/** Score, status and contributions of a parent. */
const weigh = (children: Child[], floor: Rational, mode?: string): Omit<Parent, 'name' | 'window'> => {
  const known = children.filter((c) => c.status !== 'unknown');
  const weight = total(known.map((c) => c.weight));
  const coverage = weight.over(total(children.map((c) => c.weight)));
  const unknown = known.length === 0 || coverage.below(floor) || children.some((c) => c.critical && c.status === 'unknown');
  const scores = known.map((c) => c.score as Rational);
  const lowest = known.length === 0 ? undefined : known.find((c) => (c.score as Rational).to(least(scores)) === 0);
  const shares = children.map((c): Contribution => {
    if (c.status === 'unknown') return { ...c, contribution: null };
    if (mode === 'worst') return { ...c, contribution: c === lowest ? (c.score as Rational) : ZERO };
    return { ...c, contribution: c.weight.times(c.score as Rational).over(weight) };
  });
  if (unknown) return { score: null, value: children.length === 1 ? (children[0] as Child).value : null, status: 'unknown', coverage, contributors: shares.map((c) => ({ ...c, contribution: null })) };
  const plain = total(shares.flatMap((c) => c.contribution ?? []));
  const vetoed = known.some((c) => c.critical && c.status === 'missed');
  const score = vetoed ? least([plain, q('66.66')]) : plain;
  const status = vetoed && statusOf(plain) === 'met' ? 'tolerated' : statusOf(plain);
  const veto: Contribution[] = vetoed && !score.less(plain).zero() ? [{ tier: '', name: 'veto', weight: ZERO, critical: false, value: null, score: null, status: '', contribution: score.less(plain) }] : [];
  // where one child is shown its value is the parent's
  return { score, value: children.length === 1 ? (children[0] as Child).value : score, status, coverage, contributors: [...shares, ...veto] };
};

export class Board {
  private readonly plan: Plan;
  private readonly targets: Map<string, Target>;
  constructor(plan: Plan, targets: Map<string, Target>) {
    this.plan = plan;
    this.targets = targets;
  }

  /** The scorecards that hold an indicator or an area, by name; under none (null) every target keeps its own period. */
  private cardsOf(name: string): Doc<'Scorecard'>[] {
    const areas = (card: Doc<'Scorecard'>): Doc<'KeyResultArea'>[] => card.spec.areas.map((a) => this.plan.one('KeyResultArea', a));
    return this.plan.all('Scorecard').toSorted(byName).filter((card) => areas(card).some((a) => a.name === name || a.spec.indicators.some((i) => i.kpi === name)));
  }

  private span(card: Doc<'Scorecard'> | null, at: number): Span | undefined {
    return card === null ? undefined : period(card.spec.period ?? 'month', card.spec.timeZone ?? 'UTC', at, Number(card.spec.fiscalYearStart ?? '1'));
  }

  indicator(doc: Doc<'KeyPerformanceIndicator'>, at: number, card: Doc<'Scorecard'> | null = this.cardsOf(doc.name)[0] ?? null): Parent {
    const span = this.span(card, at);
    const children = doc.spec.targets.map((t): Child => {
      const v = (this.targets.get(t.kpt) as Target).judge(at, span);
      return { tier: 'kpt', name: t.kpt, weight: t.weight ?? ONE, critical: t.critical === true, value: v.value, score: v.score, status: v.status, lines: v.lines };
    });
    const parent = { name: doc.name, window: span ?? null, ...weigh(children, floorOf(doc), doc.spec.mode) };
    const only = children[0] as Child;
    return children.length > 1 ? parent : { ...parent, value: only.value, lines: only.lines as Lines };
  }

  area(doc: Doc<'KeyResultArea'>, at: number, card: Doc<'Scorecard'> | null = this.cardsOf(doc.name)[0] ?? null): Parent {
    const children = doc.spec.indicators.map((i): Child => {
      const k = this.indicator(this.plan.one('KeyPerformanceIndicator', i.kpi), at, card);
      return { tier: 'kpi', name: i.kpi, weight: i.weight ?? ONE, critical: i.critical === true, value: k.value, score: k.score, status: k.status };
    });
    return { name: doc.name, window: this.span(card, at) ?? null, ...weigh(children, floorOf(doc), doc.spec.mode) };
  }

  perspectives(card: Doc<'Scorecard'>, at: number): Parent[] {
    const areas = card.spec.areas.map((a) => this.plan.one('KeyResultArea', a));
    return card.spec.perspectives.flatMap((name) => {
      const held = areas.filter((a) => a.spec.perspective === name);
      if (held.length === 0) return [];
      const children = held.map((a): Child => {
        const r = this.area(a, at, card);
        return { tier: 'kra', name: a.name, weight: a.spec.weight ?? ONE, critical: false, value: r.value, score: r.score, status: r.status };
      });
      return [{ name, scorecard: card.name, window: this.span(card, at) ?? null, ...weigh(children, HALF) }];
    });
  }

  scorecard(card: Doc<'Scorecard'>, at: number): Parent {
    const children = this.perspectives(card, at).map((p): Child => ({ tier: 'perspective', name: p.name, weight: ONE, critical: false, value: p.value, score: p.score, status: p.status }));
    return { name: card.name, window: this.span(card, at) ?? null, ...weigh(children, floorOf(card)) };
  }
}
