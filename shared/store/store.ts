/**
 * The one door to ClickHouse: embedded (chdb in this process, its folder locked to it) or a server, the same SQL and client for both.
 * Everybody else gets a `Door`: run a constant statement, read rows, insert rows. A connection works one statement at a time, so each
 * room has its own: `ingest` writes raw, `climb` belongs to the aggregator, `entry` is the dashboard's for what a person enters, `read` is a small pool that cannot write.
 */
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { defaults } from '../config.ts';
import { HeptadError } from '../errors.ts';
import { makeFolder } from '../folder.ts';
import { budgetOf } from '../memory.ts';
import { turns } from '../turns.ts';
import { mustBeWritable, whyNotOpened } from './ground.ts';
import { handOver, type Types } from './handed-over.ts';
import { keepAnswers } from './kept-answers.ts';
import { LONGEST, withLiterals } from './literals.ts';
import { migrate } from './migrate.ts';
import type { Sql } from './sql.ts';
import { refused } from './trouble.ts';

/** Values of a statement's typed parameters. Lists travel as JSON text and are unpacked in SQL (`JSONExtract({list:String}, …)`). */
export type Params = Record<string, string | number | bigint | boolean | null>;

/** Decimals and 64-bit integers come back as text, exactly. */
export type Door = {
  rows<T>(statement: Sql, params?: Params): Promise<T[]>;
  run(statement: Sql, params?: Params): Promise<void>;
  /** Inserts what a SELECT answers, without a way through this process: `INSERT INTO table (columns) statement`. */
  fill(table: string, columns: readonly string[], statement: Sql, params?: Params): Promise<void>;
  /** Inserts in one part per partition; resolves when it is durable. `body` = lines of JSONEachRow, or pieces of RowBinary, of which `columns` says the types. */
  insert(table: string, columns: readonly string[] | Types, format: 'JSONEachRow' | 'RowBinary', body: string | readonly Buffer[]): Promise<void>;
  /** Rows that ClickHouse says it has read for this door since it was opened. */
  rowsRead(): number;
};

export type Store = { ingest: Door; climb: Door; entry: Door; read: Door; embedded: boolean; /** how many writes to a table have ended; what has not grown holds nothing new. null of a server, where others write, too */ writes: ((table: string) => number) | null; /** the data folder of an embedded store, null of a server */ data: string | null; /** why the last write of some room failed (the disk is full, say); null when none did */ stuck(): HeptadError | null; close(): Promise<void> };

/** `data`: folder of the embedded store. `url`: a ClickHouse server instead (http://user:password@host:8123/database). */
export type StoreConfig = { data: string; url?: string | undefined; readers?: number; /** threads of one statement, embedded; default: as many as there are cores */ threads?: number; /** bytes the embedded engine may allocate */ engine?: number };

/** A connection. Of the embedded engine it has ways of its own, over two sessions that work on one statement at a time each. */
type Link = { client: ClickHouseClient; own?: { text(statement: string, params: Params): Promise<string>; command(statement: string, params: Params): Promise<number>; insert(table: string, columns: readonly string[] | Types, body: string | readonly Buffer[]): Promise<unknown> } };

/** Read as text so that no digit is lost; set once per connection, never per query (chdb's settings stick to the connection). */
const OUTPUT = { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 } as const;
/** What a reader may use: seconds, bytes, rows. Last of all it gives up writing, which cannot be undone on its connection. */
const reader = (bytes: number): string[] => ['SET max_execution_time=30', `SET max_memory_usage=${bytes}`, 'SET max_result_rows=1000000', 'SET readonly=1'];
/** On a server: its own limits are its operator's. */
const READER_THERE = 2_000_000_000;

/** The engine's own caches would grow to gigabytes, and what they hold counts: a full one would leave nothing to work with. */
const cachesOf = (engine: number): string[] => Object.entries({ mark: 16, primary_index: 16, index_mark: 32, query_condition: 64 }).map(([name, share]) => `--${name}_cache_size=${Math.floor(engine / share)}`);
/** What a statement groups or sorts goes to the disk from here on, for any statement ends in an error at the engine's limit, and several work at once. */
const spilling = (engine: number): string[] => ['group_by', 'sort'].map((what) => `SET max_bytes_before_external_${what}=${Math.floor(engine / 6)}`);

/** What goes wrong is thrown and said once; the client's own log would say it again, at length, on every try. */
const QUIET = { level: ClickHouseLogLevel.OFF };

const namesOf = (columns: readonly string[] | Types): string[] => (Array.isArray(columns) ? [...columns] : Object.keys(columns));

/** Statements that one client works on at once, against a server; of the embedded engine, those that are with a link whose sessions have turns of their own. */
const SOCKETS = 4;
const often = (link: Link): Link[] => Array.from({ length: SOCKETS }, () => link);

const bind = (params: Params): Record<string, unknown> => Object.fromEntries(Object.entries(params).map(([k, v]) => [k, typeof v === 'bigint' ? v.toString() : v]));

/** Where the store is, and what is told of every write: why it failed, null when it did not; and, whatever came of it, to which table it went. */
type Wrote = { where: string; wrote(error: HeptadError | null): void; ended?: (table: string) => void };
/** The table that a statement inserts into. */
const INTO = /^\s*INSERT INTO (\w+)/;

/** Keeps why the last write of a door failed. */
const watched = (where: string, ended?: (table: string) => void): { whose(): Wrote; /** of who asks once and hears of it */ apart: Wrote; stuck(): HeptadError | null } => {
  const failed: (HeptadError | null)[] = [];
  return {
    whose() {
      const mine = failed.push(null) - 1;
      return { where, ...(ended ? { ended } : {}), wrote: (error) => void (failed[mine] = error && error.code !== 'STORE_REFUSED' ? error : null) };
    },
    apart: { where, ...(ended ? { ended } : {}), wrote: () => undefined },
    stuck: () => failed.find((one) => one !== null) ?? null,
  };
};

type Answered<T> = { data: T[]; statistics?: { rows_read?: number } };
/** How every answer begins; within a text it could not stand unescaped. */
const BEGINS = '{\n\t"meta":';
/** An answer as JSON. In the embedded engine what a failed question had already written stands before the next answer of its connection. */
const whole = <T>(text: string): Answered<T> => {
  try {
    return JSON.parse(text) as Answered<T>;
  } catch (error) {
    const from = text.lastIndexOf(BEGINS);
    if (from <= 0) throw error;
    return JSON.parse(text.slice(from)) as Answered<T>;
  }
};

/** A door over one or several links, each of which stands there as often as it works on statements at once. */
const door = (links: readonly Link[], { where, wrote, ended }: Wrote): Door => {
  let read = 0;
  const through = turns(links);
  const failed = (error: unknown, what: string): HeptadError => {
    const told = refused(error, what, where);
    wrote(told);
    return told;
  };
  const command = async (query: string, params: Params): Promise<void> => {
    try {
      read += await through(({ own, client }) => own?.command(query, params) ?? client.command({ query, query_params: bind(params) }).then((done) => Number(done.summary?.read_rows ?? 0)));
      wrote(null);
    } catch (error) {
      throw failed(error, 'run a statement');
    } finally {
      ended?.(INTO.exec(query)?.[1] ?? '');
    }
  };
  return {
    async rows<T>(statement: Sql, params: Params = {}): Promise<T[]> {
      try {
        const text = await through(async ({ own, client }) => own?.text(statement, params) ?? (await client.query({ query: statement, query_params: bind(params), format: 'JSON' })).text());
        const answer = whole<T>(text);
        read += Number(answer.statistics?.rows_read ?? 0);
        return answer.data;
      } catch (error) {
        throw refused(error, 'read', where);
      }
    },
    run: (statement, params = {}) => command(statement, params),
    fill: (table, columns, statement, params = {}) => command(`INSERT INTO ${table} (${columns.join(', ')})\n${statement}`, params),
    async insert(table, columns, format, body) {
      if (body.length === 0) return;
      try {
        await through(async ({ own, client }) => {
          if (own) return own.insert(table, columns, body);
          const done = await client.exec({ query: `INSERT INTO ${table} (${namesOf(columns).join(', ')}) SETTINGS async_insert=0 FORMAT ${format}`, values: Readable.from(typeof body === 'string' ? [Buffer.from(body)] : body) });
          return done.stream.resume();
        });
        wrote(null);
      } catch (error) {
        throw failed(error, `insert into ${table}`);
      } finally {
        ended?.(table);
      }
    },
    rowsRead: () => read,
  };
};

/** A door that is opened when somebody first goes through it: few ever enter anything. */
const whenNeeded = (open: () => Promise<Door>): Door => {
  let there: Promise<Door> | null = null;
  const get = (): Promise<Door> => {
    there ??= open();
    there.catch(() => (there = null));
    return there;
  };
  return {
    rows: async (...all) => (await get()).rows(...all),
    run: async (...all) => (await get()).run(...all),
    fill: async (...all) => (await get()).fill(...all),
    insert: async (...all) => (await get()).insert(...all),
    rowsRead: () => 0,
  };
};

const openEmbedded = async ({ data, readers = 2, threads, engine = budgetOf(defaults.maxMemory, true).engine }: StoreConfig): Promise<Store> => {
  const { createChdbConnection } = await import('chdb/connection');
  const { Session } = await import('chdb');
  const path = resolve(data, 'store');
  makeFolder(path, data);
  mustBeWritable(path, data);
  let session: InstanceType<typeof Session>;
  try {
    session = new Session(path, { connectionArgs: [`--max_server_memory_usage=${engine}`, ...cachesOf(engine)] });
  } catch (error) {
    throw whyNotOpened(path, data, error);
  }
  session.query('CREATE DATABASE IF NOT EXISTS heptad');
  const sessions = [session];
  const rows = handOver(path);
  const link = async (more: readonly string[]): Promise<Link> => {
    const connection = createChdbConnection({ path });
    const own = new Session(path);
    sessions.push(own);
    const client = createClient({ connection } as never);
    for (const [name, value] of Object.entries(OUTPUT)) await client.command({ query: `SET ${name}=${value}` });
    for (const statement of ['USE heptad', 'SET async_insert=0', `SET max_query_size=${LONGEST}`, ...(threads ? [`SET max_threads=${threads}`] : []), ...spilling(engine), ...more]) {
      await client.command({ query: statement });
      await own.queryAsync(statement);
    }
    const [asking, telling] = [turns([client]), turns([own])];
    return {
      client,
      own: {
        text: (statement, params) => asking(async () => (await client.query({ query: withLiterals(statement, params), format: 'JSON' })).text()),
        // the session's own call tells how many rows were read; the client's does not
        command: (statement, params) => telling(async () => Number((await own.queryAsync(withLiterals(statement, params))).rowsRead ?? 0)),
        insert: (table, columns, body) =>
          typeof body === 'string'
            ? asking(() => connection.chdb.rawInsert({ table: `heptad.${table}`, columns: namesOf(columns), format: 'JSONEachRow', values: body }))
            : rows.put(columns as Types, body, (source) => telling(() => own.queryAsync(`INSERT INTO ${table} (${namesOf(columns).join(', ')}) SELECT * FROM ${source}`))),
      },
    };
  };
  // its folder is locked to this process: nobody else writes
  const writes = new Map<string, number>();
  const written = (table: string): number => writes.get(table) ?? 0;
  const { whose, apart, stuck } = watched(`the store in ${data}`, (table) => void writes.set(table, (writes.get(table) ?? 0) + 1));
  const writers = [await link(['SET optimize_on_insert=0']), await link([])] as const;
  await migrate(door(often(writers[0]), whose()), false);
  const pool: Link[] = [];
  for (let i = 0; i < readers; i++) pool.push(await link(reader(Math.floor((engine * 3) / 4))));
  const all: Link[] = [...writers, ...pool];
  return {
    ingest: door(often(writers[0]), whose()),
    climb: door(often(writers[1]), whose()),
    entry: whenNeeded(async () => {
      const own = await link([]);
      all.push(own);
      return door(often(own), apart);
    }),
    read: keepAnswers(door(pool, whose()), written),
    embedded: true,
    writes: written,
    data: resolve(data),
    stuck,
    async close() {
      for (const one of all) await one.client.close();
      for (const one of sessions) one.close();
    },
  };
};

const openServer = async (url: string, readers: number): Promise<Store> => {
  const at = URL.canParse(url) ? new URL(url) : null;
  // a password in it must not reach the screen
  if (!at || !/^https?:$/.test(at.protocol)) throw new HeptadError('USAGE', `CLICKHOUSE_URL is ${url.includes('@') ? 'set to something' : url}, which is not an address such as http://user:password@host:8123/database`);
  const database = at.pathname.replace(/^\//, '') || 'heptad';
  at.pathname = '';
  const client = (settings: Record<string, unknown>, base?: string): ClickHouseClient =>
    createClient({ url: at.toString(), ...(base ? { database: base } : {}), request_timeout: 60_000, max_open_connections: SOCKETS, log: QUIET, clickhouse_settings: { ...OUTPUT, ...settings } as never });
  const first = client({}, undefined);
  try {
    await first.command({ query: `CREATE DATABASE IF NOT EXISTS ${database.replaceAll(/[^A-Za-z0-9_]/g, '_')}` });
  } catch (error) {
    await first.close();
    throw refused(error, 'create the database', 'the ClickHouse server');
  }
  await first.close();
  const links = [client({}, database), client({}, database), client({}, database)] as const;
  const { whose, apart, stuck } = watched('the ClickHouse server');
  await migrate(door(often({ client: links[0] }), whose()), true);
  const pool = Array.from({ length: readers }, () => client({ readonly: 2, max_execution_time: 30, max_memory_usage: String(READER_THERE) }, database));
  return {
    ingest: door(often({ client: links[0] }), whose()),
    climb: door(often({ client: links[1] }), whose()),
    entry: door(often({ client: links[2] }), apart),
    read: door(pool.flatMap((one) => often({ client: one })), whose()),
    embedded: false,
    writes: null,
    data: null,
    stuck,
    async close() {
      for (const one of [...links, ...pool]) await one.close();
    },
  };
};

/**
 * Opens the store, runs the migrations that are missing and hands out the doors.
 * Throws STORE_LOCKED (folder in use), STORE_READ_ONLY, STORE_FULL, STORE_DAMAGED (the engine does not open it), STORE_UNREACHABLE (retriable) or STORE_REFUSED.
 */
export const openStore = (config: StoreConfig): Promise<Store> => (config.url ? openServer(config.url, config.readers ?? 2) : openEmbedded(config));
