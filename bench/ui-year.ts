/**
 * Child of bench/ui.ts: a year of slices in a store that holds one minute of every measure. Arguments: DATA DAYS. Hours and days of the whole time, minutes of the
 * last day, each a multiple of the minute that is there, with bad ones sprinkled in; written past the aggregator, which a bench may and nobody else.
 */
import type { Sql } from '../shared/store/sql.ts';
import { openStore } from '../shared/store/store.ts';
import { answer, progress } from './measuring.ts';

const [data, days] = process.argv.slice(2) as [string, string];
const store = await openStore({ data });
const GRAINS = [['minute', 60, 1, 1440], ['hour', 3600, 60, Number(days) * 24], ['day', 86_400, 1440, Number(days)]] as const;
/** What is good of it, less one in some two hundred. */
const some = 'if(cityHash64(m.def, u.t) % 200 = 7, 0.9, 1)';
const TIERS: [string, string[], string][] = [
  ['sli', ['t', 'def', 'service', 'messages', 'good', 'total', 'n', 'sum', 'min', 'max', 'covered', 'first', 'version'], `m.def, m.service, m.messages * many, toDecimal128(toFloat64(m.good) * many * ${some}, 9), m.total * many, m.n * many, m.sum * many, m.min, m.max, m.covered * many, u.t, 1`],
  ['slo', ['t', 'def', 'good', 'total', 'version'], `m.def, toDecimal128(toFloat64(m.good) * many * ${some}, 18), m.total * many, 1`],
  ['vma', ['t', 'def', 'good', 'bad', 'unknown', 'empty', 'first', 'version'], 'm.def, if(cityHash64(m.def, u.t) % 200 = 7, 0, many), if(cityHash64(m.def, u.t) % 200 = 7, many, 0), 0, 0, u.t, 1'],
];
const counts: Record<string, number> = {};
for (const [grain, seconds, many, back] of GRAINS)
  for (const [tier, columns, values] of TIERS) {
    const table = `${tier}_${grain}`;
    progress(`ui: ${table}`);
    // the minutes that are there stay as they are: version 1 is less than any of theirs
    await store.climb.fill(table, columns as never, `WITH ${many} AS many, (SELECT max(t) FROM ${tier}_minute) AS end
SELECT u.t AS t, ${values}
FROM (SELECT toDateTime(intDiv(toUInt32(end), ${seconds}) * ${seconds} - (number + 1) * ${seconds}, 'UTC') AS t FROM numbers(${back})) AS u
CROSS JOIN (SELECT * FROM ${tier}_minute FINAL WHERE t = end) AS m
SETTINGS max_partitions_per_insert_block = 1000` as Sql);
    counts[table] = Number((await store.climb.rows<{ n: string }>(`SELECT count() AS n FROM ${table}` as Sql))[0]?.n);
  }
await store.close();
answer(counts);
