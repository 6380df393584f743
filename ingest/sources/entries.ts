/** What a file holds, entry by entry and ready for the path: lines of NDJSON or rows of CSV, their times moved when that was asked for. */
import { isUtf8 } from 'node:buffer';
import { HeptadError } from '../../shared/errors.ts';
import type { Stream } from '../message.ts';
import { timeOf } from '../when.ts';
import { rowsOf } from './csv.ts';
import { type Mapping, messagesBy } from './mapping.ts';

/** `why` says more than the path can of an entry that it will refuse; `time` is the entry's own, before it was moved, null when there is none. */
export type Entry = { line: number; stream: Stream; body: Buffer | string; time: number | null; why?: string };

export type EntryOptions = { kind?: string; service?: string; map?: Mapping; /** ms added to each time */ shift?: number };

/** CSV files are known by their names. */
export const isCsv = (file: string): boolean => /\.csv(\.gz)?$/i.test(file);

/** Bytes kept of a line: more than a message may have, so that a longer one is refused for its length. */
const KEPT = 300_000;

/** Lines as bytes, without their end: only a line feed ends a line, whatever else some readers take for one; bytes that are no text are refused further on. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      const line = rest.length === 0 ? chunk.subarray(from, to) : Buffer.concat([...rest, chunk.subarray(from, to)]);
      rest = [];
      length = 0;
      from = to + 1;
      yield line.at(-1) === 13 ? line.subarray(0, -1) : line;
    }
    if (from < chunk.length && length < KEPT) {
      rest.push(chunk.subarray(from));
      length += chunk.length - from;
    }
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** Files from other systems may begin with a byte-order mark; it is no part of their text. */
async function* withoutMark(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of input) {
    yield first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
    first = false;
  }
}

/** `{…}` with members put in front: the text behind them, its digits and its faults stay as they were. */
const withMembers = (text: string, members: Record<string, string>, empty: boolean): string => {
  const at = text.indexOf('{') + 1;
  return `${text.slice(0, at)}${JSON.stringify(members).slice(1, -1)}${empty ? '' : ','}${text.slice(at)}`;
};

/** The object with its time (and that of a CloudEvent's data) moved; null when there is no time to move. */
const moved = (value: Record<string, unknown>, shift: number): string | null => {
  const move = (one: Record<string, unknown>): Record<string, unknown> => {
    const time = timeOf(one['time']);
    return time === null ? one : { ...one, time: time + shift };
  };
  const data = value['data'];
  const out = move('specversion' in value && data !== null && typeof data === 'object' && !Array.isArray(data) ? { ...value, data: move(data as Record<string, unknown>) } : value);
  // a CloudEvent's time is text
  if ('specversion' in out && typeof out['time'] === 'number') out['time'] = new Date(out['time']).toISOString();
  return JSON.stringify(out);
};

/** What a line is, with the defaults filled in where it is an object that lacks them; other lines go along as they are. */
const entryOf = (line: Buffer, number: number, { kind, service, shift = 0 }: EntryOptions): Entry => {
  const asIs = { line: number, stream: 'event' as const, body: line, time: null };
  if (!isUtf8(line)) return asIs;
  try {
    const text = line.toString('utf8');
    const value = JSON.parse(text) as Record<string, unknown>;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return asIs;
    const stream = 'sli' in value ? 'sample' : 'event';
    const missing = { ...(service !== undefined && value['service'] === undefined ? { service } : {}), ...(kind !== undefined && stream === 'event' && value['kind'] === undefined ? { kind } : {}) };
    const time = timeOf((value['data'] as { time?: unknown } | null | undefined)?.time ?? value['time']);
    const given = shift === 0 || time === null ? null : moved(value, shift);
    return { line: number, stream, time, body: Object.keys(missing).length === 0 ? (given ?? line) : withMembers(given ?? text, missing, Object.keys(value).length === 0) };
  } catch {
    return asIs;
  }
};

/** One line, as a message must be on its way: a row that could not be read may hold several. */
const oneLine = (raw: Buffer): Buffer => (raw.includes(10) ? Buffer.from(raw.map((byte) => (byte === 10 ? 32 : byte))) : raw);

const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 32 || byte === 9 || byte === 13);

async function* fromLines(input: AsyncIterable<Buffer>, options: EntryOptions): AsyncGenerator<Entry> {
  let number = 0;
  for await (const line of linesOf(input)) {
    number++;
    if (!isBlank(line)) yield entryOf(line, number, options);
  }
}

async function* fromRows(input: AsyncIterable<Buffer>, file: string, { map = new Map(), shift = 0, ...defaults }: EntryOptions): AsyncGenerator<Entry> {
  let header: string[] | null = null;
  let message: ReturnType<typeof messagesBy> | null = null;
  for await (const row of rowsOf(input)) {
    if (!header || !message) {
      if (!('cells' in row)) throw new HeptadError('USAGE', `${file}:${row.line}: the header cannot be read: ${row.why ?? 'it is not UTF-8 text, or longer than 1 MiB'}`);
      header = row.cells.map((one) => one.trim());
      message = messagesBy(map, header, defaults, file);
    } else if (!('cells' in row)) yield { line: row.line, stream: 'event', time: null, body: oneLine(row.raw), ...(row.why === undefined ? {} : { why: row.why }) };
    else if (row.cells.length !== header.length) {
      yield { line: row.line, stream: 'event', time: null, body: row.cells.join(',').replaceAll('\n', ' '), why: `the row has ${row.cells.length} cells, the header ${header.length}` };
    } else {
      const found = message(row.cells, row.line);
      const time = found === null ? null : timeOf(found['time']);
      if (found && time !== null && shift !== 0) found['time'] = time + shift;
      // one blank: an empty line would be no message at all
      yield { line: row.line, stream: found && found['sli'] !== undefined ? 'sample' : 'event', time, body: found === null ? ' ' : JSON.stringify(found) };
    }
  }
  if (!header) throw new HeptadError('USAGE', `${file} is empty: a CSV file begins with a header`);
}

/** The entries of a file in order. Throws USAGE when a CSV file has no header, or one that does not go with the mapping. */
export const entriesOf = (input: AsyncIterable<Buffer>, file: string, options: EntryOptions): AsyncGenerator<Entry> => (isCsv(file) ? fromRows(withoutMark(input), file, options) : fromLines(withoutMark(input), options));
