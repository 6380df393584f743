/**
 * Chaos, in the form that every change must pass: a real Kafka, three ingestors, two aggregators, one store, and what can happen to each of them. It ends when
 * there were enough faults, or after the time that a loaded machine is given. Then the suite is shown to have teeth: each part of the promise is taken out, and it goes red.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { whole } from '../support/whole.ts';
import type { Fault, Kind } from './faults.ts';
import { chaos, complaints, type Options, told } from './run.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);
/** In CI the same every time: what a change breaks must not depend on luck; `npm run chaos` draws another. */
const seed = Number(process.env['SEED'] ?? (process.env['CI'] ? 7 : Math.floor(Math.random() * 1e6)));
/** VERBOSE=1 tells of every fault when it happens. */
const say = (line: string): void => void (process.env['VERBOSE'] && console.log(line));

describe.skipIf(missing)('chaos on a real Kafka', () => {
  let kafka: RealKafka;
  beforeAll(async () => {
    kafka = await realKafka();
  }, 180_000);
  afterAll(() => kafka?.close());

  test(`seed ${seed}: nothing is lost, counted twice or wrong at any tier, and the books are balanced`, async (context) => {
    if (!kafka.owned) return context.skip('this Kafka is not ours to kill');
    const report = await chaos({ seed, ...(whole ? { seconds: 60, faults: 300, kills: 30, most: 220 } : { seconds: 20, faults: 60, kills: 6, most: 60 }), rate: 120, seams: ['hasty'], kafka, say });
    console.log(told(report));
    expect(complaints(report), `this run again: SEED=${seed}, or longer: npm run chaos -- --minutes 10 --seed ${seed}`).toEqual([]);
    expect(report.allFaults, 'a run with fewer proves little').toBeGreaterThanOrEqual(whole ? 60 : 10);
    expect(report.kills).toBeGreaterThanOrEqual(whole ? 8 : 1);
    for (const kind of ['statement lost before', 'statement lost after', 'statement delayed']) expect(report.faults[kind], kind).toBeGreaterThan(whole ? 10 : 0);
  }, 600_000);

  /** What is broken, where faults must hit so that it shows, and what the suite must say. */
  const at = (kind: Kind, table: string, when: 'before' | 'after', wait = 0): Fault => ({ kind, victim: 0, point: { table, when }, ms: 7000, wait });
  const CONTROLS: [string, string, Fault[], RegExp][] = [
    ['with the ledger bypassed (resume from the greatest offset)', 'max-offset', [at('kill ingestor at a point', 'ledger', 'before')], /^(lost|wrong): /],
    ['without deduplication', 'no-deduplication', [], /^twice: /],
    ['without the fence', 'no-fence', [at('kill aggregator at a point', 'checkpoint', 'after')], /^(lost|wrong): |did not come to the end/],
  ];
  if (whole) test.each(CONTROLS)('%s the suite goes red', async (_what, seam, round, says) => {
    if (!kafka.owned) return;
    const options: Options = { seed: 1, seconds: round.length > 0 ? 15 : 5, most: 60, ingestors: 1, aggregators: round.some((one) => one.kind.includes('aggregator')) ? 2 : 1, rate: 150, seams: ['hasty', seam], round: () => round, drain: 40, kafka, say };
    const said = await chaos(options).then(complaints, (error: unknown) => [error instanceof Error ? error.message : String(error)]);
    console.log(said.slice(0, 3).map((one) => one.slice(0, 300)).join('\n'));
    expect(said.filter((one) => says.test(one))).not.toEqual([]);
  }, 240_000);
});
