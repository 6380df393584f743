/**
 * Child of bench/growth.ts: so many events of so many services come in and are climbed, and all tiers are made again from raw. Arguments: DATA EVENTS SERVICES SHAPES (a service's, in turns; Infinity: as many as there are).
 * The plan is that of ten services and a hundred SLOs, whatever comes in; events are spread evenly over six hours.
 */
import { answer, progress } from './measuring.ts';
import { request } from './messages.ts';
import { type Cost, openRooms } from './rooms.ts';

const [data, events, services, shapes] = process.argv.slice(2) as [string, string, string, string];
const [COUNT, SERVICES, SHAPES] = [Number(events), Number(services), Number(shapes)];
const START = Date.parse('2026-11-20T06:00:00Z');
const SPAN = 6 * 3_600_000;
const AT_ONCE = 50_000;

const rooms = await openRooms(data, 100);
const took: Cost = { cpu: 0, ms: 0, statements: 0 };
for (let i = 0; i < COUNT; i += AT_ONCE) {
  // made before they are measured
  const bodies = Array.from({ length: Math.min(AT_ONCE, COUNT - i) }, (_, j) => request((i + j) % SERVICES, Math.floor((i + j) / SERVICES) % SHAPES, START + Math.floor(((i + j) / COUNT) * SPAN)));
  const { cpu, ms } = await rooms.cost(() => rooms.ingest.accept('event', bodies, 'http', { history: true }));
  took.cpu += cpu;
  took.ms += ms;
  if ((i / AT_ONCE) % 20 === 19) progress(`growth: ${i + AT_ONCE} of ${COUNT} in, ${((took.cpu / (i + AT_ONCE)) * 1000).toFixed(2)} µs an event`);
}
const climbed = await rooms.cost(() => rooms.settle());
progress(`growth: climbed, ${((climbed.cpu / COUNT) * 1000).toFixed(2)} µs an event`);
const rebuilt = await rooms.rebuild();
answer({ events: COUNT, services: SERVICES, ingest: took, climbed, rebuilt, rows: await rooms.one('SELECT count() AS n FROM sie'), bytes: await rooms.one("SELECT sum(bytes_on_disk) AS n FROM system.parts WHERE active AND table = 'sie'") });
