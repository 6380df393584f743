/** Which SLI each objective of an SLO reads: the one of its SLO or, in a composite SLO, one of its own; each written inside or named. Pure. */
import type { SliSpec, SloSpec, VmaSpec } from './documents.ts';
import type { Window } from './measure.ts';
import type { Use } from './sli.ts';
import type { Path } from './source.ts';
import { windowOf } from './time-window.ts';
import type { Document, Workshop } from './workshop.ts';

export type Indicators = {
  /** every SLI of the plan, those written inside SLOs too */
  documents: Document<SliSpec>[];
  /** the place of an SLI's spec in the document that it is written in */
  base(by: Document<SliSpec>): Path;
  /** who reads each SLI, by its name */
  uses: Map<string, Use[]>;
  /** the window of each SLO document and of each whole, by its name */
  windows: Map<string, Window>;
  /** the name of the SLI that an objective reads; undefined when it has none */
  of(by: Document<SloSpec>, objective: number): string | undefined;
  /** the wholes of composite SLOs: activities that weigh their objectives */
  wholes: Document<VmaSpec>[];
};

/** The name that objective `i` of an SLO has as a measure. */
export const objectiveName = (slo: string, i: number): string => (i === 0 ? slo : `${slo}.${i + 1}`);
/** The name that a composite SLO has as a whole. */
export const wholeName = (slo: string): string => `${slo}.composite`;

type Objective = SloSpec['objectives'][number];
const reads = ({ indicator, indicatorRef }: Pick<Objective, 'indicator' | 'indicatorRef'>): boolean => indicator !== undefined || indicatorRef !== undefined;
/** Whether the objectives of an SLO have indicators of their own. */
export const isComposite = ({ objectives }: SloSpec): boolean => objectives.some(reads);
/** Whether it also has a value as a whole. */
export const hasWhole = (spec: SloSpec): boolean => isComposite(spec) && spec.objectives.length > 1;

/** The whole of a composite SLO: the mean of its objectives by compositeWeight. What is wrong with it is said of the objectives. */
const wholeOf = (by: Document<SloSpec>): Document<VmaSpec> => {
  const way = (path: Path): Path => {
    const [spec, weighted, i, field, ...deeper] = path;
    const there: Path = spec !== 'spec' || weighted !== 'weighted' ? path : ['spec', 'objectives', ...(i === undefined ? [] : [i]), ...(field === 'weight' ? ['compositeWeight', ...deeper] : [])];
    return by.source.way ? by.source.way(there) : there;
  };
  return {
    source: { ...by.source, way }, name: wholeName(by.name), title: by.title, annotations: {},
    spec: { description: by.spec.description, owner: by.annotations['heptad/owner'], weighted: by.spec.objectives.map(({ compositeWeight }, i) => ({ slo: objectiveName(by.name, i), weight: compositeWeight })) },
  };
};

/** Finds the indicators of every SLO. */
export const makeIndicators = (shop: Workshop): Indicators => {
  const named = shop.documents<SliSpec>('SLI');
  const inline = new Map<string, { document: Document<SliSpec>; base: Path }>();
  const bases = new Map<Document<SliSpec>, Path>();
  const found: Indicators = {
    documents: [], uses: new Map(), windows: new Map(), wholes: [],
    base: (by) => bases.get(by) ?? ['spec'],
    of: ({ spec }, i) => {
      const holder = isComposite(spec) ? (spec.objectives[i] as Objective) : spec;
      return holder.indicator?.metadata.name ?? holder.indicatorRef;
    },
  };
  /** Notes that `slo` reads the indicator of what stands at `path`. */
  const use = (by: Document<SloSpec>, slo: string, path: Path, { indicator, indicatorRef }: Pick<Objective, 'indicator' | 'indicatorRef'>, what: string): void => {
    if ((indicator === undefined) === (indicatorRef === undefined)) return shop.lack(by, path, ['indicator', 'indicatorRef'], `${what} has either an indicator or an indicatorRef`);
    if (indicator !== undefined) {
      const { name, displayName, annotations } = indicator.metadata;
      const here: Path = [...path, 'indicator'];
      if (inline.has(name) || shop.names('SLI').has(name)) shop.fault(by, [...here, 'metadata', 'name'], `${name} is already the name of an SLI`);
      else inline.set(name, { document: { source: by.source, name, title: displayName ?? name, annotations: annotations ?? {}, spec: indicator.spec }, base: [...here, 'spec'] });
    } else if (!shop.find('SLI', indicatorRef as string, by, [...path, 'indicatorRef'])) return;
    const name = indicator?.metadata.name ?? (indicatorRef as string);
    const one: Use = { slo, service: by.spec.service, window: found.windows.get(by.name) as Window };
    const before = found.uses.get(name);
    if (before) before.push(one);
    else found.uses.set(name, [one]);
  };
  for (const by of shop.documents<SloSpec>('SLO')) {
    const { spec } = by;
    const window = windowOf(shop, by);
    found.windows.set(by.name, window);
    if (!isComposite(spec)) {
      use(by, by.name, ['spec'], spec, 'an SLO');
      spec.objectives.forEach((one, i) => {
        if (one.compositeWeight !== undefined) shop.fault(by, ['spec', 'objectives', i, 'compositeWeight'], 'compositeWeight weighs objectives with indicators of their own, and these have none', 'give each objective an indicatorRef, and the SLO none');
      });
      continue;
    }
    for (const key of ['indicator', 'indicatorRef'] as const) if (spec[key] !== undefined) shop.fault(by, ['spec', key], 'the objectives have indicators of their own, so the SLO has none', 'leave it out here or there');
    spec.objectives.forEach((one, i) => use(by, objectiveName(by.name, i), ['spec', 'objectives', i], one, 'each objective of a composite SLO'));
    if (!hasWhole(spec)) continue;
    found.windows.set(wholeName(by.name), window);
    found.wholes.push(wholeOf(by));
  }
  for (const { document, base } of inline.values()) bases.set(document, base);
  found.documents.push(...named, ...bases.keys());
  return found;
};
