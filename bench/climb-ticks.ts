/**
 * Child of bench/climb.ts: what a tick costs at so many SLOs above some days of slices, when a few minutes were touched. Arguments: DATA SLOS HOURS TICKS.
 * All data come in along the ingest path: each service speaks every minute, two events and two samples.
 */
import { answer, progress } from './measuring.ts';
import { request, sample } from './messages.ts';
import { SAMPLED } from './plan.ts';
import { type Cost, openRooms } from './rooms.ts';

const [data, slos, hours, ticks] = process.argv.slice(2) as [string, string, string, string];
const services = Math.ceil(Number(slos) / 10);
const minutes = Number(hours) * 60;
const MINUTE = 60_000;
const START = Date.parse('2026-11-20T12:00:00Z') - minutes * MINUTE;
/** Minutes of one batch: about 50 000 messages. */
const AT_ONCE = Math.ceil(25_000 / (2 * services));

const rooms = await openRooms(data, Number(slos));
let count = 0;
const seeding = await rooms.cost(async () => {
  for (let m = 0; m < minutes; m += AT_ONCE) {
    const [events, samples]: [string[], string[]] = [[], []];
    for (let t = m; t < Math.min(minutes, m + AT_ONCE); t++)
      for (let s = 0; s < services; s++) {
        for (let i = 0; i < 2; i++) events.push(request(s, t * 2 + i, START + t * MINUTE + 20_000 * (i + 1)));
        for (const k of SAMPLED) samples.push(sample(s, k, START + (t + 1) * MINUTE));
      }
    count += events.length + samples.length;
    await Promise.all([rooms.ingest.accept('event', events, 'http'), rooms.ingest.accept('sample', samples, 'http')]);
  }
});
progress(`climb: ${slos} SLOs, ${count} messages in, ${Math.round(seeding.ms / 1000)} s`);
const history = await rooms.cost(() => rooms.settle());
progress(`climb: ${slos} SLOs, history climbed, ${Math.round(history.ms / 1000)} s`);

/** Events of the newest minute from `of` services, and one that is late by `late` minutes. */
const news = (n: number, of: number, late: number): string[] => [
  ...Array.from({ length: of * 5 }, (_, i) => request(i % of, n * 10 + i, START + minutes * MINUTE + 30_000 + n)),
  ...(late > 0 ? [request(0, n, START + (minutes - late) * MINUTE)] : []),
];
const kinds: Record<'one' | 'all' | 'late', Cost[]> = { one: [], all: [], late: [] };
// the first ticks warm the code; every kind in turn
const WARM = Number(ticks) > 1 ? 2 : 0;
for (let n = 0; n < Number(ticks) + WARM; n++)
  for (const [kind, of, late] of [['one', 1, 0], ['all', services, 0], ['late', 1, Math.min(minutes - 1, 300)]] as const) {
    const found = await rooms.tick(news(n, of, late));
    if (n >= WARM) kinds[kind].push(found);
  }
answer({ slos: Number(slos) + 1, services, hours: Number(hours), messages: count, sliMinutes: await rooms.one('SELECT count() AS n FROM sli_minute'), history, ...kinds });
