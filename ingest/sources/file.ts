/** `heptad import`: NDJSON files (gzip too), line by line, some thousand at a time; a sample is a line that names an sli. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { HeptadError } from '../../shared/errors.ts';
import type { Stream } from '../message.ts';
import type { Receipt } from './counted.ts';

const AT_ONCE = 5000;
/** Characters of one request at most: well under what a request may hold. */
const AT_ONCE_LENGTH = 4 * 1024 * 1024;

export type ImportOptions = { kind?: string; service?: string; onProgress?: (done: number) => void };
export type Imported = Omit<Receipt, 'rejected'> & { rejected: { file: string; line: number; code: string; message: string }[] };

/** What a line is, and the line with the defaults filled in where it is an object that lacks them; other lines go along as they are. */
const prepare = (line: string, options: ImportOptions): { stream: Stream; body: string } => {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return { stream: 'event', body: line };
    const stream = 'sli' in value ? 'sample' : 'event';
    const missing = { ...(options.service !== undefined && value['service'] === undefined ? { service: options.service } : {}), ...(options.kind !== undefined && stream === 'event' && value['kind'] === undefined ? { kind: options.kind } : {}) };
    return { stream, body: Object.keys(missing).length === 0 ? line : JSON.stringify({ ...value, ...missing }) };
  } catch {
    return { stream: 'event', body: line };
  }
};

/** Sends every line of the files to `accept`. Throws USAGE when a file cannot be read; bad lines are listed with file and line. */
export const importFiles = async (files: readonly string[], options: ImportOptions, accept: (stream: Stream, bodies: string[]) => Promise<Receipt>): Promise<Imported> => {
  const out: Imported = { accepted: 0, duplicates: 0, late: 0, rejected: [] };
  let done = 0;
  for (const file of files) {
    const waiting: Record<Stream, { body: string; line: number }[]> = { event: [], sample: [] };
    const length: Record<Stream, number> = { event: 0, sample: 0 };
    const flush = async (stream: Stream): Promise<void> => {
      const some = waiting[stream].splice(0);
      length[stream] = 0;
      if (some.length === 0) return;
      const receipt = await accept(stream, some.map((one) => one.body));
      out.accepted += receipt.accepted;
      out.duplicates += receipt.duplicates;
      out.late += receipt.late;
      for (const one of receipt.rejected) out.rejected.push({ file, line: some[one.index]?.line ?? 0, code: one.code, message: one.message });
      done += some.length;
      options.onProgress?.(done);
    };
    const input = createReadStream(file);
    const text = file.endsWith('.gz') ? input.pipe(createGunzip()) : input;
    // readline does not pass on what goes wrong below it
    let failed: unknown;
    const fail = (error: unknown): void => {
      failed ??= error;
      text.destroy();
    };
    input.on('error', fail);
    text.on('error', fail);
    let number = 0;
    try {
      for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
        number++;
        if (line.trim() === '') continue;
        const { stream, body } = prepare(line, options);
        waiting[stream].push({ body, line: number });
        length[stream] += body.length;
        if (waiting[stream].length >= AT_ONCE || length[stream] >= AT_ONCE_LENGTH) await flush(stream);
      }
    } catch (error) {
      failed ??= error;
    }
    await flush('event');
    await flush('sample');
    if (failed) throw new HeptadError('USAGE', `${file} could not be read: ${failed instanceof Error ? failed.message : String(failed)}`, { cause: failed });
  }
  return out;
};
