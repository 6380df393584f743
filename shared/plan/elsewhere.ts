/** Metric sources that would have to be asked elsewhere (Prometheus, Datadog, …): named as such, with what to write instead, and not judged as ours. Pure. */
import { valueAt } from './mend.ts';
import type { Path } from './source.ts';

/** A metricSource of another type: the way to it, the field that says so, and what to write. */
export type Elsewhere = { path: Path; field: 'type' | 'metricSourceRef'; type: string; instead: string };

const SAMPLES = 'ratioMetric: {rawType: success, raw: {metricSource: {type: heptad, spec: {samples: NAME}}}}';
const instead = (place: string, type: string): string =>
  place === 'thresholdMetric'
    ? `write type: heptad and spec: {kind: EVENT-KIND, unit: ms} to read the values of events, or spec: {samples: NAME} for values that are sent as samples`
    : place === 'raw'
      ? 'write type: heptad and spec: {samples: NAME}, and send good and total as samples'
      : `write type: heptad and spec: {kind: EVENT-KIND, where: {…}} to count events; what ${type} has counted already is sent as samples and read by ${SAMPLES}`;

const PLACES: readonly Path[] = [['thresholdMetric'], ['ratioMetric', 'good'], ['ratioMetric', 'bad'], ['ratioMetric', 'total'], ['ratioMetric', 'raw']];

/** Those of an SLI or of the indicators of an SLO. `types` are those of the plan's data sources by name: a source without a type has that of what it refers to. */
export const elsewhere = (kind: string, value: unknown, types: ReadonlyMap<string, string>): Elsewhere[] => {
  const objectives = valueAt(value, ['spec', 'objectives']);
  const specs: Path[] = kind === 'SLI' ? [['spec']] : kind === 'SLO' ? [['spec', 'indicator', 'spec'], ...(Array.isArray(objectives) ? objectives.map((_, i): Path => ['spec', 'objectives', i, 'indicator', 'spec']) : [])] : [];
  return specs.flatMap((spec) =>
    PLACES.flatMap((place): Elsewhere[] => {
      const path: Path = [...spec, ...place, 'metricSource'];
      const [own, ref] = [valueAt(value, [...path, 'type']), valueAt(value, [...path, 'metricSourceRef'])];
      const type = typeof own === 'string' ? own : own === undefined && typeof ref === 'string' ? types.get(ref) : undefined;
      if (type === undefined || type.toLowerCase() === 'heptad') return [];
      return [{ path, field: own === undefined ? 'metricSourceRef' : 'type', type, instead: instead(String(place.at(-1)), type) }];
    }),
  );
};
