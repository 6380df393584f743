/** The ingest room: sources in front, one path, one sink behind. It writes raw, shape, refused, late, gap, ledger and pulse, and rolls nothing up. */
import { hostname } from 'node:os';
import type { Router } from 'express';
import type { Config } from '../shared/config.ts';
import type { Log } from '../shared/log.ts';
import type { Store } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import type { Stream } from './message.ts';
import { path, type Way } from './path.ts';
import { shapes } from './shape.ts';
import { newestKnown, startPulse } from './sinks/pulse.ts';
import { openSink } from './sinks/store.ts';
import { openCounted, type Receipt } from './sources/counted.ts';
import { httpSource } from './sources/http.ts';
import { startKafka } from './sources/kafka.ts';

/** Where a Kafka partition stands: `next` is the first offset that is not in the ledger. */
export type Progress = { topic: string; partition: number; next: number; end: number; lag: number };

export type IngestRoom = {
  /** POST /api/v1/events and /api/v1/samples */
  router: Router;
  accept(stream: Stream, bodies: (Buffer | string)[], log: 'http' | 'import', way?: Way): Promise<Receipt>;
  /** every partition; null while the brokers do not answer */
  progress(): Progress[] | null;
  /** refused messages by code since the start */
  counts(): Record<string, number>;
  /** Finishes what is on its way, within seconds. */
  stop(): Promise<void>;
};

export type IngestOptions = { store: Store; clock: Clock; config: Pick<Config, 'retention' | 'epoch' | 'kafka' | 'topics' | 'group'>; log: Log };

/** Opens the logs, moves an events clock to where it stood, and begins to consume when brokers are configured. */
export const startIngest = async ({ store, clock, config, log }: IngestOptions): Promise<IngestRoom> => {
  const door = store.ingest;
  const writer = `${hostname()} ${process.pid}`;
  clock.see(await newestKnown(door));
  const known = shapes();
  const along = path(clock, config.retention, known);
  const sink = await openSink(door, clock, writer, log, known);
  const http = await openCounted(door, 'http', config, along, sink, () => pulse.beat());
  const imports = await openCounted(door, 'import', config, along, sink, () => undefined);
  const kafka = config.kafka ? startKafka({ door, clock, config: { ...config, kafka: config.kafka }, path: along, sink, log, committed: () => pulse.beat() }) : null;
  const pulse = startPulse(door, clock, writer, () => [http.beat(), ...(kafka?.beats() ?? [])], log);
  const accept: IngestRoom['accept'] = (stream, bodies, name, way) => (name === 'http' ? http : imports).accept(stream, bodies, way);
  return {
    router: httpSource((stream, bodies, way) => accept(stream, bodies, 'http', way)),
    accept,
    progress: () => (kafka ? kafka.progress() : []),
    counts: () => ({ ...http.counts, ...kafka?.counts }),
    async stop() {
      await kafka?.stop();
      await http.idle();
      await imports.idle();
      await pulse.stop();
    },
  };
};
