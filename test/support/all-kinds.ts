/** A plan with SLIs of every kind and all tiers above them, and messages for any day of it: for what must hold of every slice there is. */
import type { Sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { ABOVE, kept, ratio, SHOP, slo } from './plan-of.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

export const ALL_KINDS = `${SHOP}
---
apiVersion: heptad/v1
kind: Calendar
metadata: {name: office}
spec: {timeZone: UTC, week: {mon-sun: ["08:00-18:00"]}}${ratio('answered', 'ok')}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: time}, spec: {thresholdMetric: {metricSource: {type: heptad, spec: {kind: req}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: probed, annotations: {heptad/every: 5m}}, spec: {ratioMetric: {counter: false, raw: {metricSource: {spec: {samples: probe}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: handled, annotations: {heptad/every: 5m}}, spec: {ratioMetric: {counter: true, raw: {metricSource: {spec: {samples: handled}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: running}, spec: {ratioMetric: {counter: false, raw: {metricSource: {spec: {state: {kind: health, up: [up], down: [down], components: [a, b], need: 1, staleAfter: 30m}}}}}}}
---
{apiVersion: openslo/v1, kind: SLI, metadata: {name: restored}, spec: {ratioMetric: {counter: false, raw: {metricSource: {spec: {ticket: {kind: incident, key: labels.number, start: [new], pause: [waiting], stop: [done], limit: 90m}}}}}}}
${slo('rolling', 'answered')}${slo('at-work', 'answered', ', annotations: {heptad/calendar: office}')}${slo('probes', 'probed')}${slo('counted', 'handled')}${slo('runs', 'running')}${slo('mends', 'restored')}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: halves}
spec: {service: shop, indicatorRef: answered, budgetingMethod: Timeslices, timeWindow: [{duration: 30d, isRolling: true}], objectives: [{targetPercent: 60, timeSliceTarget: 0.6, timeSliceWindow: 5m}]}
---
apiVersion: heptad/v1
kind: VitalMissionActivity
metadata: {name: selling}
spec: {all: [rolling, {any: [probes, runs]}], window: 30d, adequate: 80%, desired: 90%}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: slow}
spec: {measure: {sli: time, statistic: p95}, period: month, timeZone: UTC, polarity: lower, adequate: 900, desired: 500}${kept('rolling')}${ABOVE}`;

/** The messages of the day that begins at `from`, ms. Its last samples stand on the midnight that ends it, so their slice is the day's last, which another of its samples shares. */
export const messagesOf = (from: number): { events: object[]; samples: object[] } => {
  const at = (hour: number, more = 0): number => from + hour * 3_600_000 + more;
  const day = from / DAY;
  const events = [8, 12, 20].flatMap((hour) => ['ok', 'ok', hour === 20 ? 'ok' : 'slow', 'bad'].map((state, i) => ({ id: `${day}-${hour}-${i}`, time: at(hour, i * MINUTE), service: 'shop', kind: 'req', state, value: 100 * hour + i + (day % 7), unit: 'ms' })));
  const health = [1, 2, 3, 23.9].flatMap((hour, i) => ['a', 'b'].map((component) => ({ id: `h${day}-${hour}`, time: at(hour), service: 'shop', component, kind: 'health', state: i % 2 === 0 ? 'up' : 'down' })));
  const tickets = ['new', 'waiting', 'done'].map((state, i) => ({ id: `t${day}-${i}`, time: at(9 + i), service: 'shop', kind: 'incident', state, labels: { number: String(day) } }));
  const samples = [10, 23.99, 24].flatMap((hour, i) => [
    { id: `p${day}-${hour}`, time: at(hour), service: 'shop', sli: 'probe', good: 9 - i, total: 10 },
    { id: `c${day}-${hour}`, time: at(hour), service: 'shop', sli: 'handled', good: (day % 1000) * 100 + i * 9, total: (day % 1000) * 100 + i * 10 },
  ]);
  // a delivery that came twice, and one whose copy differs
  return { events: [...events, ...health, ...tickets, events[0] as object, { ...(events[1] as object), state: 'bad' }], samples };
};

/** Tables of slices. */
export const SLICES = ['sli', 'value', 'slo', 'vma'].flatMap((tier) => ['minute', 'hour', 'day'].map((grain) => `${tier}_${grain}`));

/** All rows of all slices of minutes before an instant (ms) but their versions, as lines. */
export const slicesOf = async (door: Door, before = Date.parse('2100-01-01T00:00:00Z')): Promise<string[]> => {
  const out: string[] = [];
  for (const table of SLICES) for (const row of await door.rows<object>(`SELECT * EXCEPT version FROM ${table} FINAL WHERE t < toDateTime(${before / 1000}, 'UTC') ORDER BY t, def` as Sql)) out.push(`${table} ${JSON.stringify(row)}`);
  return out.sort();
};

/** Lines that only one of two lists holds: a few of them, for they are many when something is wrong. */
export const differing = (before: readonly string[], after: readonly string[]): string[] => {
  const [a, b] = [new Set(before), new Set(after)];
  return [...before.filter((one) => !b.has(one)).map((one) => `- ${one}`), ...after.filter((one) => !a.has(one)).map((one) => `+ ${one}`)].slice(0, 20);
};
