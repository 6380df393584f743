/** The checks of `heptad doctor`, one a thing heptad stands on. Each looks without changing anything, in seconds. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { guard } from '../aggregator/alert/notify/address.ts';
import { targetFault } from '../aggregator/alert/notify/reach.ts';
import type { Config } from '../shared/config.ts';
import { HeptadError } from '../shared/errors.ts';
import { lookAtBroker } from '../shared/kafka/look.ts';
import { listen } from '../shared/listen.ts';
import { readPlan } from '../shared/plan/read.ts';
import { faultLine } from '../shared/plan/report.ts';
import { running } from '../shared/running.ts';
import { lookAtServer } from '../shared/store/look.ts';
import { clock } from '../shared/time/clock.ts';
import { type Found, ok, wrong } from './finding.ts';
import { asked, lookAround, type Place } from './running-checkups.ts';

const GIB = 2 ** 30;
/** Clocks that differ by more than this put events into the wrong minute, ms. */
const SKEW = 2000;

const node = async (): Promise<Found> =>
  Number(process.versions.node.split('.')[0]) >= 24 ? ok(`Node ${process.versions.node}`) : wrong(`Node ${process.versions.node} is too old`, 'install Node 24 or newer from nodejs.org, or run npm ci, which brings one along on Linux');

/** The nearest folder that exists: where the data folder would be made. */
const ground = (path: string): string => (existsSync(path) || dirname(path) === path ? path : ground(dirname(path)));

const disk = (config: Config) => async (): Promise<Found> => {
  const folder = ground(resolve(config.data));
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / GIB;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return wrong(`${folder} cannot be written`, 'give this user the right to write there, or name another folder with --data DIR');
  }
  return free >= 1 ? ok(`${free.toFixed(1)} GiB free at ${folder}`) : wrong(`only ${free.toFixed(2)} GiB free at ${folder}`, 'make room, or name a folder on another disk with --data DIR; a million events need about 30 MB');
};

const store = (config: Config) => async (): Promise<Found> => {
  if (config.clickhouse) {
    const { version } = await lookAtServer(config.clickhouse);
    return ok(`ClickHouse ${version} answers at ${new URL(config.clickhouse).host}`);
  }
  if (running(config.data) !== null) return ok(`embedded, in ${config.data}; heptad runs on it`);
  return existsSync(join(config.data, 'store')) ? ok(`embedded, in ${config.data}; nothing runs on it`) : ok(`embedded; ${config.data} will be made at the first start`);
};

const skew = (config: Config) => async (): Promise<Found> => {
  const mine = clock('wall');
  if (mine.machine() < Date.parse('2026-01-01T00:00:00Z')) return wrong(`the machine's clock says ${new Date(mine.machine()).toISOString()}`, 'set it; events ahead of it by more than 10 minutes are refused');
  if (!config.clickhouse) return ok(new Date(mine.machine()).toISOString());
  const before = mine.machine();
  const looked = await lookAtServer(config.clickhouse).catch(() => null);
  // that it does not answer is said already, and says nothing of clocks
  if (!looked) return ok(`${new Date(mine.machine()).toISOString()}; that of the ClickHouse server is not known, it does not answer`);
  const { at } = looked;
  const after = mine.machine();
  const off = at < before ? before - at : at > after ? at - after : 0;
  return off <= SKEW ? ok(`${new Date(after).toISOString()}, and the ClickHouse server agrees`) : wrong(`this machine and the ClickHouse server differ by ${(off / 1000).toFixed(1)} s`, 'let both follow the same time server (NTP)');
};

const kafka = (config: Config) => async (): Promise<Found> => {
  if (!config.kafka) return ok('not used: KAFKA_BROKERS is not set');
  const wanted = [config.topics.sie, config.topics.sli];
  const { brokers, topics } = await lookAtBroker(config.kafka);
  const absent = wanted.filter((one) => !topics.includes(one));
  return ok(`${brokers} ${brokers === 1 ? 'broker answers' : 'brokers answer'} at ${config.kafka.brokers.join(', ')}; ${absent.length === 0 ? `${wanted.join(' and ')} are there` : `${absent.join(' and ')} will be made at the first start`}`);
};

const plan = (config: Config) => async (): Promise<Found> => {
  if (config.plan === null) return ok('none given; heptad init writes one to start from');
  const { plan: read, faults } = readPlan([config.plan]);
  const [first] = faults;
  return read ? ok(`${read.measures.filter((one) => !one.internal).length} measures in ${config.plan}`) : wrong(`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; ${first ? faultLine(first) : ''}`, `heptad validate ${config.plan} shows them all`);
};

/** Whether everybody whom the plan names can be told. */
const targets = (config: Config) => async (): Promise<Found> => {
  if (config.plan === null) return ok('nobody to tell without a plan');
  const read = readPlan([config.plan]).plan;
  if (!read) return ok('not looked at: the plan has faults');
  const all = read.targets;
  if (all.length === 0) return ok('the plan names none: alerts are shown, and nobody is told');
  const may = guard(config.notifyAllow);
  const faults = await Promise.all(all.map((one) => targetFault(one, process.env, may).catch((error: unknown) => `the address of target ${one.name} cannot be looked up: ${(error as { code?: string }).code ?? String(error)}`)));
  const found = faults.filter((one) => one !== '');
  return found.length === 0 ? ok(`nothing speaks against telling ${all.map((one) => one.name).join(', ')}`) : wrong(found.join('; '), 'set the variables that the plan names in heptad/url-env and heptad/secret-env for the process that runs heptad up or aggregate');
};

const port = (config: Config) => async (): Promise<Found> => {
  const there = running(config.data);
  if (there !== null && new URL(there).port === String(config.port)) return ok(`heptad itself listens on ${config.port}`);
  try {
    await (await listen(config, (_request, response) => void response.end())).stop();
    return ok(`${config.host}:${config.port} is free${there === null ? '' : `; the heptad that runs listens on ${new URL(there).port}`}`);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error), (error instanceof HeptadError && error.hint) || 'take another port with --port');
  }
};

/**
 * All checks in the order in which a start would meet what they look at. Where a heptad runs, it is asked what it has; what this shell names beside that (`given`: a plan, brokers)
 * is looked at as for a start.
 */
export const checkups = (config: Config, place: Place, server: string | null, given: { plan: boolean }): [string, () => Promise<Found>][] => {
  const there = asked(place, config.token);
  const restart = 'look whether it still runs; heptad up starts it again';
  const explained = (look: () => Promise<Found>, next: string) => (): Promise<Found> => look().catch((error: unknown) => wrong(error instanceof Error ? error.message : String(error), (error instanceof HeptadError && error.hint) || next));
  return [
    ['Node', node],
    lookAround(place, server, config.token),
    ['disk', explained(disk(config), 'name another folder with --data DIR')],
    ['ClickHouse', explained(store(config), 'check CLICKHOUSE_URL and that the server runs')],
    ['Kafka', there && !config.kafka ? explained(there.kafka, restart) : explained(kafka(config), 'check KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_MECHANISM, and that the broker runs')],
    ['plan', there && !given.plan ? explained(there.plan, restart) : plan(config)],
    ['targets', there && !given.plan ? explained(there.targets, restart) : targets(config)],
    ['clock', skew(config)],
    ['port', port(config)],
  ];
};
