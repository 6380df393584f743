/** Tier 2 of a plan: SLI documents, one measure for every set of services they are asked for, and the cuts that threshold objectives make of them. Pure. */
import { timeOf } from './calendar.ts';
import { conditions } from './conditions.ts';
import type { HeptadSource, SliSpec } from './documents.ts';
import { type Calendars, type Folded, meaningOf, NONE, stateRule, ticketRule } from './folded.ts';
import { didYouMean } from './hint.ts';
import type { Indicators } from './indicator.ts';
import type { Condition, Schedule, Side, SliMeasure, Window } from './measure.ts';
import { minuteMeant } from './openslo.ts';
import { decimal, duration } from './scalar.ts';
import type { Path } from './source.ts';
import { ROLLING } from './time-window.ts';
import { type Document, hash, scalar, type Workshop } from './workshop.ts';

type Read = { sides: Side[]; kind: SliMeasure['kind']; unit: string; every: number; services: string[] | null } & Folded;

/** The services that a source names, null when it names none; `path` leads to the source. */
const servicesOf = (shop: Workshop, by: Document<unknown>, path: Path, { service }: HeptadSource): string[] | null => {
  if (service === undefined) return null;
  const here: Path = [...path, 'service'];
  const list = [service].flat();
  const known = shop.names('Service');
  if (list.length === 0) shop.fault(by, here, 'an empty list names no service', 'leave it out to read the service of the SLO');
  list.forEach((one, i) => {
    const place: Path = Array.isArray(service) ? [...here, i] : here;
    const slip = known.has(one) ? undefined : didYouMean(one, known);
    if (one.trim() === '') shop.fault(by, place, 'the name of a service is not empty');
    else if (list.indexOf(one) < i) shop.fault(by, place, `${one} is named twice`);
    else if (slip !== undefined) shop.warn(by, place, `no Service of this plan is named ${one}`, slip);
  });
  return [...new Set(list)].sort();
};

const everyAt = (base: Path): Path => [...base.slice(0, -1), 'metadata', 'annotations', 'heptad/every'];

/** What an SLI reads, whichever service it is asked for; null when its metric cannot be read (faults say why). */
const read = (shop: Workshop, by: Document<SliSpec>, base: Path, calendars: Calendars): Read | null => {
  const { ratioMetric: ratio, thresholdMetric: threshold } = by.spec;
  const everyPath = everyAt(base);
  minuteMeant(shop, by, everyPath, by.annotations['heptad/every']);
  const every = scalar(shop, by, everyPath, by.annotations['heptad/every'], duration, 'a duration such as 1m')?.ms ?? 60_000;
  const side = (which: Side['side'], source: HeptadSource, path: Path, more: Condition[] = []): Side => {
    if (source.state !== undefined || source.ticket !== undefined) shop.fault(by, [...path, source.state !== undefined ? 'state' : 'ticket'], `${source.state !== undefined ? 'state' : 'ticket'} is read by raw, not by ${which === 'total' && threshold ? 'a thresholdMetric' : which}`, 'put it under ratioMetric, raw');
    else if ((source.kind === undefined) === (source.samples === undefined)) shop.lack(by, path, ['kind', 'samples', 'state', 'ticket'], 'a metric reads either events (kind) or samples');
    const stream = source.samples === undefined ? 'event' : 'sample';
    return { side: which, stream, kind: source.samples ?? source.kind ?? null, where: [...more, ...conditions(shop, by, path, source.where)] };
  };
  for (const [path, metric] of [[['thresholdMetric'], threshold], ...(['good', 'bad', 'total', 'raw'] as const).map((one) => [['ratioMetric', one], ratio?.[one]] as const)] as const) {
    const { type, metricSourceRef } = metric?.metricSource ?? {};
    if (type !== undefined && type !== 'heptad') shop.fault(by, [...base, ...path, 'metricSource', 'type'], `messages are read from Kafka and HTTP, not from ${type}`, 'type: heptad');
    if (metricSourceRef !== undefined) shop.find('DataSource', metricSourceRef, by, [...base, ...path, 'metricSource', 'metricSourceRef']);
  }
  if ((ratio === undefined) === (threshold === undefined)) {
    shop.lack(by, base, ['ratioMetric', 'thresholdMetric'], 'an SLI has either a ratioMetric or a thresholdMetric');
    return null;
  }
  if (threshold) {
    const path = [...base, 'thresholdMetric', 'metricSource', 'spec'];
    const source = threshold.metricSource.spec;
    const total = side('total', source, path);
    return { sides: [total], kind: 'threshold', unit: source.unit ?? '', every: total.stream === 'sample' ? every : 0, services: servicesOf(shop, by, path, source), ...NONE };
  }
  if (!ratio) return null;
  if (ratio.raw) {
    const path = [...base, 'ratioMetric', 'raw', 'metricSource', 'spec'];
    const source = ratio.raw.metricSource.spec;
    for (const other of ['good', 'bad', 'total'] as const) if (ratio[other]) shop.fault(by, [...base, 'ratioMetric', other], `raw already carries good and total, so ${other} cannot stand beside it`);
    if (ratio.rawType === 'failure') shop.fault(by, [...base, 'ratioMetric', 'rawType'], 'raw carries good and total: rawType must be success');
    if (source.state !== undefined || source.ticket !== undefined) {
      const which = source.state !== undefined ? 'state' : 'ticket';
      if (ratio.counter === 'true') shop.fault(by, [...base, 'ratioMetric', 'counter'], `counter belongs to samples, this reads ${which}`, 'leave it out');
      for (const other of ['kind', 'samples', 'unit', ...(which === 'state' ? (['ticket'] as const) : [])] as const) if (source[other] !== undefined) shop.fault(by, [...path, other], `${other} cannot stand beside ${which}`, other === 'kind' ? `the kind of its events stands in ${which}` : undefined);
      const where = conditions(shop, by, path, source.where);
      const folded: Folded = source.state !== undefined ? { state: stateRule(shop, by, [...path, 'state'], source.state), ticket: null } : { state: null, ticket: ticketRule(shop, by, [...path, 'ticket'], source.ticket as NonNullable<typeof source.ticket>, calendars) };
      return { sides: [{ side: 'total', stream: 'event', kind: (source.state ?? source.ticket)?.kind ?? null, where }], kind: which, unit: '', every: 0, services: servicesOf(shop, by, path, source), ...folded };
    }
    if (source.kind !== undefined) shop.fault(by, [...path, 'kind'], 'raw reads samples: name them with samples');
    return { sides: [side('total', source, path)], kind: ratio.counter === 'true' ? 'counter' : 'counts', unit: '', every, services: servicesOf(shop, by, path, source), ...NONE };
  }
  // what cannot be a ratio is still looked through
  const lookThrough = (): null => {
    for (const one of ['good', 'bad', 'total'] as const) if (ratio[one]) side(one, ratio[one].metricSource.spec, [...base, 'ratioMetric', one, 'metricSource', 'spec']);
    return null;
  };
  const which = ratio.good ? 'good' : 'bad';
  const part = ratio.good ?? ratio.bad;
  if ((ratio.good === undefined) === (ratio.bad === undefined) || !part) {
    shop.lack(by, [...base, 'ratioMetric'], ['good', 'bad', 'total', 'raw'], 'a ratio names either its good or its bad messages');
    return lookThrough();
  }
  if (!ratio.total) {
    shop.lack(by, [...base, 'ratioMetric'], ['total', 'raw'], 'a ratio needs its total');
    return lookThrough();
  }
  const all = ratio.total.metricSource.spec;
  const some = part.metricSource.spec;
  const totalPath = [...base, 'ratioMetric', 'total', 'metricSource', 'spec'];
  const partPath = [...base, 'ratioMetric', which, 'metricSource', 'spec'];
  if (all.samples !== undefined || some.samples !== undefined) shop.fault(by, all.samples !== undefined ? totalPath : partPath, 'counts from samples are read by raw, not by good and total');
  if (all.kind !== undefined && some.kind !== all.kind && !shop.broken(by, [...totalPath, 'kind'])) shop.fault(by, [...partPath, 'kind'], `${which} filters the events of the total, so both read the same kind (${all.kind})`);
  const services = servicesOf(shop, by, totalPath, all);
  if (some.service !== undefined && !shop.broken(by, [...totalPath, 'service']) && String([...new Set([some.service].flat())].sort()) !== String(services)) shop.fault(by, [...partPath, 'service'], `${which} filters the events of the total, so it reads the services of the total`);
  if (ratio.counter === 'true' && !shop.broken(by, totalPath)) shop.warn(by, [...base, 'ratioMetric', 'counter'], 'events are counted one by one: counter belongs to samples', 'leave it out');
  const total = side('total', all, totalPath);
  const filtered = side(which, { ...some, kind: all.kind, samples: undefined }, partPath, total.where);
  if (Object.keys(some.where ?? {}).length === 0 && !shop.broken(by, partPath)) shop.warn(by, partPath, `${which} asks for no more than total does, so all of it is ${which}`, 'where: {…}');
  return { sides: [total, filtered], kind: 'ratio', unit: '', every: 0, services, ...NONE };
};

/** Who asks for an SLI: an objective's name, its service and its window; SLIs that nobody asks for read every service. */
export type Use = { slo: string; service: string; window: Window };

export type Slis = {
  measures: SliMeasure[];
  /** The measure of an SLI as an SLO of that service reads it. */
  of(sli: string, service: string): SliMeasure | undefined;
  /** The measure of an SLI read without an SLO (a KPT's statistic). */
  plain(sli: string): SliMeasure | undefined;
  /** Names of the measures made of an SLI; several when several services use it. */
  rows(sli: string): string[];
  /** The internal SLI that counts what satisfies `op value`; made once for each. */
  cut(sli: SliMeasure, op: string, value: string): SliMeasure;
  /** The internal SLI that keeps the counted minutes of another (of a cut, too); made once for each SLI and time. */
  through(sli: SliMeasure, schedule: Schedule): SliMeasure;
};

/** Makes the SLI measures. */
export const makeSlis = (shop: Workshop, { documents, uses, base }: Pick<Indicators, 'documents' | 'uses' | 'base'>, at: (by: Document<unknown>) => string, calendars: Calendars): Slis => {
  const measures: SliMeasure[] = [];
  const found = new Map<string, SliMeasure>();
  const cuts = new Map<string, SliMeasure>();
  const throughs = new Map<string, SliMeasure>();
  for (const by of documents) {
    const what = read(shop, by, base(by), calendars);
    if (!what) continue;
    if (what.every === 0 && by.annotations['heptad/every'] !== undefined) shop.warn(by, everyAt(base(by)), `${by.name} reads events, and heptad/every is how often samples come`, 'leave it out');
    const asked = [...(uses.get(by.name) ?? [])].sort((a, b) => (a.slo < b.slo ? -1 : 1));
    const sets = new Map<string, { services: string[]; window: Window; label: string }>();
    for (const use of asked) {
      const services = what.services ?? [use.service];
      const key = services.join('\n');
      if (!sets.has(key)) sets.set(key, { services, window: use.window, label: use.service });
      found.set(`${by.name}\n${use.service}`, undefined as never);
    }
    if (sets.size === 0) sets.set('', { services: what.services ?? [], window: ROLLING, label: '' });
    for (const { services, window, label } of sets.values()) {
      const name = sets.size > 1 ? `${by.name}@${label}` : by.name;
      const measure: SliMeasure = {
        tier: 'sli', name, def: hash({ kind: what.kind, sides: what.sides, every: what.every, services, ...meaningOf(what) }), title: by.title, description: by.spec.description ?? '', owner: by.annotations['heptad/owner'] ?? '', internal: false, at: at(by),
        kind: what.kind, state: what.state, ticket: what.ticket, through: null, services, sides: what.sides, every: what.every, unit: what.unit, sli: by.name, window,
      };
      measures.push(measure);
      if (!found.get(by.name)) found.set(by.name, measure);
      found.set(name, measure);
      for (const use of asked) if ((what.services ?? [use.service]).join('\n') === services.join('\n')) found.set(`${by.name}\n${use.service}`, measure);
    }
  }
  return {
    measures,
    of: (sli, service) => found.get(`${sli}\n${service}`),
    plain: (sli) => found.get(sli),
    rows: (sli) => measures.filter((one) => one.sli === sli && !one.internal).map((one) => one.name),
    cut(sli, op, value) {
      const def = hash({ of: sli.def, op, value: decimal(value) });
      const there = cuts.get(def);
      if (there) return there;
      const [total] = sli.sides as [Side];
      const made: SliMeasure = {
        ...sli, name: `${sli.name} ${op} ${value}`, def, internal: true, kind: 'threshold',
        sides: [
          { ...total, where: [...total.where, { field: 'value', test: { exists: true } }] },
          { ...total, side: 'good', where: [...total.where, { field: 'value', test: { [op]: value } }] },
        ],
      };
      cuts.set(def, made);
      measures.push(made);
      return made;
    },
    through(sli, schedule) {
      const bare = timeOf(schedule);
      const def = hash({ through: sli.def, schedule: bare });
      const there = throughs.get(def);
      if (there) return there;
      // the name must not depend on who asks first
      const made: SliMeasure = { ...sli, name: `${sli.name} through ${def.slice(0, 8)}`, def, internal: true, through: { def: sli.def, schedule: bare } };
      throughs.set(def, made);
      measures.push(made);
      return made;
    },
  };
};
