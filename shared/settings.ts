/** Flags and environment to a Config: flags > environment > default; every secret also as NAME_FILE. A bad value is named with what was expected. */
import { readFileSync } from 'node:fs';
import { allowed } from './allowed.ts';
import { type Config, defaults } from './config.ts';
import { HeptadError } from './errors.ts';
import { leastMemory, sizeOf, sizeText } from './memory.ts';
import { duration } from './plan/scalar.ts';

export type Flags = { plan?: string; data?: string; port?: string; host?: string; clock?: string; retention?: string; lateness?: string; tick?: string; maxMemory?: string };
export type Environment = Record<string, string | undefined>;

const wrong = (name: string, value: string, expected: string): HeptadError => new HeptadError('USAGE', `${name} is ${value}, which is not ${expected}`);

/** The value of NAME, or what stands in the file that NAME_FILE names; undefined when both are empty. Throws USAGE when the file cannot be read. */
export const variable = (env: Environment, name: string): string | undefined => {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return env[name] === '' ? undefined : env[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new HeptadError('USAGE', `${name}_FILE names ${file}, which cannot be read`, { cause: error });
  }
};

const ms = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const found = duration(text);
  if (!found) throw wrong(name, text, 'a duration such as 30d, 10m or 1s');
  return found.ms;
};

const size = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const found = sizeOf(text);
  if (found === null) throw wrong(name, text, 'a size such as 800m or 1g');
  return found;
};

/** What an idle process takes, and what it needs beside that, differs with where the engine is. */
const enough = (name: string, bytes: number, embedded: boolean): void => {
  const least = leastMemory(embedded);
  if (bytes < least) throw new HeptadError('USAGE', `${name} is ${sizeText(bytes)}, and heptad ${embedded ? 'with its embedded store' : 'beside a ClickHouse server'} needs ${sizeText(least)} at least`, { hint: embedded ? 'idle it holds some 410 MiB, and the store must be able to count a day again' : 'idle it holds some 150 MiB, and messages must be able to pass' });
};

const port = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const found = Number(text);
  if (!Number.isInteger(found) || found < 0 || found > 65_535) throw wrong(name, text, 'a port from 0 to 65535');
  return found;
};

const whole = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw wrong(name, text, 'a whole number from 0');
  return Number(text);
};

const yes = (name: string, text: string | undefined): boolean => {
  if (text === undefined || /^(0|false|no)$/i.test(text)) return false;
  if (/^(1|true|yes)$/i.test(text)) return true;
  throw wrong(name, text, 'true or false');
};

const places = (name: string, text: string | undefined, otherwise: string[]): string[] => {
  if (text === undefined) return otherwise;
  const list = text.split(',').map((one) => one.trim()).filter(Boolean);
  for (const one of list) if (!allowed(one)) throw wrong(name, one, 'a host, HOST:PORT, an address or a CIDR such as 10.0.0.0/8');
  return list;
};

const sasl = (env: Environment): NonNullable<Config['kafka']>['sasl'] => {
  const mechanism = variable(env, 'KAFKA_SASL_MECHANISM')?.toLowerCase();
  if (mechanism === undefined) return null;
  if (mechanism !== 'plain' && mechanism !== 'scram-sha-256' && mechanism !== 'scram-sha-512') throw wrong('KAFKA_SASL_MECHANISM', mechanism, 'plain, scram-sha-256 or scram-sha-512');
  const [username, password] = [variable(env, 'KAFKA_SASL_USERNAME'), variable(env, 'KAFKA_SASL_PASSWORD')];
  if (!username || !password) throw new HeptadError('USAGE', 'KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD (or their _FILE forms)');
  return { mechanism, username, password };
};

/** Loopback addresses need no token. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;

/** Throws USAGE naming the first value that cannot be understood. */
export const configure = (flags: Flags, env: Environment, base: Partial<Config> = {}): Config => {
  const from = { ...defaults, ...base };
  const clock = flags.clock ?? variable(env, 'HEPTAD_CLOCK') ?? from.clock;
  if (clock !== 'wall' && clock !== 'events') throw wrong(flags.clock === undefined ? 'HEPTAD_CLOCK' : '--clock', clock, 'wall or events');
  const brokers = variable(env, 'KAFKA_BROKERS');
  const config: Config = {
    plan: flags.plan ?? variable(env, 'HEPTAD_PLAN') ?? from.plan,
    data: flags.data ?? variable(env, 'HEPTAD_DATA') ?? from.data,
    host: flags.host ?? variable(env, 'HEPTAD_HOST') ?? from.host,
    port: port(flags.port === undefined ? 'HEPTAD_PORT' : '--port', flags.port ?? variable(env, 'HEPTAD_PORT'), from.port),
    token: variable(env, 'HEPTAD_TOKEN') ?? from.token,
    clock,
    retention: ms('HEPTAD_RETENTION', flags.retention ?? variable(env, 'HEPTAD_RETENTION'), from.retention),
    lateness: ms('HEPTAD_LATENESS', flags.lateness ?? variable(env, 'HEPTAD_LATENESS'), from.lateness),
    tick: ms('HEPTAD_TICK', flags.tick ?? variable(env, 'HEPTAD_TICK'), from.tick),
    maxMemory: size(flags.maxMemory === undefined ? 'HEPTAD_MAX_MEMORY' : '--max-memory', flags.maxMemory ?? variable(env, 'HEPTAD_MAX_MEMORY'), from.maxMemory),
    clickhouse: variable(env, 'CLICKHOUSE_URL') ?? from.clickhouse,
    kafka: brokers === undefined ? from.kafka : { brokers: brokers.split(',').map((one) => one.trim()).filter(Boolean), ssl: yes('KAFKA_SSL', variable(env, 'KAFKA_SSL')), sasl: sasl(env) },
    topics: { sie: variable(env, 'HEPTAD_TOPIC_SIE') ?? from.topics.sie, sli: variable(env, 'HEPTAD_TOPIC_SLI') ?? from.topics.sli },
    group: variable(env, 'HEPTAD_GROUP') ?? from.group,
    epoch: whole('HEPTAD_LOG_EPOCH', variable(env, 'HEPTAD_LOG_EPOCH'), from.epoch),
    notifyAllow: places('HEPTAD_NOTIFY_ALLOW', variable(env, 'HEPTAD_NOTIFY_ALLOW'), from.notifyAllow),
    logLevel: variable(env, 'LOG_LEVEL') ?? from.logLevel,
  };
  enough(flags.maxMemory === undefined ? 'HEPTAD_MAX_MEMORY' : '--max-memory', config.maxMemory, config.clickhouse === null);
  const ca = variable(env, 'KAFKA_SSL_CA');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) throw new HeptadError('USAGE', 'KAFKA_SSL_CA holds no certificate (PEM)', { hint: 'to name a file, set KAFKA_SSL_CA_FILE' });
  if (config.kafka && ca !== undefined) config.kafka.ssl = { ca };
  if (!/^(fatal|error|warn|info|debug|trace|silent)$/.test(config.logLevel)) throw wrong('LOG_LEVEL', config.logLevel, 'fatal, error, warn, info, debug, trace or silent');
  if (!LOOPBACK.test(config.host) && !config.token) throw new HeptadError('USAGE', `--host ${config.host} can be reached from other machines, so it needs a token`, { hint: 'set HEPTAD_TOKEN (or HEPTAD_TOKEN_FILE)' });
  return config;
};
