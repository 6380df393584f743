/** `heptad simulate`: a seeded load of shops (examples/checkout/shop.ts) or of the services of a plan (requests.ts), sent as it happens to a running heptad, or to Kafka when KAFKA_BROKERS is set. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Incident, INCIDENTS, type IncidentKind, second } from '../examples/checkout/shop.ts';
import { HeptadError } from '../shared/errors.ts';
import { openBroker } from '../shared/kafka/kafka.ts';
import { logger } from '../shared/log.ts';
import { duration } from '../shared/plan/scalar.ts';
import { ask } from '../shared/running.ts';
import { configure } from '../shared/settings.ts';
import { clock as makeClock } from '../shared/time/clock.ts';
import { patiently } from './patiently.ts';
import { KIND, readBy, requests } from './requests.ts';
import { say, tell } from './say.ts';
import { client, type ClientFlags, server, token } from './wherever.ts';

type Woe = { kind: IncidentKind; start: number; length: number };
type SimulateFlags = ClientFlags & { rate: number; seconds: number; services: number; service: string[]; seed: number; incident: Woe[] };
type Send = { send(stream: 'event' | 'sample', bodies: string[]): Promise<{ accepted: number; rejected: number }>; close(): Promise<void> };

/** Messages of one request at most. */
const AT_ONCE = 5000;
/** How often what is due is sent, ms. */
const BEAT = 100;
/** Of the messages in an incident so many are hit. */
const SHARE = 0.5;

const toHeptad = (url: string): Send => ({
  async send(stream, bodies) {
    const { accepted, rejected } = await patiently(() => ask<{ accepted: number; rejected: unknown[] }>(url, `/api/v1/${stream === 'event' ? 'events' : 'samples'}`, { token: token(), type: 'application/x-ndjson', body: bodies.join('\n') }));
    return { accepted, rejected: rejected.length };
  },
  close: () => Promise.resolve(),
});

const toKafka = async (config: ReturnType<typeof configure> & { kafka: object }): Promise<Send> => {
  const producer = openBroker(config.kafka as NonNullable<typeof config.kafka>, logger('simulate', config.logLevel)).producer();
  await producer.connect().catch((error: unknown) => {
    throw new HeptadError('BROKER_UNREACHABLE', `Kafka does not answer: ${error instanceof Error ? error.message : String(error)}`, { cause: error, hint: 'check KAFKA_BROKERS' });
  });
  return {
    async send(stream, bodies) {
      const service = (body: string): string => /"service":"([^"]+)"/.exec(body)?.[1] ?? '';
      await producer.send({ topic: stream === 'event' ? config.topics.sie : config.topics.sli, acks: -1, messages: bodies.map((value) => ({ key: service(value), value })) });
      return { accepted: bodies.length, rejected: 0 };
    },
    close: () => producer.disconnect(),
  };
};

/** The services whose requests are sent: those that were named, else those that the plan reads; none: shops are simulated. */
const servicesOf = async (flags: SimulateFlags, url: string | null): Promise<string[]> => {
  if (flags.service.length > 0 && flags.services > 1) throw new HeptadError('USAGE', '--services is a number of shops, and --service names what is sent instead');
  if (flags.service.length > 0 || flags.services > 1 || url === null) return flags.service;
  const { services, shops } = await readBy(url);
  if (shops) return [];
  if (services.length === 0) tell('simulate: the plan in force reads nothing of what is sent (services catalogue and checkout; their plan is examples/checkout/plan). heptad init NAME --out DIR writes one that is sent what it reads');
  else tell(`simulate: ${KIND} events of ${services.join(', ')}, which the plan reads`);
  return services;
};

const simulate = async (flags: SimulateFlags): Promise<void> => {
  const config = configure({ data: flags.data }, process.env);
  const url = server(flags);
  if (!config.kafka && !url) throw new HeptadError('NOT_RUNNING', `no heptad runs on ${flags.data}`, { hint: 'start it with heptad up, name one with --server URL, or set KAFKA_BROKERS' });
  const services = await servicesOf(flags, url);
  const target = config.kafka && flags.server === undefined ? await toKafka({ ...config, kafka: config.kafka }) : toHeptad(url as string);
  const clock = makeClock('wall');
  const start = Math.ceil(clock.machine() / 1000) * 1000;
  const woes: Incident[] = flags.incident.map(({ kind, start: after, length }) => ({ kind, from: start + after, to: start + after + length, share: SHARE }));
  const total = { accepted: 0, rejected: 0 };
  const waiting: { event: { time: number; body: string }[]; sample: { time: number; body: string }[] } = { event: [], sample: [] };
  let made = start;
  let told = start;
  const end = start + flags.seconds * 1000;
  while (made < end || waiting.event.length + waiting.sample.length > 0) {
    const now = clock.machine();
    for (; made < end && made <= now; made += 1000) {
      const { events, samples } = services.length > 0 ? requests(services, flags.seed, made, flags.rate, woes) : second(flags.seed, made, flags.rate, woes, flags.services);
      events.forEach((body, i) => waiting.event.push({ time: made + Math.floor((i * 1000) / flags.rate), body }));
      for (const body of samples) waiting.sample.push({ time: made, body });
    }
    for (const stream of ['sample', 'event'] as const) {
      const due = waiting[stream].findIndex((one) => one.time > now);
      const some = waiting[stream].splice(0, due < 0 ? waiting[stream].length : due);
      for (let i = 0; i < some.length; i += AT_ONCE) {
        const { accepted, rejected } = await target.send(stream, some.slice(i, i + AT_ONCE).map((one) => one.body));
        total.accepted += accepted;
        total.rejected += rejected;
      }
    }
    if (now - told >= 5000) {
      told = now;
      tell(`simulate: ${total.accepted} messages, ${Math.max(0, Math.round((end - now) / 1000))} s to go`);
    }
    await sleep(BEAT);
  }
  await target.close();
  say(flags.json ? JSON.stringify(total) : `${total.accepted} messages sent, ${total.rejected} rejected`);
  if (total.rejected > 0) process.exitCode = 1;
};

const number = (least: number, most: number) => (text: string): number => {
  const found = Number(text);
  if (!Number.isInteger(found) || found < least || found > most) throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
  return found;
};

const woe = (text: string, before: Woe[]): Woe[] => {
  const [, kind, at, length] = /^([a-z]+)@(\w+)\+(\w+)$/.exec(text) ?? [];
  const [start, lasts] = [at === '0s' ? { ms: 0 } : duration(at ?? ''), duration(length ?? '')];
  if (!INCIDENTS.includes(kind as IncidentKind) || !start || !lasts) throw new InvalidArgumentError(`expected KIND@START+LENGTH such as errors@30s+2m; kinds are ${INCIDENTS.join(', ')}`);
  return [...before, { kind: kind as IncidentKind, start: start.ms, length: lasts.ms }];
};

/** Adds the command. */
export const addSimulate = (program: Command): void =>
  void client(
    program
      .command('simulate')
      .description('send a simulated load as it happens, to a running heptad or to Kafka (KAFKA_BROKERS): http.request events of the services whose plan reads them, else a shop')
      .option('--rate <events>', 'events a second', number(1, 50_000), 50)
      .option('--seconds <seconds>', 'how long', number(1, 10_000_000), 60)
      .option('--service <name>', 'send http.request events of this service; may be given several times (default those that the plan in force reads)', (one: string, before: string[]) => [...before, one], [])
      .option('--services <number>', 'how many shops share the events', number(1, 1000), 1)
      .option('--seed <number>', 'another number makes other shops', number(0, 999_999_999), 7)
      .option('--incident <kind@start+length>', `what goes wrong and when (${INCIDENTS.join(', ')}); may be given several times`, woe, []),
  )
    .addHelpText('after', '\nExample:\n  heptad simulate --rate 200 --seconds 300 --incident errors@1m+30s\nA plan for the shop: examples/checkout/plan; heptad init writes one for a service of yours\n')
    .action(simulate);
