/**
 * Where the path ends: a batch becomes durable in this order: shapes, raw rows, refused and late rows, and then the ledger row, which is the commit.
 * If this process dies before the ledger row, the messages are read (or sent) again and collapse; after it, they count exactly once.
 */
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { HeptadError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import { refuse, type Refused, type Stream } from '../message.ts';
import { type Batch, type Place, refusedLine } from '../path.ts';
import { RAW } from '../rows.ts';
import type { Shapes } from '../shape.ts';
import { meanwhile } from './meanwhile.ts';
import { rawOf } from './raw.ts';
import type { Writer } from './writer.ts';

const SHAPE = ['shape', 'stream', 'service', 'kind', 'state', 'severity', 'component', 'unit', 'labels', 'at'] as const;
const REFUSED = ['at', 'code', 'message', 'log', 'epoch', 'partition', 'offset', 'entry', 'payload'] as const;
const LATE = ['stream', 'time', 'service', 'id', 'source', 'log', 'epoch', 'partition', 'offset', 'payload'] as const;
const LEDGER = ['seq', 'log', 'epoch', 'partition', 'first', 'last', 'ok', 'refused', 'late', 'holes', 'unknown', 'events', 'samples', 'shapes', 'newest', 'clock', 'end', 'speaks', 'tail', 'hash', 'writer', 'at'] as const;
const TABLE: Record<Stream, string> = { event: 'sie', sample: 'sample' };

/** Characters one insert of lines takes, about: text of a whole batch could be longer than a string may be. */
const MOST_TEXT = 16 * 1024 * 1024;

/** Lines as texts of at most MOST_TEXT characters (or one line). */
const texts = function* (lines: readonly string[]): Generator<string> {
  for (let from = 0; from < lines.length; ) {
    let to = from;
    for (let size = 0; to < lines.length && (to === from || size + (lines[to] as string).length < MOST_TEXT); to++) size += (lines[to] as string).length + 1;
    yield `${lines.slice(from, to).join('\n')}\n`;
    from = to;
  }
};

/** (minute, service), as the ledger keeps them. */
const pairs = (touched: ReadonlyMap<number, ReadonlySet<string>>): [number, string][] => [...touched].flatMap(([minute, services]) => [...services].map((one): [number, string] => [minute, one]));

/** What one partition adds: offsets [first, last], `holes` of them without a message (transaction markers, compaction). */
export type Share = {
  place: Omit<Place, 'offset'>; first: bigint; last: bigint; holes: number; end: bigint; speaks: boolean; /** the last message taken of the partition so far and what it held */ tail: { offset: bigint; hash: bigint } | null; batch: Batch;
  /** told before the ledger row which messages the store would not have: they passed the path and are refused all the same */
  spoilt?: (some: readonly Spoilt[]) => Promise<void> | void;
  /** what else of these offsets stands already: refused and late rows, shapes of raw rows */
  stands?: { refused: number; late: number; shapes: readonly string[] };
};
/** A message that passed every check of ours and that the store refused. */
export type Spoilt = { offset: number; refused: Refused };

export type Sink = {
  /** Durable when it resolves. Retries for as long as the store is away; `alive` is called every few seconds, whether the store is away or slow. */
  commit(share: Share, alive?: () => Promise<void>): Promise<void>;
  /** No ledger row of this process that cannot be seen yet has, or will have, a number up to the one answered. `heard` = the greatest that any writer promised. */
  promise(heard: bigint): bigint;
  /** The newest event that is durable, ms; 0 = none. */
  newest(): number;
};

/** Whether the store found fault with the data rather than with itself. */
const isDataError = (error: unknown): boolean => error instanceof HeptadError && error.code === 'STORE_REFUSED' && /CANNOT_PARSE|INCORRECT_DATA|ARGUMENT_OUT_OF_BOUND|DECIMAL_OVERFLOW|VALUE_IS_OUT_OF_RANGE|TOO_LARGE_STRING_SIZE|Code: (6|26|27|38|41|69|70|72|117|131|321|349|407|469)\b/.test(error.message);

/** Opens the sink of one writer; `shapes` is told whose rows are durable. */
export const openSink = (door: Door, clock: Clock, writer: Writer, log: Log, shapes: Pick<Shapes, 'kept'>): Sink => {
  let seq = writer.after;
  let { newest } = writer;
  /** the least number of the ledger rows that are being written */
  let writing: bigint | null = null;
  let recording = false;
  const waiting: { row(number: bigint, now: number): string; done(): void; failed(error: unknown): void }[] = [];

  /** `alive` throws to give up waiting; while `work` is under way it is `breath` that is called. */
  const insist = async (what: string, alive: (() => Promise<void>) | undefined, work: () => Promise<void>, breath = alive): Promise<void> => {
    for (let wait = 200; ; wait = Math.min(wait * 2, 5000)) {
      try {
        return await meanwhile(breath, work());
      } catch (error) {
        // what is not the store's trouble would be the same again
        if (isDataError(error) || !(error instanceof HeptadError)) throw error;
        log.error({ err: error, wait }, `${what} could not be written; trying again`);
        for (let slept = 0; slept < wait; slept += 1000) {
          await alive?.();
          await sleep(Math.min(1000, wait - slept));
        }
      }
    }
  };

  /** Writes the rows that wait, those of the same moment in one insert, one insert at a time: the aggregator reads on from the greatest seq it saw, so a smaller one must never appear after it. */
  const record = async (): Promise<void> => {
    recording = true;
    while (waiting.length > 0) {
      await turn();
      const some = waiting.splice(0);
      const now = clock.machine();
      const time = BigInt(now);
      const lines = some.map((one) => {
        // the last bits are this writer's own: two that begin at one offset with one number would be one row
        const above = seq / 4096n + 1n;
        seq = (time > above ? time : above) * 4096n + BigInt(writer.partition % 4096);
        writing ??= seq;
        return `${one.row(seq, now)}\n`;
      });
      const end = await insist('ledger', undefined, () => door.insert('ledger', LEDGER, 'JSONEachRow', lines.join(''))).then(() => null, (error: unknown) => ({ error }));
      writing = null;
      for (const one of some) if (end) one.failed(end.error); else one.done();
    }
    recording = false;
  };

  const raw = Object.fromEntries((['event', 'sample'] as const).map((stream) => [stream, rawOf({
    isDataError,
    insert: (bytes, alive, breath) => insist(TABLE[stream], alive, () => door.insert(TABLE[stream], RAW, 'RowBinary', bytes()), breath),
  })])) as Record<Stream, ReturnType<typeof rawOf>>;

  return {
    async commit({ place, first, last: to, holes, end, speaks, tail, batch, spoilt: tell, stands = { refused: 0, late: 0, shapes: [] } }, alive) {
      const spoilt: Spoilt[] = [];
      const put = async (table: string, columns: readonly string[], lines: string[]): Promise<void> => {
        for (const text of texts(lines)) await insist(table, alive, () => door.insert(table, columns, 'JSONEachRow', text));
      };
      const at = stored(clock.machine());
      await put('shape', SHAPE, [...batch.shapes].map(([shape, { stream, service, kind, state, severity, component, unit, labels }]) => JSON.stringify({ shape, stream, service, kind, state, severity, component, unit, labels, at })));
      const owner = {
        alive,
        spoilt({ line, offset }: { line: string; offset: number }, error: unknown) {
          const refused = refuse('STORE_REFUSED', error instanceof Error ? error.message.slice(0, 300) : 'the store refused it');
          batch.ok--;
          batch.refused.push(refusedLine(clock.machine(), refused, { ...place, offset }, line));
          spoilt.push({ offset, refused });
        },
      };
      for (const stream of ['event', 'sample'] as const) await raw[stream].write([...batch.raw[stream]].sort((a, b) => a[0] - b[0]), owner);
      if (spoilt.length > 0) await tell?.(spoilt);
      await put('refused', REFUSED, batch.refused);
      await put('late', LATE, batch.late);
      const row = (number: bigint, now: number): string => JSON.stringify({
        seq: number.toString(), log: place.log, epoch: place.epoch, partition: place.partition, first: first.toString(), last: to.toString(), ok: batch.ok, refused: batch.refused.length + stands.refused, late: batch.late.length + stands.late, holes, unknown: batch.unknown,
        events: pairs(batch.touched.event), samples: pairs(batch.touched.sample), shapes: [...batch.shapes.keys(), ...stands.shapes], newest: stored(batch.newest), clock: stored(clock.now()), end: end.toString(), speaks: speaks ? 1 : 0, tail: (tail?.offset ?? 0n).toString(), hash: (tail?.hash ?? 0n).toString(), writer: writer.name, at: stored(now),
      });
      // once begun it is written whatever happens to the partition: a row that may or may not stand, with others behind it, could be passed over
      await meanwhile(alive, new Promise<void>((done, failed) => {
        waiting.push({ row, done, failed });
        if (!recording) void record();
      }));
      newest = Math.max(newest, batch.newest);
      // only now: until this row is there, a batch that is committed before it must carry them, too
      shapes.kept(batch.shapes.keys());
    },
    promise(heard) {
      if (writing !== null) return writing - 1n;
      const now = BigInt(clock.machine()) * 4096n;
      for (const one of [now, heard]) if (one > seq) seq = one;
      return seq;
    },
    newest: () => newest,
  };
};
