/**
 * Real flights as events: 20 000 records of the US Department of Transportation, 2001-01-01 to 2001-03-31, from the npm package vega-datasets.
 * `date` is the actual departure, local without a zone and taken as UTC; `delay` is the arrival delay in minutes; cancelled flights are not in the set.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Record = { date: string; delay: number; distance: number; origin: string; destination: string };

export type Flight = { time: number; event: string; sample: string };

const haul = (miles: number): string => (miles < 500 ? 'short' : miles < 1500 ? 'medium' : 'long');
/** Departure banks by the hour on the clock: a night flight belongs to the evening that it follows. */
const bank = (hour: number): string => (hour >= 4 && hour < 10 ? 'morning' : hour >= 10 && hour < 16 ? 'midday' : 'evening');

/** The last event: it only moves the clock to the end of the quarter and is read by no SLI. */
export const END = { time: Date.parse('2001-04-01T00:00:00Z'), event: JSON.stringify({ id: 'replay-end', time: '2001-04-01T00:00:00Z', service: 'flights', kind: 'replay.end' }) };

/** Every flight in order of departure: one event with its delay, and one sample with its miles and those flown on time. Ids are row numbers. */
export const flights = (): Flight[] => {
  // the package exports its index only; the data lie beside it
  const [folder = ''] = createRequire(import.meta.url).resolve.paths('vega-datasets')?.map((one) => join(one, 'vega-datasets')).filter((one) => existsSync(one)) ?? [];
  const file = join(folder, 'data', 'flights-20k.json');
  const records = JSON.parse(readFileSync(file, 'utf8')) as Record[];
  return records
    .map((one, row): Flight => {
      const id = `f-${String(row + 1).padStart(5, '0')}`;
      const time = `${one.date.replaceAll('/', '-').replace(' ', 'T')}:00Z`;
      const labels = { origin: one.origin, destination: one.destination, haul: haul(one.distance), bank: bank(Number(one.date.slice(11, 13))) };
      return {
        time: Date.parse(time),
        event: JSON.stringify({ id, time, service: 'flights', kind: 'flight', value: one.delay, unit: 'min', labels: { ...labels, miles: String(one.distance) } }),
        sample: JSON.stringify({ id, time, service: 'flights', sli: 'miles-on-time', good: one.delay <= 15 ? one.distance : 0, total: one.distance }),
      };
    })
    .sort((a, b) => a.time - b.time);
};
