/** Each bench runs in its small form and answers the JSON that is promised of it; what the figures are is not judged here. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rank, spread } from '../bench/measuring.ts';
import { openBrowser } from './support/chromium.ts';
import { noKafka } from './support/kafka.ts';
import { whole } from './support/whole.ts';

const MOST = 120_000;
const browser = await openBrowser();
await browser?.close();
const positive = z.number().positive();
const spreadOf = z.strictObject({ median: positive, least: positive, most: positive });
/** Of a small form on a starved machine a rate may round to nothing. */
const rateOf = z.strictObject({ median: z.number().nonnegative(), least: z.number().nonnegative(), most: z.number().nonnegative() });
const ran = { date: z.string(), machine: z.string(), node: z.string(), chdb: z.string(), load: z.number().nonnegative() };
const bench = async (name: string): Promise<unknown> => JSON.parse((await promisify(execFile)(process.execPath, [fileURLToPath(new URL(`../bench/${name}.ts`, import.meta.url)), '--quick', '--json'], { timeout: MOST })).stdout);

// a bench on a starved machine may give up: it is run again then; side by side: most of the time they wait for a start
describe.concurrent('each bench, small', () => {
  test.skipIf(noKafka() !== null)('ingest says what an event costs beside kafkajs alone and ClickHouse\'s Kafka engine', { timeout: MOST, retry: 2 }, async () => {
    const figure = z.strictObject({ cpuMicrosPerEvent: spreadOf, threadMicrosPerEvent: spreadOf.nullable(), eventsPerSecond: rateOf, bytesPerEvent: spreadOf.nullable() });
    z.strictObject({ bench: z.literal('ingest'), ...ran, events: z.literal(20_000), runs: z.literal(1), partitions: z.literal(4), messageBytes: z.literal(216), heptad: figure, floor: figure, peer: figure, ofFloor: positive, ofPeer: positive }).parse(await bench('ingest'));
  });

  if (whole) test('climb says what ticks cost, and an open minute beside a plain count of its rows', { timeout: MOST, retry: 2 }, async () => {
    const figure = z.strictObject({ cpuMs: spreadOf, ms: spreadOf, statements: positive });
    const size = z.strictObject({ slos: z.literal(11), services: z.literal(1), hours: z.literal(1), messages: z.literal(240), sliMinutes: positive, historyCpuMs: positive, one: figure, all: figure, late: figure });
    const minute = z.strictObject({ rows: positive, shapes: positive, tick: figure, count: figure, check: figure });
    const found = z.strictObject({ bench: z.literal('climb'), ...ran, ticks: z.literal(1), sizes: z.array(size).length(1), minute }).parse(await bench('climb'));
    expect(found.minute.rows).toBe(10_100);
  });

  if (whole) test('explain says how long a measure of each tier takes to explain, beside its row alone', { timeout: MOST, retry: 2 }, async () => {
    const figure = z.strictObject({ p50: positive, p95: positive, cpuMs: positive, statements: z.number().nonnegative() });
    const kinds = z.strictObject({ row: figure, climb: figure, whole: figure });
    z.strictObject({ bench: z.literal('explain'), ...ran, slos: z.literal(11), days: z.literal(1), messages: z.literal(432), sliMinutes: positive, tiers: z.strictObject(Object.fromEntries(['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'scorecard'].map((tier) => [tier, kinds]))), all: kinds }).parse(await bench('explain'));
  });

  if (whole) test('freshness says how long an event takes to the row and to the page', { timeout: MOST, retry: 2 }, async () => {
    const delays = z.strictObject({ p50: positive, p95: positive, p99: positive, most: positive });
    z.strictObject({ bench: z.literal('freshness'), ...ran, rate: positive, asked: z.literal(500), seconds: z.literal(1), slos: z.literal(11), requests: z.literal(10), tick: z.literal('1s'), row: delays, area: delays, page: delays, cores: z.number().nullable(), tickP95: positive.nullable() }).parse(await bench('freshness'));
  });

  if (whole) test.runIf(noKafka() === null)('pipeline says what it keeps up with, from the topic to the key result area', { timeout: MOST, retry: 2 }, async () => {
    const run = z.strictObject({ rate: z.literal(500), sent: z.literal(1500), offered: positive, cores: positive, cpuMicrosPerEvent: positive, lag: z.number().nonnegative(), drained: z.number().nonnegative(), keptUp: z.boolean(), tickP95: positive.nullable() });
    z.strictObject({ bench: z.literal('pipeline'), ...ran, seconds: z.literal(3), slos: z.literal(11), partitions: z.literal(4), runs: z.array(run).length(1) }).parse(await bench('pipeline'));
  });

  test('idle says what it costs when nobody sends anything', { timeout: MOST, retry: 2 }, async () => {
    z.strictObject({ bench: z.literal('idle'), ...ran, seconds: z.literal(1), slos: z.literal(11), cores: z.number().nonnegative(), megabytes: positive }).parse(await bench('idle'));
  });

  if (whole) test('detection says when a page came, beside when it was due', { timeout: MOST, retry: 2 }, async () => {
    const ends = z.strictObject({ median: z.number(), least: z.number(), most: z.number() });
    const one = z.strictObject({ share: z.literal(1), phase: z.number(), theory: z.literal(7.2), due: positive, event: positive, real: positive });
    const found = z.strictObject({ bench: z.literal('detection'), ...ran, rate: z.literal(5), factor: z.literal(2), cases: z.array(one).length(1), afterTheory: ends, afterDue: ends, cores: z.number().nullable(), tickP95: positive.nullable() }).parse(await bench('detection'));
    expect(found.cases[0]?.due).toBeLessThanOrEqual(7.2);
  });

  if (whole) test('growth says what an event costs as there are more, and more services', { timeout: MOST, retry: 2 }, async () => {
    const run = z.strictObject({ events: positive, services: positive, ingest: positive, climb: positive, rebuild: z.strictObject({ cpuSeconds: positive, seconds: positive }), bytes: positive });
    z.strictObject({ bench: z.literal('growth'), ...ran, runs: z.array(run).length(3) }).parse(await bench('growth'));
  });

  if (whole) test.runIf(browser !== null)('ui says how long people wait for API, pages and paints, and an event for the screen', { timeout: MOST, retry: 2 }, async () => {
    const delays = z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number(), most: z.number() });
    const asked = z.strictObject({ budget: positive.nullable(), ms: delays, cpuMs: z.number(), kilobytes: z.number() });
    const paint = z.strictObject({ largest: positive, shift: z.number(), key: z.number(), requests: positive });
    const streams = z.strictObject({ open: z.literal(5), events: z.strictObject({ least: z.number(), most: z.number() }), cores: z.number(), megabytes: positive, screen: delays });
    const found = z.strictObject({ bench: z.literal('ui'), ...ran, slos: z.literal(11), days: z.literal(3), slices: z.record(z.string(), positive), asked: z.record(z.string(), asked), paints: z.record(z.string(), paint), streams }).parse(await bench('ui'));
    // what never came to the screen is no figure
    expect(found.streams.screen.most).toBeGreaterThan(0);
  });
});

test('a rank is one of the values, and a spread tells the middle and both ends', () => {
  expect(rank([30, 10, 20, 40], 0.5)).toBe(20);
  expect(rank([30, 10, 20, 40], 0.99)).toBe(40);
  expect(rank([7], 0)).toBe(7);
  expect(() => rank([], 0.5)).toThrow('nothing was measured');
  expect(spread([3, 1, 2.00001])).toEqual({ median: 2, least: 1, most: 3 });
});
