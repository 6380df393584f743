/**
 * Child of bench/climb.ts: the climb of one whole open minute, counted again in every tick while it lasts. Arguments: DATA ROWS TICKS. Ten services with
 * ten SLIs each, 240 shapes a service. Floors over the same rows in the same process: a plain count by minute, service and shape; and with the check for repeated ids.
 */
import { sql } from '../shared/store/sql.ts';
import { answer, progress } from './measuring.ts';
import { request } from './messages.ts';
import { type Cost, openRooms } from './rooms.ts';

const [data, rows, ticks] = process.argv.slice(2) as [string, string, string];
const COUNT = Number(rows);
const START = Date.parse('2026-11-20T12:00:00Z');
const AT_ONCE = 50_000;
const twice = sql(import.meta.url, '../aggregator/rollup/2-sli-twice.sql');

const rooms = await openRooms(data, 100);
for (let i = 0; i < COUNT; i += AT_ONCE) await rooms.ingest.accept('event', Array.from({ length: Math.min(AT_ONCE, COUNT - i) }, (_, j) => request((i + j) % 10, Math.floor((i + j) / 10), START + Math.floor(((i + j) / COUNT) * 59_000))), 'http');
await rooms.settle();
progress(`climb: a minute of ${COUNT} events is in`);

const found: Record<'tick' | 'count' | 'check', Cost[]> = { tick: [], count: [], check: [] };
const WARM = Number(ticks) > 1 ? 1 : 0;
for (let n = 0; n < Number(ticks) + WARM; n++) {
  const tick = await rooms.tick(Array.from({ length: 100 }, (_, i) => request(i % 10, n * 10 + i, START + 59_100 + n)));
  const count = await rooms.cost(() => rooms.one(`SELECT count() AS n FROM (SELECT minute, service, shape, count(), count(value), sum(value) FROM sie WHERE minute = '2026-11-20 12:00:00' GROUP BY minute, service, shape)`));
  const check = await rooms.cost(() => rooms.rows(twice, { touched: JSON.stringify(Array.from({ length: 10 }, (_, s) => [START / 1000, `service-${s}`])) }));
  if (n < WARM) continue;
  found.tick.push(tick);
  found.count.push(count);
  found.check.push(check);
}
answer({ rows: await rooms.one('SELECT count() AS n FROM sie'), shapes: await rooms.one('SELECT uniqExact(shape) AS n FROM sie'), ...found });
