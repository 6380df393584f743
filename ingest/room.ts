/** The ingest room: sources in front, one path, one sink behind. It writes raw, shape, refused, late, gap, ledger and pulse, and rolls nothing up. */
import type { Router } from 'express';
import type { Config } from '../shared/config.ts';
import type { Log } from '../shared/log.ts';
import { type Memory, ROOMY } from '../shared/pressure.ts';
import { sql } from '../shared/store/sql.ts';
import type { Store } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import type { Stream } from './message.ts';
import { path, type Way } from './path.ts';
import { openSealed } from './sealed.ts';
import { shapes } from './shape.ts';
import { type Beat, startPulse } from './sinks/pulse.ts';
import { openSink } from './sinks/store.ts';
import { enrol } from './sinks/writer.ts';
import { openCounted, type Receipt } from './sources/counted.ts';
import { httpSource } from './sources/http.ts';
import { startKafka } from './sources/kafka.ts';
import type { Standing } from './sources/kafka-partitions.ts';

const ready = sql(import.meta.url, './ready.sql');

/** Where a Kafka partition stands: `next` is the first offset that is not in the ledger. */
type Progress = Standing;

export type IngestRoom = {
  /** POST /api/v1/events and /api/v1/samples */
  router: Router;
  accept(stream: Stream, bodies: (Buffer | string)[], log: 'http' | 'import', way?: Way): Promise<Receipt>;
  /** every partition; null while the brokers do not answer */
  progress(): Progress[] | null;
  /** refused messages by code since the start */
  counts(): Record<string, number>;
  /** messages that this process has stored, and kept as late */
  taken(): { accepted: number; late: number };
  /** the Kafka partitions that this process reads */
  owned(): Progress[];
  /** Throws what the store throws when it does not answer. */
  check(): Promise<void>;
  /** Finishes what is on its way, within seconds. */
  stop(): Promise<void>;
};

export type IngestOptions = { store: Store; clock: Clock; config: Pick<Config, 'retention' | 'epoch' | 'kafka' | 'topics' | 'group'>; log: Log; /** what this process may hold; absent: nobody looks */ memory?: Memory; /** false: it only imports, so nothing waits for it */ speaks?: boolean; /** nothing helps any more but a new process; by default this one ends in order, with code 1 */ gaveUp?: () => void };

const endInOrder = (): void => {
  process.exitCode = 1;
  process.kill(process.pid, 'SIGTERM');
};

/** Opens the logs, moves an events clock to where it stood, and begins to consume when brokers are configured. */
export const startIngest = async ({ store, clock, config, log, memory = ROOMY, speaks = true, gaveUp = endInOrder }: IngestOptions): Promise<IngestRoom> => {
  const door = store.ingest;
  const writer = await enrol(door, clock, config.epoch, store.embedded);
  clock.see(writer.newest);
  const known = shapes();
  const sealed = await openSealed(door, log);
  const along = path(clock, config.retention, known, sealed);
  const sink = openSink(door, clock, writer, log, known);
  const counted = { epoch: config.epoch, waiting: memory.budget.waiting };
  const http = await openCounted(door, 'http', writer.partition, counted, along, sink, () => pulse.beat());
  const imports = await openCounted(door, 'import', writer.partition, counted, along, sink, () => undefined);
  const kafka = config.kafka ? startKafka({ door, clock, config: { ...config, kafka: config.kafka }, path: along, sink, alone: store.embedded, memory, log, committed: () => pulse.beat(), gaveUp }) : null;
  // the import log says that this writer lives; it takes no part in the watermark. Until the brokers have told what they hold nobody speaks for it
  const beats = (): Beat[] => (kafka && !kafka.told() ? [imports.beat()] : [...(speaks ? [http.beat()] : []), imports.beat(), ...(kafka?.beats() ?? [])]);
  const pulse = startPulse(door, clock, writer, sink, beats, log);
  const accept: IngestRoom['accept'] = (stream, bodies, name, way) => (name === 'http' ? http : imports).accept(stream, bodies, way);
  return {
    router: httpSource((stream, bodies, way) => accept(stream, bodies, 'http', way), memory),
    accept,
    progress: () => (kafka ? kafka.progress() : []),
    taken: () => beats().reduce((sum, one) => ({ accepted: sum.accepted + one.accepted, late: sum.late + one.late }), { accepted: 0, late: 0 }),
    owned: () => (kafka?.beats() ?? []).map((one) => ({ topic: one.log, partition: one.partition, next: Number(one.next), end: Number(one.end), lag: Math.max(0, Number(one.end - one.next)), stopped: one.stopped === 'LOG_CHANGED' ? 'LOG_CHANGED' : null })),
    check: async () => void (await store.read.rows(ready)),
    counts: () => [http.counts, imports.counts, kafka?.counts ?? {}].flatMap(Object.entries<number>).reduce<Record<string, number>>((sum, [code, n]) => ({ ...sum, [code]: (sum[code] ?? 0) + n }), {}),
    async stop() {
      await sealed.stop();
      await kafka?.stop();
      await http.idle();
      await imports.idle();
      await pulse.stop();
    },
  };
};
