/** `heptad import`: files of NDJSON or CSV (gzip too), entry by entry, some thousand at a time; bad entries are listed and stop nothing. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { HeptadError, whyUnread } from '../../shared/errors.ts';
import { JANUARY_1970, secondsHint } from '../../shared/time/seconds.ts';
import type { Stream } from '../message.ts';
import type { Receipt } from './counted.ts';
import { type Entry, entriesOf, type EntryOptions, isCsv } from './entries.ts';

const AT_ONCE = 20_000;
/** Bytes of one request at most: well under what a request may hold. */
const AT_ONCE_LENGTH = 4 * 1024 * 1024;
/** Rejected entries that are listed one by one; all are counted, and each stands in the table `refused`. */
const LISTED = 10_000;
const WEEK = 7 * 86_400_000;

/** `progress`: messages done, and the share of all bytes that were read (0 to 1). `shiftToNow`: the instant to move to, ms. */
export type ImportOptions = Omit<EntryOptions, 'shift'> & { shiftToNow?: number; onProgress?: (done: number, share: number) => void };
export type Imported = Omit<Receipt, 'rejected' | 'hints'> & { hints: string[]; /** the first 10 000 of them */ rejected: { file: string; line: number; code: string; message: string }[]; refused: Record<string, number>; /** ms added to every time */ shifted: number };

/** Takes messages along the path. `packed`: they could not be unpacked, and why; they are refused for it. */
export type Accept = (stream: Stream, bodies: (Buffer | string)[], packed?: string) => Promise<Receipt>;

/** What went wrong with a file: it cannot be read at all, or it is not whole gzip. */
class Unreadable extends Error {}
class Broken extends Error {}

/** The bytes of a file, unpacked when its name ends in .gz. Throws Unreadable or Broken. */
async function* bytesOf(file: string, seen: (bytes: number) => void): AsyncGenerator<Buffer> {
  const input = createReadStream(file);
  const text = file.endsWith('.gz') ? input.pipe(createGunzip()) : input;
  // a pipe does not pass on what goes wrong before it
  let failed: Error | null = null;
  input.on('error', (error) => {
    failed ??= error;
    text.destroy(error);
  });
  let told = 0;
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      yield chunk;
      seen(input.bytesRead - told);
      told = input.bytesRead;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw failed ? new Unreadable(message, { cause: error }) : new Broken(message, { cause: error });
  } finally {
    input.destroy();
  }
}

/** What ends the reading of a file, as the command says it; null when it is not whole gzip, which costs only what is missing. */
const saidOf = (error: unknown, file: string): unknown => (error instanceof Broken ? null : error instanceof Unreadable ? new HeptadError('USAGE', `${file} could not be read: ${whyUnread(error.cause)}`, { cause: error.cause }) : error);

/** The newest time that stands in a file, null when there is none. With `first` only its beginning is read: whether it can be, and goes with the mapping. */
const newestIn = async (file: string, options: EntryOptions, first: boolean): Promise<number | null> => {
  let newest: number | null = null;
  try {
    for await (const { time } of entriesOf(bytesOf(file, () => undefined), file, options)) {
      if (time !== null && (newest === null || time > newest)) newest = time;
      if (first) break;
    }
  } catch (error) {
    const said = saidOf(error, file);
    if (said) throw said;
  }
  return newest;
};

/**
 * Sends what the files hold to `accept`. Throws USAGE when a file cannot be read or its columns do not go with the mapping; a file that is not whole gzip
 * counts as one refused message (BAD_ENCODING) behind what could be read of it.
 */
export const importFiles = async (files: readonly string[], { onProgress, shiftToNow, ...options }: ImportOptions, accept: Accept, sizes: readonly number[] = []): Promise<Imported> => {
  if (options.map && !files.some(isCsv)) throw new HeptadError('USAGE', `--map is for CSV files, and ${files[0]} is none`, { hint: 'CSV files are named .csv or .csv.gz' });
  const out: Imported = { accepted: 0, duplicates: 0, late: 0, rejected: [], refused: {}, shifted: 0, hints: [] };
  let seconds = 0;
  // all of them before anything is sent
  const newest = (await Promise.all(files.map((file) => newestIn(file, options, shiftToNow === undefined)))).reduce<number | null>((most, one) => (one !== null && (most === null || one > most) ? one : most), null);
  // whole weeks: hours and days of the week stay what they were
  if (shiftToNow !== undefined && newest !== null) out.shifted = Math.floor((shiftToNow - newest) / WEEK) * WEEK;
  const all = sizes.reduce((sum, one) => sum + one, 0);
  let done = 0;
  let bytes = 0;
  const reject = (file: string, line: number, code: string, message: string): void => {
    out.refused[code] = (out.refused[code] ?? 0) + 1;
    if (out.rejected.length < LISTED) out.rejected.push({ file, line, code, message });
  };
  for (const file of files) {
    const waiting: Record<Stream, Entry[]> = { event: [], sample: [] };
    const listed = out.rejected.length;
    const length: Record<Stream, number> = { event: 0, sample: 0 };
    const flush = async (stream: Stream): Promise<void> => {
      const some = waiting[stream].splice(0);
      length[stream] = 0;
      if (some.length === 0) return;
      const receipt = await accept(stream, some.map((one) => one.body));
      out.accepted += receipt.accepted;
      out.duplicates += receipt.duplicates;
      out.late += receipt.late;
      for (const one of receipt.rejected) reject(file, some[one.index]?.line ?? 0, one.code, some[one.index]?.why ?? one.message);
      done += some.length;
      onProgress?.(done, all === 0 ? 0 : Math.min(1, bytes / all));
    };
    let line = 0;
    let failed: unknown = null;
    try {
      for await (const entry of entriesOf(bytesOf(file, (more) => void (bytes += more)), file, { ...options, shift: out.shifted })) {
        line = entry.line;
        if (entry.time !== null && entry.time < JANUARY_1970) seconds++;
        waiting[entry.stream].push(entry);
        length[entry.stream] += entry.body.length;
        if (waiting[entry.stream].length >= AT_ONCE || length[entry.stream] >= AT_ONCE_LENGTH) await flush(entry.stream);
      }
    } catch (error) {
      failed = error;
    }
    await flush('event');
    await flush('sample');
    // events and samples went in batches of their own
    out.rejected.push(...out.rejected.splice(listed).sort((a, b) => a.line - b.line));
    if (failed instanceof Broken) {
      const why = `${file} could not be unpacked from here on: ${failed.message}`;
      await accept('event', [file], why);
      reject(file, line + 1, 'BAD_ENCODING', why);
    } else if (failed) throw saidOf(failed, file);
  }
  if (seconds > 0) out.hints.push(secondsHint(seconds));
  return out;
};
