/**
 * Rows of a CSV file (RFC 4180), as bytes come: quotes, CRLF, line feeds inside of quotes. A row that cannot be read costs itself alone, and memory is bounded.
 * By hand, not by a library: those tried lose the rest of the file behind such a row, or count its lines wrongly.
 */
import { isUtf8 } from 'node:buffer';

/** A row and the line on which it begins; one that cannot be read comes as its bytes (one line of them at most) and, where the bytes do not say it, why. */
export type Row = { line: number; cells: string[] } | { line: number; raw: Buffer; why?: string };

/** Bytes of one row at most. A quote that is still open then will not be closed. */
const LONGEST = 1024 * 1024;
/** What is kept of a line that is longer: still more than a message may have, so that it is refused for its length. */
const KEPT = 300_000;
const [QUOTE, FEED, RETURN] = [34, 10, 13] as const;

type Found = { to: number; cells: string[] } | { bad: string } | null;

/** The cells of the row at `from`, which holds quotes; null when it goes on behind the data. */
const quoted = (data: Buffer, from: number, delimiter: number, whole: boolean): Found => {
  const cells: string[] = [];
  for (let i = from; ; i++) {
    if (data[i] === QUOTE) {
      let text = '';
      for (let start = i + 1; ; start = i + 2) {
        i = data.indexOf(QUOTE, start);
        if (i < 0) return whole || data.length - from > LONGEST ? { bad: 'a quote is opened and not closed' } : null;
        if (i + 1 === data.length && !whole) return null;
        if (data[i + 1] !== QUOTE) {
          cells.push(text + data.toString('utf8', start, i));
          break;
        }
        text += data.toString('utf8', start, i + 1);
      }
      i++;
    } else {
      const start = i;
      while (i < data.length && data[i] !== delimiter && data[i] !== FEED) i++;
      const end = data[i] !== delimiter && data[i - 1] === RETURN && i > start ? i - 1 : i;
      cells.push(data.toString('utf8', start, end));
      if (end < i) i = end;
    }
    if (data[i] === delimiter) continue;
    if (i >= data.length) return whole ? { to: i, cells } : null;
    if (data[i] === FEED) return { to: i + 1, cells };
    if (data[i] === RETURN && i + 1 >= data.length) return whole ? { to: i + 1, cells } : null;
    if (data[i] === RETURN && data[i + 1] === FEED) return { to: i + 2, cells };
    return { bad: 'text follows a closing quote; a quote inside of quotes is written twice' };
  }
};

/** The row at `from`; most rows have no quotes and are cut at once. */
const rowAt = (data: Buffer, from: number, delimiter: number, whole: boolean): Found => {
  const feed = data.indexOf(FEED, from);
  if (feed < 0 && !whole) return data.subarray(from).includes(QUOTE) ? quoted(data, from, delimiter, whole) : null;
  const end = feed < 0 ? data.length : feed;
  if (data.subarray(from, end).includes(QUOTE)) return quoted(data, from, delimiter, whole);
  return { to: Math.min(end + 1, data.length), cells: data.toString('utf8', from, data[end - 1] === RETURN && end > from ? end - 1 : end).split(String.fromCharCode(delimiter)) };
};

const feeds = (data: Buffer, from: number, to: number): number => {
  let count = 0;
  for (let i = data.indexOf(FEED, from); i >= 0 && i < to; i = data.indexOf(FEED, i + 1)) count++;
  return count;
};

/** What parts the cells: comma, semicolon or tab, whichever the first line has most of. */
const delimiterOf = (data: Buffer): number => {
  const line = data.subarray(0, data.indexOf(FEED) < 0 ? data.length : data.indexOf(FEED));
  const counts = [44, 59, 9].map((one) => [one, line.filter((byte) => byte === one).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
};

/** Every row in order, the header being the first; lines with nothing on them are none. */
export async function* rowsOf(input: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  let data: Buffer = Buffer.alloc(0);
  let line = 1;
  let delimiter = 0;
  /** inside of a line that is too long, whose rest is dropped */
  let dropping = false;
  const take = function* (whole: boolean): Generator<Row> {
    if (delimiter === 0 && (whole || data.includes(FEED) || data.length > LONGEST)) delimiter = delimiterOf(data);
    if (delimiter === 0) return;
    let from = 0;
    while (from < data.length) {
      const feed = data.indexOf(FEED, from);
      if (dropping || data[from] === FEED || (data[from] === RETURN && data[from + 1] === FEED)) {
        if (feed < 0) {
          data = Buffer.alloc(0);
          return;
        }
        dropping = false;
        from = feed + 1;
        line++;
        continue;
      }
      const found = rowAt(data, from, delimiter, whole);
      if (found === null) {
        if (data.length - from <= LONGEST) break;
        yield { line, raw: data.subarray(from, from + KEPT) };
        dropping = true;
        continue;
      }
      const to = 'bad' in found ? (feed < 0 ? data.length : feed + 1) : found.to;
      const raw = data.subarray(from, to);
      if ('bad' in found) yield { line, raw: raw.subarray(0, KEPT), why: found.bad };
      else if (isUtf8(raw)) yield { line, cells: found.cells };
      else yield { line, raw: raw.subarray(0, KEPT) };
      line += feeds(data, from, to);
      from = to;
    }
    data = data.subarray(from);
  };
  for await (const chunk of input) {
    data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
    yield* take(false);
  }
  yield* take(true);
}
