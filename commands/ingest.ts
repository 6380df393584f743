/** `heptad ingest`: takes messages from Kafka and over HTTP into a ClickHouse server. As many as there are partitions may run beside one another. */
import type { Command } from 'commander';
import { ingestApp } from '../ingest/app.ts';
import { startIngest } from '../ingest/room.ts';
import { health } from '../shared/health.ts';
import { listen } from '../shared/listen.ts';
import { budgetOf } from '../shared/memory.ts';
import { watchMemory } from '../shared/pressure.ts';
import { stuckText } from '../shared/store/condition.ts';
import type { Flags } from '../shared/settings.ts';
import { roomOptions, runAlone } from './alone.ts';

const ingest = (version: string) => (flags: Flags): Promise<void> =>
  runAlone('ingest', version, flags, () => undefined, async ({ config, store, clock, log }) => {
    const memory = watchMemory(budgetOf(config.maxMemory, store.embedded), log);
    const room = await startIngest({ store, clock, config, memory, log });
    const handler = health({
      version,
      token: config.token,
      notReady: async () => {
        await room.check();
        const stuck = stuckText(store);
        return stuck ?? (config.kafka && room.progress() === null ? 'Kafka does not answer; messages over HTTP are taken' : null);
      },
      gauges(gauge) {
        const accepted = gauge('heptad_ingest_accepted', 'Messages that this process has stored');
        const late = gauge('heptad_ingest_late', 'Messages older than retention that this process has kept');
        const refused = gauge('heptad_ingest_refused', 'Messages that this process has refused, by code', ['code']);
        const lag = gauge('heptad_ingest_lag', 'Offsets of a partition that are not in the ledger yet', ['topic', 'partition']);
        const [limit, short] = [gauge('heptad_memory_limit_bytes', 'What this process may hold of memory'), gauge('heptad_memory_short', '1 while memory is short: Kafka is not fetched, POST answers 503')];
        return () => {
          const taken = room.taken();
          limit.set(memory.budget.limit);
          short.set(memory.short() ? 1 : 0);
          accepted.set(taken.accepted);
          late.set(taken.late);
          for (const [code, n] of Object.entries(room.counts())) refused.set({ code }, n);
          lag.reset();
          for (const one of room.owned()) lag.set({ topic: one.topic, partition: String(one.partition) }, one.lag);
        };
      },
      rest: ingestApp(room.router, log),
      says: '',
    });
    const listening = await listen(config, handler).catch(async (error: unknown) => {
      await room.stop();
      throw error;
    });
    return { listening, end: [() => listening.stop(), () => room.stop()] };
  });

/** Adds the command. */
export const addIngest = (program: Command, version: string): void =>
  void roomOptions(program.command('ingest').description('one room: take messages in, from KAFKA_BROKERS and POST, into CLICKHOUSE_URL'), 'ingest')
    .option('--max-memory <size>', 'what the process may hold of memory, such as 800m or 2g (default 1g)')
    .addHelpText('after', '\nExample:\n  CLICKHOUSE_URL=http://db:8123/heptad KAFKA_BROKERS=kafka:9092 heptad ingest\n')
    .action(ingest(version));
