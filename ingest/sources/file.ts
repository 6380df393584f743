/** `heptad import`: NDJSON files (gzip too), line by line, some thousand at a time; a sample is a line that names an sli. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { HeptadError, whyUnread } from '../../shared/errors.ts';
import type { Stream } from '../message.ts';
import type { Receipt } from './counted.ts';

const AT_ONCE = 5000;
/** Bytes of one request at most: well under what a request may hold. */
const AT_ONCE_LENGTH = 4 * 1024 * 1024;

export type ImportOptions = { kind?: string; service?: string; onProgress?: (done: number) => void };
export type Imported = Omit<Receipt, 'rejected'> & { rejected: { file: string; line: number; code: string; message: string }[] };

/** Lines as bytes, without their end: only a line feed ends a line, whatever else some readers take for one; bytes that are no text are refused further on. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of input) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      const line = rest.length === 0 ? chunk.subarray(from, to) : Buffer.concat([...rest, chunk.subarray(from, to)]);
      rest = [];
      from = to + 1;
      yield line.at(-1) === 13 ? line.subarray(0, -1) : line;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** What a line is, and the line with the defaults filled in where it is an object that lacks them; other lines go along as they are. */
const prepare = (line: Buffer, options: ImportOptions): { stream: Stream; body: Buffer | string } => {
  if (!isUtf8(line)) return { stream: 'event', body: line };
  try {
    const value = JSON.parse(line.toString('utf8')) as Record<string, unknown>;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return { stream: 'event', body: line };
    const stream = 'sli' in value ? 'sample' : 'event';
    const missing = { ...(options.service !== undefined && value['service'] === undefined ? { service: options.service } : {}), ...(options.kind !== undefined && stream === 'event' && value['kind'] === undefined ? { kind: options.kind } : {}) };
    return { stream, body: Object.keys(missing).length === 0 ? line : JSON.stringify({ ...value, ...missing }) };
  } catch {
    return { stream: 'event', body: line };
  }
};

/** Sends every line of the files to `accept`. Throws USAGE when a file cannot be read; bad lines are listed with file and line. */
export const importFiles = async (files: readonly string[], options: ImportOptions, accept: (stream: Stream, bodies: (Buffer | string)[]) => Promise<Receipt>): Promise<Imported> => {
  const out: Imported = { accepted: 0, duplicates: 0, late: 0, rejected: [] };
  let done = 0;
  for (const file of files) {
    const waiting: Record<Stream, { body: Buffer | string; line: number }[]> = { event: [], sample: [] };
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
    // a pipe does not pass on what goes wrong before it
    let failed: unknown;
    input.on('error', (error) => {
      failed ??= error;
      text.destroy(error);
    });
    let number = 0;
    try {
      for await (const line of linesOf(text)) {
        number++;
        if (line.every((byte) => byte === 32 || byte === 9 || byte === 13)) continue;
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
    if (failed) throw new HeptadError('USAGE', `${file} could not be read: ${whyUnread(failed)}`, { cause: failed });
  }
  return out;
};
