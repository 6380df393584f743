/**
 * Child of bench/ingest.ts, the peer: ClickHouse's own Kafka engine and a materialized view, in chdb. Arguments: BROKERS TOPIC COUNT DATA.
 * Its table keeps the fields of an event typed and sorted as ours are, with the same fsync settings; it refuses nothing, knows no shapes and keeps no books.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Session } from 'chdb';
import { stopwatch } from '../shared/time/clock.ts';
import { answer, cpuSince } from './measuring.ts';

const [brokers, topic, count, data] = process.argv.slice(2) as [string, string, string, string];
const store = new Session(data);
const one = (statement: string): number => Number(String(store.query(statement, 'TabSeparated')).trim());
const cpu = cpuSince();
for (const statement of [
  'CREATE DATABASE bench',
  `CREATE TABLE bench.event (
     minute DateTime('UTC') CODEC(Delta, ZSTD(1)), service LowCardinality(String), kind LowCardinality(String), state LowCardinality(String), severity LowCardinality(String), labels Map(LowCardinality(String), LowCardinality(String)),
     id String, time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), value Nullable(Decimal(38, 9)), partition UInt32, offset UInt64 CODEC(Delta, ZSTD(1))
   ) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMMDD(minute) ORDER BY (minute, service, kind, state, id, partition, offset)
   SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1`,
  `CREATE TABLE bench.queue (id String, time DateTime64(3, 'UTC'), service LowCardinality(String), kind LowCardinality(String), state LowCardinality(String), value Nullable(Decimal(38, 9)), severity LowCardinality(String), labels Map(LowCardinality(String), LowCardinality(String)))
   ENGINE = Kafka SETTINGS kafka_broker_list = '${brokers}', kafka_topic_list = '${topic}', kafka_group_name = 'clickhouse-${process.pid}', kafka_format = 'JSONEachRow', kafka_num_consumers = 2, kafka_thread_per_consumer = 1,
   kafka_poll_max_batch_size = 65536, kafka_max_block_size = 65536, kafka_flush_interval_ms = 1000, date_time_input_format = 'best_effort'`,
  `CREATE MATERIALIZED VIEW bench.way TO bench.event AS SELECT toStartOfMinute(time) AS minute, service, kind, state, severity, labels, id, time, value, _partition AS partition, _offset AS offset FROM bench.queue`,
])
  store.query(statement);
const stored = (): number => one('SELECT count() FROM bench.event');
while (stored() === 0) await sleep(100);
const [before, ms] = [stored(), stopwatch()];
for (let n = before; n < Number(count); n = stored()) await sleep(100);
const found = { cpu: cpu() / Number(count), rate: ((Number(count) - before) / ms()) * 1000 };
answer({ ...found, bytes: one("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'bench' AND table = 'event'") / Number(count), rows: stored() });
