/** Prints every row that a page of examples asks for: node test/support/rows-of.ts PAGE SEED THREADS. Seed 0 keeps the order of the page. */
import { play, readPage } from './example.ts';

const [name = '', seed = '0', threads = '2'] = process.argv.slice(2);
let state = Number(seed);
const random = (below: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state % below;
};
const order = <T>(list: T[]): T[] => {
  const out = [...list];
  if (Number(seed) > 0) for (let i = out.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
};
const page = readPage(new URL(`../aggregator/rollup/${name}`, import.meta.url));
const played = await play(page, { order, threads: Number(threads) });
// asked together they share their statements
const rows = await Promise.all(page.sections.flatMap((section) => section.then.map((line) => played.row(line['measure'] as string, line['at'] || section.at))));
for (const row of rows) {
  if (row && row.flags.includes('restated') !== row.revision > 1) throw new Error(`${row.name} has revision ${row.revision}, and its flags are ${row.flags.join(', ')}`);
  // how often a closed period was told anew is about the order, in which a message was late; all figures, and every other flag, must not be
  const told = row && { ...row, revision: 1, flags: row.flags.filter((one) => one !== 'restated') };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
await played.close();
process.exit(0);
