/** Child of bench/ingest.ts: the ingest room reads the topic into a store of its own. Arguments: BROKERS TOPIC COUNT DATA. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startIngest } from '../ingest/room.ts';
import { defaults } from '../shared/config.ts';
import { logger } from '../shared/log.ts';
import type { Sql } from '../shared/store/sql.ts';
import { openStore } from '../shared/store/store.ts';
import { clock, stopwatch } from '../shared/time/clock.ts';
import { answer, cpuSince } from './measuring.ts';

const [brokers, topic, count, data] = process.argv.slice(2) as [string, string, string, string];
const store = await openStore({ data });
const cpu = cpuSince();
const begun = process.threadCpuUsage();
const room = await startIngest({ store, clock: clock('wall'), config: { ...defaults, kafka: { brokers: [brokers], ssl: false, sasl: null }, topics: { sie: topic, sli: `${topic}.sli` }, group: `heptad-${process.pid}` }, log: logger('bench', 'error') });
const one = async (statement: string): Promise<number> => Number((await store.read.rows<{ n: string }>(statement as Sql))[0]?.n ?? 0);
// what the room itself counts after each ledger row: asking the store every few ms would be measured, too
const stored = (): number => room.taken().accepted;
while (stored() === 0) await sleep(10);
const [before, ms] = [stored(), stopwatch()];
while (stored() < Number(count)) await sleep(50);
const { user, system } = process.threadCpuUsage(begun);
const found = { thread: (user + system) / Number(count), cpu: cpu() / Number(count), rate: ((Number(count) - before) / ms()) * 1000 };
await room.stop();
answer({ ...found, bytes: (await one("SELECT sum(bytes_on_disk) AS n FROM system.parts WHERE active AND table = 'sie'")) / Number(count), rows: await one('SELECT count() AS n FROM sie') });
