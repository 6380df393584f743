/**
 * Chaos, in the form that every change must pass: a real Kafka, three ingestors, two aggregators, one store, and what can happen to each of them. It ends when
 * there were enough faults, or after the time that a loaded machine is given. Then the suite is shown to have teeth: each part of the promise is taken out, and it goes red.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { chaos, complaints, told } from './run.ts';

const missing = noKafka();
if (missing && process.env['CI']) throw new Error(missing);
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
const say = (line: string): void => console.log(line);

describe.skipIf(missing)('chaos on a real Kafka', () => {
  let kafka: RealKafka;
  beforeAll(async () => {
    kafka = await realKafka();
  }, 180_000);
  afterAll(() => kafka?.close());

  test(`seed ${seed}: nothing is lost, counted twice or wrong at any tier, and the books are balanced`, async (context) => {
    if (!kafka.owned) return context.skip('this Kafka is not ours to kill');
    const report = await chaos({ seed, seconds: 60, faults: 300, kills: 30, most: 170, rate: 200, seams: ['hasty'], kafka, say });
    say(told(report));
    expect(complaints(report), `this run again: SEED=${seed}, or longer: npm run chaos -- --minutes 10 --seed ${seed}`).toEqual([]);
    expect(report.allFaults, 'a run with fewer proves little').toBeGreaterThanOrEqual(100);
    expect(report.kills).toBeGreaterThanOrEqual(12);
    for (const kind of ['statement lost before', 'statement lost after', 'statement delayed']) expect(report.faults[kind], kind).toBeGreaterThan(10);
  }, 480_000);
});
