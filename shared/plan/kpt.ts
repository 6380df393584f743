/** Tier 5 of a plan: key performance targets with their lines resolved, worst and best included (MEASURES §5). Pure. */
import { isZone, midnight } from '../time/window.ts';
import type { Schedules } from './correction.ts';
import type { KptSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import type { KptMeasure, Lines, Nano, Schedule, SloMeasure, VmaMeasure } from './measure.ts';
import { nano, ONE, ratio, decimal, units } from './scalar.ts';
import type { Slis } from './sli.ts';
import type { Path } from './source.ts';
import { type Document, floorOf, hash, scalar, type Workshop } from './workshop.ts';

const STATISTICS = ['mean', 'sum', 'count', 'min', 'max'] as const;
const LATER = ['p50', 'p95', 'p99', 'last', 'nps', 'mttr', 'mtbf'];
const DURATIONS = ['ns', 'us', 'ms', 's', 'min', 'm', 'h', 'd'];

/** The range a measure cannot leave: fractions 0..1, durations and counts from 0, others none. Units of 10^-9. */
const natural = (attainment: boolean, statistic: string, unit: string): [bigint | null, bigint | null] =>
  attainment ? [0n, ONE] : statistic === 'count' || DURATIONS.includes(unit) ? [0n, null] : [null, null];

const clamp = (value: bigint, [low, high]: [bigint | null, bigint | null]): bigint => (low !== null && value < low ? low : high !== null && value > high ? high : value);

type Given = { adequate?: Nano | undefined; desired?: Nano | undefined; worst?: Nano | undefined; best?: Nano | undefined };

export const makeKpts = (shop: Workshop, documents: Document<KptSpec>[], slis: Slis, sliNames: Set<string>, nodes: Map<string, SloMeasure | VmaMeasure>, schedules: Schedules, at: (by: Document<unknown>) => string): KptMeasure[] => {
  const out: KptMeasure[] = [];
  for (const by of documents) {
    const { spec } = by;
    const schedule = schedules.kpt(by);
    const of = source(shop, by, slis, sliNames, nodes, schedule);
    const zoned = isZone(spec.timeZone ?? 'UTC');
    if (!zoned) shop.fault(by, ['spec', 'timeZone'], `${spec.timeZone} is not a time zone`, 'use an IANA name such as Europe/Berlin');
    const zone = zoned ? (spec.timeZone ?? 'UTC') : 'UTC';
    if (spec.polarity === 'range') shop.fault(by, ['spec', 'polarity'], 'polarity range is not built yet', 'higher or lower');
    if (Array.isArray(spec.adequate) || Array.isArray(spec.desired)) {
      shop.fault(by, ['spec', Array.isArray(spec.desired) ? 'desired' : 'adequate'], 'two lines belong to polarity range, which is not built yet');
      continue;
    }
    const attainment = of ? of.statistic === 'attainment' : spec.measure.slo !== undefined || spec.measure.vma !== undefined;
    // what the measure is decides how its lines are read; without it they are checked only when that much is plain
    if (spec.polarity === 'range' || (!of && !attainment && spec.measure.sli === undefined)) continue;
    const polarity = spec.polarity ?? 'higher';
    const reader = attainment ? ratio : decimal;
    const expected = attainment ? 'a ratio such as 99.5%' : 'a number';
    let unread = false;
    const given = (from: Partial<Record<keyof Given, string | undefined>>, path: Path): Given =>
      Object.fromEntries(
        (['adequate', 'desired', 'worst', 'best'] as const).map((key) => {
          const found = scalar(shop, by, [...path, key], from[key], reader, expected);
          unread ||= found === undefined && from[key] !== undefined;
          return [key, found];
        }),
      );
    const node = of && attainment ? nodes.get(of.name) : undefined;
    const inherited: Given = node ? { adequate: node.adequate, desired: node.tier === 'slo' ? node.target : node.desired } : {};
    let now = given({ adequate: spec.adequate, desired: spec.desired, worst: spec.worst, best: spec.best } as Record<keyof Given, string | undefined>, ['spec']);
    if (now.adequate === undefined && now.desired === undefined && (spec.targets ?? []).length === 0) now = { ...inherited, ...Object.fromEntries(Object.entries(now).filter(([, one]) => one !== undefined)) };
    const lines: Lines[] = [];
    const add = (from: number, all: Given, path: Path): void => {
      // of lines that cannot be read, or stand to each other in an unknown way, nothing more is said
      if (['polarity', 'adequate', 'desired', 'worst', 'best'].some((key) => shop.broken(by, ['spec', key]) || shop.broken(by, [...path, key])) || unread) return;
      const line = resolve(shop, by, path, from, all, polarity, natural(attainment, of?.statistic ?? spec.measure.statistic ?? '', spec.unit ?? ''), attainment);
      if (line) lines.push(line);
    };
    if (now.adequate !== undefined || now.desired !== undefined) add(0, now, ['spec']);
    const dated = (spec.targets ?? []).map((one, i) => ({ one, i, from: instantOf(one.from, zone) }));
    for (const { one, i, from } of dated) if (from !== null && dated.some((other) => other.i < i && other.from === from)) shop.fault(by, ['spec', 'targets', i, 'from'], `${one.from} has its targets already`);
    for (const { one, i, from } of dated) if (from === null) shop.fault(by, ['spec', 'targets', i, 'from'], `${one.from} is not a date`, 'write it as 2027-01-01');
    for (const { one, i, from } of dated.filter((each) => each.from !== null).sort((a, b) => (a.from as number) - (b.from as number))) {
      now = { ...now, ...Object.fromEntries(Object.entries(given(one, ['spec', 'targets', i])).filter(([, value]) => value !== undefined)) };
      add(from as number, now, ['spec', 'targets', i]);
    }
    const floor = floorOf(shop, by, ratio);
    if (!of) continue;
    const measure: KptMeasure = {
      tier: 'kpt', name: by.name, def: '', title: by.title, description: spec.description ?? '', owner: spec.owner ?? by.annotations['heptad/owner'] ?? '', internal: false, at: at(by),
      of, by: null, schedule, unit: spec.unit ?? (attainment ? 'ratio' : (slis.plain(of.name)?.unit ?? '')), polarity, period: spec.period ?? 'month', zone, lines, floor,
    };
    measure.def = hash({ of: [of.def, of.statistic], polarity, period: measure.period, zone, lines, floor });
    out.push(measure);
  }
  return out;
};

const instantOf = (text: string, zone: string): number | null => {
  try {
    return midnight(text, zone);
  } catch {
    return null;
  }
};

const source = (shop: Workshop, by: Document<KptSpec>, slis: Slis, sliNames: Set<string>, nodes: Map<string, SloMeasure | VmaMeasure>, schedule: Schedule | null): KptMeasure['of'] | undefined => {
  const { measure } = by.spec;
  const path: Path = ['spec', 'measure'];
  for (const later of ['quotient', 'entered', 'credits'] as const) if (measure[later] !== undefined) return void shop.fault(by, [...path, later], `a measure by ${later} is not built yet`);
  const given = (['slo', 'vma', 'sli'] as const).filter((one) => measure[one] !== undefined);
  const [tier] = given;
  if (tier === undefined || given.length > 1) return void shop.lack(by, path, ['slo', 'vma', 'sli'], 'a measure is one of slo, vma and sli');
  const name = measure[tier] as string;
  if (tier !== 'sli') {
    if (measure.statistic !== undefined) shop.fault(by, [...path, 'statistic'], 'a statistic belongs to an sli; of an slo or vma the attainment is taken');
    const node = nodes.get(name);
    const kind = tier === 'slo' ? 'SLO' : 'VitalMissionActivity';
    // a faulty document has a name too: what refers to it is no second fault
    if (!node && shop.names(kind).has(name)) return undefined;
    if (node?.tier !== tier) return void shop.fault(by, [...path, tier], `there is no ${kind} named ${name}`, node ? `${name} is a ${node.tier}` : didYouMean(name, [...shop.names(kind), ...[...nodes.values()].filter((one) => one.tier === tier).map((one) => one.name)]));
    return { tier, name, def: node.def, statistic: 'attainment' };
  }
  const sli = slis.plain(name);
  if (!sli && !sliNames.has(name) && !shop.names('SLI').has(name)) shop.fault(by, [...path, 'sli'], `there is no SLI named ${name}`, didYouMean(name, sliNames));
  const statistic = STATISTICS.find((one) => one === measure.statistic);
  if (!statistic) {
    const known = `one of ${STATISTICS.join(', ')}`;
    if (measure.statistic === undefined) return void shop.lack(by, path, ['statistic'], 'a measure of an sli needs a statistic', known);
    return void shop.fault(by, [...path, 'statistic'], LATER.includes(measure.statistic) ? `the statistic ${measure.statistic} is not built yet` : `${measure.statistic} is not a statistic`, known);
  }
  if (!sli) return undefined;
  const rows = slis.rows(name);
  if (rows.length > 1) shop.warn(by, [...path, 'sli'], `several services use ${name}; ${sli.name} is taken`, `name one of ${rows.join(', ')}`);
  if (sli.kind !== 'threshold') return void shop.fault(by, [...path, 'sli'], `${name} is a ratio and has no values`, 'take the attainment of an slo, or a thresholdMetric');
  return { tier, name: sli.name, def: (schedule ? slis.through(sli, schedule) : sli).def, statistic };
};

/** adequate defaults to desired; worst lies d beyond adequate, best d beyond desired, d = |desired − adequate|, inside the natural range. */
const resolve = (shop: Workshop, by: Document<KptSpec>, path: Path, from: number, given: Given, polarity: 'higher' | 'lower', range: [bigint | null, bigint | null], attainment: boolean): Lines | undefined => {
  const desired = given.desired ?? given.adequate;
  const adequate = given.adequate ?? given.desired;
  if (desired === undefined || adequate === undefined) return undefined;
  const up = polarity === 'higher' ? 1n : -1n;
  const [d, a] = [units(desired) * up, units(adequate) * up];
  if (a > d) return void shop.fault(by, [...path, 'adequate'], `adequate lies on the wrong side of desired: ${polarity === 'higher' ? 'higher' : 'lower'} is better`);
  if (attainment)
    for (const key of ['adequate', 'desired', 'worst', 'best'] as const) {
      const share = given[key];
      if (share !== undefined && (units(share) > ONE || units(share) < 0n)) return void shop.fault(by, [...path, key], 'a share lies between 0 and 1 (0 % and 100 %)');
    }
  let step = d - a;
  if (step === 0n) {
    if (attainment) step = ONE - units(desired);
    else if (given.worst === undefined || given.best === undefined) return void shop.fault(by, [...path, 'desired'], 'with adequate = desired, worst and best must be given: they cannot be derived');
  }
  const worst = given.worst ?? nano(clamp((a - step) * up, range));
  const best = given.best ?? nano(clamp((d + step) * up, range));
  if (units(worst) * up > a) return void shop.fault(by, [...path, 'worst'], 'worst lies on the better side of adequate');
  if (units(best) * up < d) return void shop.fault(by, [...path, 'best'], 'best lies on the worse side of desired');
  return { from, adequate, desired, worst, best };
};
