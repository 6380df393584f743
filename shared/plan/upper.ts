/** Tiers 6 and 7 of a plan and what stands above them: KPIs, KRAs, perspectives, scorecards. Pure. */
import { inOrder } from './circle.ts';
import type { CardSpec, KpiSpec, KraSpec } from './documents.ts';
import { didYouMean } from './hint.ts';
import type { Child, KpiMeasure, KptMeasure, KraMeasure, Measure, PerspectiveMeasure, ScorecardMeasure } from './measure.ts';
import type { Path } from './source.ts';
import { type Document, floorOf, hash, weightOf, type Workshop, zoneOf } from './workshop.ts';

const PERSPECTIVES = ['financial', 'customer', 'internal-process', 'learning-and-growth'];
const ONE = '1.000000000';

/** Children given as {kpt|kpi, weight, critical}; unknown names and repeated ones are faults. */
const children = <T extends KptMeasure | KpiMeasure>(shop: Workshop, by: Document<unknown>, list: { [key: string]: string | undefined }[], key: 'kpt' | 'kpi', path: string, made: Map<string, T>, documented: Iterable<string>, kind: string): Child[] => {
  const seen = new Set<string>();
  const known = new Set(documented);
  return list.flatMap((one, i): Child[] => {
    const name = one[key] as string;
    const here: Path = ['spec', path, i];
    if (seen.has(name)) shop.fault(by, [...here, key], `${name} is named twice`);
    seen.add(name);
    const weight = weightOf(shop, by, [...here, 'weight'], one['weight']);
    const child = made.get(name);
    if (!child) {
      if (!known.has(name)) shop.fault(by, [...here, key], `there is no ${kind} named ${name}`, shop.meant(name, known));
      return [];
    }
    return [{ tier: child.tier, name, def: child.def, weight, critical: one['critical'] === 'true' }];
  });
};

const common = (by: Document<{ description?: string | undefined; owner?: string | undefined }>, at: (by: Document<unknown>) => string): Pick<Measure, 'name' | 'title' | 'description' | 'owner' | 'internal' | 'at'> => ({
  name: by.name, title: by.title, description: by.spec.description ?? '', owner: by.spec.owner ?? by.annotations['heptad/owner'] ?? '', internal: false, at: at(by),
});

/** Makes KPIs, KRAs, perspectives and scorecards, in this order. */
export const makeUpper = (shop: Workshop, kpts: KptMeasure[], at: (by: Document<unknown>) => string): (KpiMeasure | KraMeasure | PerspectiveMeasure | ScorecardMeasure)[] => {
  const cardDocs = shop.documents<CardSpec>('Scorecard').sort((a, b) => (a.name < b.name ? -1 : 1));
  const kraDocs = shop.documents<KraSpec>('KeyResultArea');
  const names = (kind: string): string[] => [...shop.names(kind)];
  const kraNames = shop.names('KeyResultArea');
  const kraOf = new Map(kraDocs.map((one) => [one.name, one]));
  /** The scorecards that each KRA stands on, and through these each KPI; in the order of their names. */
  const [cardsOfKra, cardsOfKpi] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const stands = (on: Map<string, Set<string>>, name: string, card: string): void => void on.set(name, (on.get(name) ?? new Set()).add(card));
  for (const card of cardDocs)
    for (const area of card.spec.areas) {
      stands(cardsOfKra, area, card.name);
      for (const { kpi } of kraOf.get(area)?.spec.indicators ?? []) stands(cardsOfKpi, kpi, card.name);
    }

  const byKpt = new Map(kpts.map((one) => [one.name, one]));
  const kpis = new Map<string, KpiMeasure>();
  for (const by of shop.documents<KpiSpec>('KeyPerformanceIndicator')) {
    const list = children(shop, by, by.spec.targets, 'kpt', 'targets', byKpt, names('KeyPerformanceTarget'), 'KeyPerformanceTarget');
    const floor = floorOf(shop, by);
    const mode = by.spec.mode ?? 'mean';
    kpis.set(by.name, { tier: 'kpi', ...common(by, at), def: hash({ tier: 'kpi', mode, floor, children: list }), mode, children: list, floor, scorecards: [...(cardsOfKpi.get(by.name) ?? [])] });
  }
  const kras = new Map<string, KraMeasure>();
  for (const by of kraDocs) {
    const list = children(shop, by, by.spec.indicators, 'kpi', 'indicators', kpis, names('KeyPerformanceIndicator'), 'KeyPerformanceIndicator');
    const weight = weightOf(shop, by, ['spec', 'weight'], by.spec.weight);
    const floor = floorOf(shop, by);
    const mode = by.spec.mode ?? 'mean';
    kras.set(by.name, { tier: 'kra', ...common(by, at), def: hash({ tier: 'kra', mode, floor, children: list }), mode, perspective: by.spec.perspective, weight, children: list, floor, scorecards: [...(cardsOfKra.get(by.name) ?? [])] });
  }
  checkParents(shop, cardDocs);
  const perspectives: PerspectiveMeasure[] = [];
  const cards: ScorecardMeasure[] = [];
  for (const by of cardDocs) {
    const zone = zoneOf(shop, by, ['spec', 'timeZone'], by.spec.timeZone);
    const month = /^\d{1,2}$/.test(by.spec.fiscalYearStart ?? '1') ? Number(by.spec.fiscalYearStart ?? '1') : 0;
    if (month < 1 || month > 12) shop.fault(by, ['spec', 'fiscalYearStart'], `a fiscal year starts in a month from 01 to 12, this is ${by.spec.fiscalYearStart}`);
    const order = by.spec.perspectives ?? PERSPECTIVES;
    const floor = floorOf(shop, by);
    order.forEach((name, i) => {
      if (order.indexOf(name) < i) shop.fault(by, ['spec', 'perspectives', i], `${name} is named twice`);
    });
    const seen = new Set<string>();
    by.spec.areas.forEach((name, i) => {
      if (seen.has(name)) shop.fault(by, ['spec', 'areas', i], `${name} is named twice`);
      seen.add(name);
      const kra = kras.get(name);
      if (!kra && !kraNames.has(name)) shop.fault(by, ['spec', 'areas', i], `there is no KeyResultArea named ${name}`, shop.meant(name, kraNames));
      const document = kraOf.get(name);
      if (kra && document && !order.includes(kra.perspective) && !shop.broken(by, ['spec', 'perspectives']) && !shop.broken(document, ['spec', 'perspective'])) shop.fault(by, ['spec', 'areas', i], `${name} belongs to the perspective ${kra.perspective}, which this scorecard does not have`, didYouMean(kra.perspective, order));
    });
    const mine = order.flatMap((name): PerspectiveMeasure[] => {
      const held = by.spec.areas.flatMap((area) => (kras.get(area)?.perspective === name ? [kras.get(area) as KraMeasure] : []));
      if (held.length === 0) return [];
      const list: Child[] = held.map((kra) => ({ tier: 'kra', name: kra.name, def: kra.def, weight: kra.weight, critical: false }));
      return [{ tier: 'perspective', ...common(by, at), name, title: title(name), description: '', def: hash({ tier: 'perspective', card: by.name, name, children: list }), scorecard: by.name, children: list, floor }];
    });
    perspectives.push(...mine);
    const list: Child[] = mine.map((one) => ({ tier: 'perspective', name: one.name, def: one.def, weight: ONE, critical: false }));
    const period = by.spec.period ?? 'month';
    cards.push({
      tier: 'scorecard', ...common(by, at), def: hash({ tier: 'scorecard', card: by.name, period, zone, month, children: list }), parent: by.spec.parent ?? null, period, zone, fiscalYearStart: month, perspectives: order, children: list, floor,
    });
  }
  return [...kpis.values(), ...kras.values(), ...perspectives, ...cards];
};

/** "internal-process" as people write it. */
const title = (name: string): string => {
  const words = name.replaceAll('-', ' ').replace(' and ', ' & ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A scorecard has one above it, and none above itself. */
const checkParents = (shop: Workshop, documents: Document<CardSpec>[]): void => {
  const path: Path = ['spec', 'parent'];
  const known = shop.names('Scorecard');
  const cards = new Map(documents.map((one) => [one.name, one]));
  for (const by of documents) if (by.spec.parent !== undefined && !known.has(by.spec.parent)) shop.fault(by, path, `there is no Scorecard named ${by.spec.parent}`, shop.meant(by.spec.parent, known));
  const above = (name: string): { to: string; place: Path }[] => {
    const parent = cards.get(name)?.spec.parent;
    return parent !== undefined && cards.has(parent) ? [{ to: parent, place: path }] : [];
  };
  for (const { from, place, words } of inOrder(cards.keys(), above).circles) shop.fault(cards.get(from) as Document<CardSpec>, place, `${words} is a circle`);
};
