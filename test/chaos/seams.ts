/**
 * Seams of the chaos suite, loaded before the program by `node --import`: they put other text in the place of single lines of it while it is read. So the
 * program can be broken on purpose (the suite must then find something), or made to wait less, and nothing of that stands in the program itself.
 * HEPTAD_SEAMS = names, with commas. A line that is not there any more is an error: a seam must not go loose without a word.
 */
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

type Change = { file: string; from: string; to: string };

export const SEAMS: Record<string, Change[]> = {
  // shorter waits: a killed consumer is missed after 6 s instead of 10, a killed aggregator after 5 s instead of 15
  hasty: [
    { file: 'shared/kafka/kafka.ts', from: 'sessionTimeout: 10_000, rebalanceTimeout: 30_000', to: 'sessionTimeout: 6000, rebalanceTimeout: 10_000' },
    { file: 'aggregator/lease.ts', from: 'export const TERM = 15_000', to: 'export const TERM = 5000' },
  ],
  // the ledger is bypassed: a partition goes on behind the greatest offset that stands in the tables
  'max-offset': [
    {
      file: 'ingest/sources/ranges.sql',
      from: 'if(countIf(hole) > 0, minIf(reached, hole), max(reached)) + 1 AS next',
      to: 'max(reached) + 1 AS next',
    },
    {
      file: 'ingest/sources/ranges.sql',
      from: 'SELECT partition, first, last FROM gap WHERE log = {log:String} AND epoch = {epoch:UInt32} AND last + 1 >= marks[toString(partition)]',
      to: 'SELECT r.partition, r.offset, r.offset FROM coordinate AS r WHERE r.log = {log:String} AND r.epoch = {epoch:UInt32}',
    },
  ],
  // repeated deliveries are counted as often as they came
  'no-deduplication': [{ file: 'aggregator/rollup/2-sli-twice.sql', from: 'HAVING count() != uniqExact(cityHash64(source, id_key))', to: 'HAVING false' }],
  // a consumer that crashes whenever it begins
  crashes: [
    { file: 'ingest/sources/kafka.ts', from: "log.info({ brokers: config.kafka.brokers, topics }, 'consuming');", to: "throw new Error('seam: it crashes');" },
    { file: 'ingest/sources/kafka.ts', from: 'wait = Math.min(wait * 2, 15_000)', to: 'wait = 200' },
  ],
  // no fence: versions do not begin with the epoch of the lease, and nobody looks whether it is still theirs
  'no-fence': [
    { file: 'aggregator/room.ts', from: '(lease as Lease).epoch * 2n ** 40n + ++ticks', to: '2n ** 40n + ++ticks' },
    { file: 'aggregator/lease.ts', from: 'return !held || BigInt(held.epoch) <= epoch', to: 'return held === undefined || epoch > 0n' },
  ],
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const changes = (process.env['HEPTAD_SEAMS'] ?? '').split(',').filter((one) => one !== '').flatMap((name) => SEAMS[name] ?? []);

/** The text of a file of ours, with its seams. */
const changed = (file: string, text: string): string =>
  changes.filter((one) => one.file === file).reduce((all, { from, to }) => {
    if (!all.includes(from)) throw new Error(`seam: ${file} does not say ${JSON.stringify(from)} any more`);
    return all.replace(from, () => to);
  }, text);

const ours = (url: string): string | null => (url.startsWith('file:') && fileURLToPath(url).startsWith(ROOT) ? fileURLToPath(url).slice(ROOT.length) : null);

if (changes.length > 0) {
  const touched = new Set(changes.map((one) => one.file));
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const file = ours(url);
      return file !== null && touched.has(file) && loaded.source ? { ...loaded, source: changed(file, typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()) } : loaded;
    },
  });
  const read = fs.readFileSync;
  fs.readFileSync = ((path: fs.PathOrFileDescriptor, ...rest: [never]) => {
    const text = read(path, ...rest) as string | Buffer;
    const file = path instanceof URL || typeof path === 'string' ? ours(path instanceof URL ? path.href : `file://${path}`) : null;
    return file?.endsWith('.sql') && touched.has(file) ? changed(file, text.toString()) : text;
  }) as typeof fs.readFileSync;
  syncBuiltinESMExports();
}
