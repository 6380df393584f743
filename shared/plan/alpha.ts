/**
 * Documents of openslo/v1alpha in the form of v1, with the way back from each place of the new form to the place where it is written.
 * What v1alpha shares with v1 is left as it is, slips too, so that the check of v1 names them. Pure.
 */
import type { Path } from './source.ts';

type Map = Record<string, unknown>;
const isMap = (value: unknown): value is Map => value !== null && typeof value === 'object' && !Array.isArray(value);

const UNITS: Record<string, string> = { Second: 's', Minute: 'm', Hour: 'h', Day: 'd', Week: 'w', Month: 'M', Quarter: 'Q', Year: 'Y' };

/** {unit: Week, count: 1} as {duration: 1w}. An unknown unit stays behind its count and is found to be no duration. */
const timeWindow = (value: unknown): unknown => {
  if (!isMap(value) || (value['unit'] === undefined && value['count'] === undefined)) return value;
  const { unit, count, ...rest } = value;
  const given = typeof unit === 'string' ? unit : '';
  return { duration: `${typeof count === 'string' ? count : '1'}${Object.hasOwn(UNITS, given) ? UNITS[given] : ` ${given}`}`, ...rest };
};

/** {source, queryType, query, metadata} as {metricSource: {type, spec}}: of the type heptad the query names the kind of the events, or the samples. */
const metric = (value: unknown): unknown => {
  if (!isMap(value) || value['metricSource'] !== undefined) return value;
  const { source, queryType, query, metadata, ...rest } = value;
  const samples = typeof queryType === 'string' && /^samples?$/i.test(queryType);
  const spec: Map = { ...(query === undefined ? {} : { [String(source).toLowerCase() === 'heptad' ? (samples ? 'samples' : 'kind') : 'query']: query }), ...(isMap(metadata) ? metadata : {}) };
  return { metricSource: { ...(source === undefined ? {} : { type: source }), spec }, ...rest };
};

/** Whether two values are the same YAML. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A document's value as v1; `ratios` are the objectives whose ratioMetrics differ from the first, which v1 cannot say in one SLO. */
export const fromAlpha = (value: Map): { value: Map; way: (path: Path) => Path; ratios: number[] } => {
  const spec = value['spec'];
  const now: Map = { ...value, apiVersion: 'openslo/v1' };
  const stays = { value: now, way: (path: Path) => path, ratios: [] };
  if (value['kind'] !== 'SLO' || !isMap(spec)) return stays;
  const { timeWindows, indicator, objectives, ...rest } = spec;
  const list = Array.isArray(objectives) ? (objectives as unknown[]) : [];
  const holder = list.findIndex((one) => isMap(one) && one['ratioMetrics'] !== undefined);
  const first = holder < 0 ? undefined : (list[holder] as Map)['ratioMetrics'];
  const metadata = { name: isMap(value['metadata']) ? value['metadata']['name'] : undefined };
  const threshold = isMap(indicator) && indicator['metadata'] === undefined && indicator['thresholdMetric'] !== undefined;
  const made: Map = { ...rest };
  if (timeWindows !== undefined) made['timeWindow'] = Array.isArray(timeWindows) ? timeWindows.map(timeWindow) : timeWindows;
  if (isMap(first)) {
    const { incremental, counter, good, bad, total, ...more } = first;
    const sides = Object.fromEntries(Object.entries({ good, bad, total }).filter(([, one]) => one !== undefined).map(([key, one]) => [key, metric(one)]));
    made['indicator'] = { metadata, spec: { ratioMetric: { ...(incremental ?? counter) === undefined ? {} : { counter: incremental ?? counter }, ...sides, ...more } } };
  } else if (threshold) {
    const { thresholdMetric, ...more } = indicator as Map;
    made['indicator'] = { metadata, spec: { thresholdMetric: metric(thresholdMetric), ...more } };
  } else if (indicator !== undefined) made['indicator'] = indicator;
  if (objectives !== undefined)
    made['objectives'] = !Array.isArray(objectives) ? objectives : list.map((one) => {
      if (!isMap(one) || one['ratioMetrics'] === undefined) return one;
      // v1alpha wants a value beside a ratio too, and makes nothing of it
      const { ratioMetrics: _ratio, value: _value, ...objective } = one;
      return objective;
    });
  now['spec'] = made;

  const side = (to: Path, path: Path): Path => {
    const [source, what, ...deeper] = path;
    if (source !== 'metricSource') return [...to, ...path];
    return what === 'type' ? [...to, 'source'] : what !== 'spec' ? to : deeper.length === 0 ? [...to, 'query'] : ['kind', 'samples', 'query'].includes(String(deeper[0])) ? [...to, 'query'] : [...to, 'metadata', ...deeper];
  };
  const way = (path: Path): Path => {
    const [top, field, a, b, ...deeper] = path;
    if (top !== 'spec') return path;
    if (field === 'timeWindow' && timeWindows !== undefined) return ['spec', 'timeWindows', ...(a === undefined ? [] : [a]), ...(b === undefined ? [] : [b === 'duration' ? 'unit' : b]), ...deeper];
    if (field !== 'indicator' || made['indicator'] === indicator || a !== 'spec') return path;
    if (b === 'thresholdMetric') return side(['spec', 'indicator', 'thresholdMetric'], deeper);
    if (b !== 'ratioMetric') return path;
    const [key, ...rest] = deeper;
    const ratio: Path = ['spec', 'objectives', holder, 'ratioMetrics'];
    return key === undefined ? ratio : key === 'counter' ? [...ratio, 'incremental'] : side([...ratio, key], rest);
  };
  return { value: now, way, ratios: list.flatMap((one, i) => (isMap(one) && i > holder && holder >= 0 && !same(one['ratioMetrics'], first) ? [i] : [])) };
};
