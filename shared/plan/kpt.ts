/** Tier 5 of a plan: key performance targets, what they measure (kpt-measure.ts) against lines that may change by date (kpt-lines.ts). Pure. */
import { dateAt } from '../time/window.ts';
import type { Schedules } from './correction.ts';
import type { KptSpec } from './documents.ts';
import { DURATIONS, type Given, linesOf, type Nature } from './kpt-lines.ts';
import { measureOf, ofOutages } from './kpt-measure.ts';
import type { KptMeasure, SloMeasure, VmaMeasure } from './measure.ts';
import type { Slis } from './sli.ts';
import { type Document, floorOf, hash, type Workshop, zoneOf } from './workshop.ts';

const LINES = ['adequate', 'desired', 'worst', 'best'] as const;

/** What the figure is, as far as the text alone tells: of a measure that cannot be found the lines are read all the same. */
const natureOf = ({ measure }: KptSpec): Nature | undefined =>
  measure.quotient !== undefined ? { kind: 'quotient' } : measure.slo !== undefined || measure.vma !== undefined ? { kind: 'attainment' } : measure.sli !== undefined ? { kind: 'statistic', statistic: measure.statistic ?? '' } : measure.entered !== undefined ? { kind: 'statistic', statistic: measure.statistic ?? 'last' } : undefined;

/** A number of values, or a score of theirs, has not their unit. */
const UNITLESS: readonly string[] = ['count', 'nps'];

export const makeKpts = (shop: Workshop, documents: Document<KptSpec>[], slis: Slis, sliNames: Set<string>, nodes: Map<string, SloMeasure | VmaMeasure>, schedules: Schedules, at: (by: Document<unknown>) => string): KptMeasure[] => {
  const out: KptMeasure[] = [];
  for (const by of documents) {
    const { spec } = by;
    const schedule = schedules.kpt(by);
    const measured = measureOf(shop, by, { slis, sliNames, nodes }, schedule);
    const zone = zoneOf(shop, by, ['spec', 'timeZone'], spec.timeZone);
    // what the measure is decides how its lines are read; without it they are checked only when that much is plain
    const nature = natureOf(spec);
    if (!nature) continue;
    const polarity = spec.polarity ?? 'higher';
    const node = measured && !measured.by && nature.kind === 'attainment' ? nodes.get(measured.of.name) : undefined;
    const inherited: Given = node ? { adequate: node.adequate, desired: node.tier === 'slo' ? node.target : node.desired } : {};
    const { lines, add } = linesOf(shop, by, nature, polarity, inherited);
    add(0, ['spec'], { adequate: spec.adequate, desired: spec.desired, worst: spec.worst, best: spec.best });
    const dated = (spec.targets ?? []).map((one, i) => ({ one, i, from: dateAt(one.from, zone) }));
    for (const { one, i, from } of dated) if (from !== null && dated.some((other) => other.i < i && other.from === from)) shop.fault(by, ['spec', 'targets', i, 'from'], `${one.from} has its targets already`);
    for (const { one, i, from } of dated) if (from === null) shop.fault(by, ['spec', 'targets', i, 'from'], `${one.from} is not a date`, 'write it as 2027-01-01');
    for (const { one: { from: _, ...text }, i, from } of dated.filter((each) => each.from !== null).sort((a, b) => (a.from as number) - (b.from as number))) add(from as number, ['spec', 'targets', i], text);
    if (spec.unit !== undefined && nature.kind === 'attainment') shop.fault(by, ['spec', 'unit'], `the attainment of ${spec.measure.slo === undefined ? 'a vma' : 'an slo'} is a share, and has no unit`, 'leave it out');
    const floor = floorOf(shop, by);
    if (!measured) continue;
    if (lines.length === 0 && ![...LINES, 'targets'].some((key) => by.spec[key as 'targets'] !== undefined || shop.broken(by, ['spec', key]))) shop.warn(by, ['spec'], `${by.name} has no lines, so nothing says what is reached`, 'adequate and desired');
    const { of, by: divisor } = measured;
    const outages = nature.kind === 'statistic' && ofOutages(of.statistic);
    if (outages && spec.unit !== undefined && !DURATIONS.includes(spec.unit)) shop.fault(by, ['spec', 'unit'], `${of.statistic} is a time, and ${spec.unit} is no unit of time`, `one of ${DURATIONS.join(', ')}`);
    const unit = nature.kind === 'attainment' ? 'ratio' : nature.kind === 'quotient' ? '' : outages ? 's' : of.tier !== 'sli' || UNITLESS.includes(of.statistic) ? '' : (slis.plain(of.name)?.unit ?? '');
    const measure: KptMeasure = {
      tier: 'kpt', name: by.name, def: '', title: by.title, description: spec.description ?? '', owner: spec.owner ?? by.annotations['heptad/owner'] ?? '', internal: false, at: at(by),
      of, by: divisor, schedule, unit: spec.unit ?? unit, polarity, period: spec.period ?? 'month', zone, lines, floor,
    };
    measure.def = hash({ of: keyOf(of), ...(divisor ? { by: keyOf(divisor) } : {}), polarity, period: measure.period, zone, lines, floor });
    out.push(measure);
  }
  return out;
};

/** What one side is hashed by: a name that people enter figures under is no definition. */
const keyOf = ({ tier, def, statistic }: KptMeasure['of']): string[] => [...(tier === 'entered' ? [tier] : []), def, statistic];
