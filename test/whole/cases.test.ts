/** The generated cases, figure by figure against an independent implementation, over HTTP and over Kafka. Runs where they are: HEPTAD_CASES or ../shared/cases. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { folder, up } from '../support/heptad.ts';
import { noKafka, type RealKafka, realKafka } from '../support/kafka.ts';
import { whole } from '../support/whole.ts';

const cases = process.env['HEPTAD_CASES'] ?? fileURLToPath(new URL('../../../shared/cases', import.meta.url));
const here = existsSync(`${cases}/compare.py`);
const missing = noKafka();
const run = promisify(execFile);

/** The comparer's verdict; its whole table when figures differ. */
const compare = async (name: string, url: string, ...more: string[]): Promise<string> => {
  const result = await run('python3', [`${cases}/compare.py`, `${cases}/${name}`, '--url', url, ...more], { maxBuffer: 64 * 1024 * 1024 }).catch((error: { stdout: string; stderr: string }) => error);
  const verdict = /oracle: .*/.exec(result.stdout)?.[0] ?? result.stderr;
  if (!/(\d+) of \1 figures agree/.test(verdict)) console.log(result.stdout);
  return verdict;
};

const agree = /oracle: (\d+) of \1 figures agree/;

describe.skipIf(!here)('the cases', () => {
  // each case by one way in: any may be moved to the other
  test.each(whole ? ['1-basic', '3-basic', '4-full', '6-full'] : ['4-full'])('%s agrees over HTTP', async (name) => {
    const data = folder();
    const program = await up(['--plan', `${cases}/${name}/plan`, '--data', data.path, '--clock', 'events']);
    const verdict = await compare(name, program.url);
    await program.stop();
    data.remove();
    expect(verdict).toMatch(agree);
  }, 240_000);

  describe.skipIf(missing)('through Kafka', () => {
    let kafka: RealKafka;
    beforeAll(async () => {
      kafka = await realKafka();
    }, 240_000);
    afterAll(() => kafka?.close());

    test.each(whole ? ['2-basic', '5-full'] : ['5-full'])('%s agrees over Kafka, in a shuffled order', async (name) => {
      const data = folder();
      const topics = { HEPTAD_TOPIC_SIE: `sie-${name}`, HEPTAD_TOPIC_SLI: `sli-${name}`, HEPTAD_GROUP: `group-${name}` };
      const program = await up(['--plan', `${cases}/${name}/plan`, '--data', data.path, '--clock', 'events'], { KAFKA_BROKERS: kafka.brokers, ...topics });
      for (let i = 0; i < 100 && (await program.get<{ kafka: unknown[] }>('/api/v1/pipeline')).kafka.length < 8; i++) await sleep(200);
      const producer = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).producer();
      await producer.connect();
      for (const [file, topic] of [['events', topics.HEPTAD_TOPIC_SIE], ['samples', topics.HEPTAD_TOPIC_SLI]] as const) {
        const lines = readFileSync(`${cases}/${name}/${file}.ndjson`, 'utf8').split('\n').filter((line) => line.trim() !== '');
        // a fixed shuffle: figures must not depend on the order of arrival
        let seed = 7;
        for (let i = lines.length - 1; i > 0; i--) {
          seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
          const j = seed % (i + 1);
          [lines[i], lines[j]] = [lines[j] as string, lines[i] as string];
        }
        for (let i = 0; i < lines.length; i += 1000) await producer.send({ topic, messages: lines.slice(i, i + 1000).map((value) => ({ key: (JSON.parse(value) as { service: string }).service, value })) });
      }
      await producer.disconnect();
      const verdict = await compare(name, program.url, '--no-send');
      await program.stop();
      data.remove();
      expect(verdict).toMatch(agree);
    }, 240_000);
  });
});
