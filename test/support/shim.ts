/**
 * A stand-in for a ClickHouse server where there is no Docker: the real engine (chdb) in a process of its own behind the part of the HTTP interface that
 * @clickhouse/client uses. Several processes can share one store through it. Run: node test/support/shim.ts FOLDER; prints its URL.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session } from 'chdb';
import { RAW } from '../../ingest/rows.ts';
import { handOver } from '../../shared/store/handed-over.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: shim.ts FOLDER');
const sessions = new Map<string, Session>();
/** One session a database: a session's USE sticks to it. */
const session = async (database: string): Promise<Session> => {
  const there = sessions.get(database);
  if (there) return there;
  const made = new Session(folder);
  if (database !== '') await made.queryAsync(`USE ${database}`);
  sessions.set(database, made);
  return made;
};

const bytes = handOver(folder);

/** Statements run one after the other: settings and USE belong to a session, and a session does one thing at a time. */
let turn: Promise<unknown> = Promise.resolve();
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const done = turn.then(work, work);
  turn = done.catch(() => undefined);
  return done;
};

const SETTINGS = ['output_format_json_quote_64bit_integers', 'output_format_json_quote_decimals'];

// a server's own limit of a URL: http_max_uri_size
const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url ?? '/', 'http://shim');
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    const body = Buffer.concat(chunks);
    const query = url.searchParams.get('query');
    const params: Record<string, string> = {};
    for (const [key, value] of url.searchParams) if (key.startsWith('param_')) params[key.slice(6)] = value;
    void inTurn(async () => {
      try {
        const one = await session(url.searchParams.get('database') ?? '');
        for (const name of SETTINGS) {
          const value = url.searchParams.get(name);
          if (value !== null) await one.queryAsync(`SET ${name}=${Number(value)}`);
        }
        // the engine itself takes no bytes with a statement; they are rows of raw
        const binary = /^INSERT INTO (\S+) .*FORMAT RowBinary$/.exec(query ?? '');
        if (binary) {
          await bytes.put(RAW, [body], (source) => one.queryAsync(`INSERT INTO ${binary[1]} (${Object.keys(RAW).join(', ')}) SELECT * FROM ${source}`));
          return void response.end();
        }
        // data of an INSERT come as the body, the statement as a parameter
        const statement = query === null ? body.toString('utf8') : `${query}\n${body.toString('utf8')}`;
        if (url.searchParams.get('readonly') && !/^\s*(--.*\n|\s)*(SELECT|WITH|CHECK)/i.test(statement)) throw new Error('Code: 164. DB::Exception: readonly: Cannot execute query in readonly mode. (READONLY)');
        const found = /\bFORMAT\s+(\w+)\s*$/i.exec(statement);
        const text = found && query === null ? statement.slice(0, found.index) : statement;
        const options = found && query === null ? { format: found[1] as string } : { format: 'TabSeparated' };
        const result = Object.keys(params).length > 0 ? await one.queryBindAsync(text, params, options as never) : await one.queryAsync(text, options as never);
        response.setHeader('X-ClickHouse-Summary', JSON.stringify({ read_rows: String(result.rowsRead ?? 0), written_rows: '0', elapsed_ns: '0' }));
        response.end(result.text());
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        response.statusCode = 500;
        const code = /Code: (\d+)/.exec(message)?.[1] ?? '1000';
        response.setHeader('X-ClickHouse-Exception-Code', code);
        response.end(message.startsWith('Code: ') ? message : `Code: ${code}. DB::Exception: ${message}. (UNKNOWN_EXCEPTION)`);
      }
    });
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`));
