/** Every setting by name, with where its value came from: what `heptad config` shows and what keeps the settings and their documentation in step. */
import type { Config } from './config.ts';
import { sizeText } from './memory.ts';
import { configure, type Flags } from './settings.ts';

type Environment = Record<string, string | undefined>;
/** file: the one that NAME_FILE names. */
type Origin = 'flag' | 'environment' | 'file' | 'default';
export type Shown = { name: string; value: string | null; origin: Origin; /** the file, for origin file */ file?: string };
type Setting = { name: string; flag?: keyof Flags; secret?: boolean; of(config: Config): string | number | boolean | null };

const span = (ms: number): string => {
  for (const [unit, size] of [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const) if (ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
};
const ssl = (config: Config): Exclude<NonNullable<Config['kafka']>['ssl'], boolean> => (typeof config.kafka?.ssl === 'object' ? config.kafka.ssl : {});

/** In the order in which people read them. */
export const SETTINGS: readonly Setting[] = [
  { name: 'HEPTAD_PLAN', flag: 'plan', of: (config) => config.plan },
  { name: 'HEPTAD_DATA', flag: 'data', of: (config) => config.data },
  { name: 'HEPTAD_HOST', flag: 'host', of: (config) => config.host },
  { name: 'HEPTAD_PORT', flag: 'port', of: (config) => config.port },
  { name: 'HEPTAD_TOKEN', secret: true, of: (config) => config.token },
  { name: 'HEPTAD_CLOCK', flag: 'clock', of: (config) => config.clock },
  { name: 'HEPTAD_RETENTION', flag: 'retention', of: (config) => span(config.retention) },
  { name: 'HEPTAD_LATENESS', flag: 'lateness', of: (config) => span(config.lateness) },
  { name: 'HEPTAD_TICK', flag: 'tick', of: (config) => span(config.tick) },
  { name: 'HEPTAD_MAX_MEMORY', flag: 'maxMemory', of: (config) => sizeText(config.maxMemory) },
  { name: 'CLICKHOUSE_URL', of: (config) => config.clickhouse },
  { name: 'KAFKA_BROKERS', of: (config) => config.kafka?.brokers.join(',') ?? null },
  { name: 'KAFKA_SSL', of: (config) => (config.kafka ? config.kafka.ssl !== false : null) },
  { name: 'KAFKA_SSL_CA', secret: true, of: (config) => ssl(config).ca ?? null },
  { name: 'KAFKA_SASL_MECHANISM', of: (config) => config.kafka?.sasl?.mechanism ?? null },
  { name: 'KAFKA_SASL_USERNAME', of: (config) => config.kafka?.sasl?.username ?? null },
  { name: 'KAFKA_SASL_PASSWORD', secret: true, of: (config) => config.kafka?.sasl?.password ?? null },
  { name: 'HEPTAD_TOPIC_SIE', of: (config) => config.topics.sie },
  { name: 'HEPTAD_TOPIC_SLI', of: (config) => config.topics.sli },
  { name: 'HEPTAD_GROUP', of: (config) => config.group },
  { name: 'HEPTAD_LOG_EPOCH', of: (config) => config.epoch },
  { name: 'HEPTAD_NOTIFY_ALLOW', of: (config) => config.notifyAllow.join(',') || null },
  { name: 'LOG_LEVEL', of: (config) => config.logLevel },
];

/** A password inside a URL is a secret, too. */
const withoutPassword = (text: string): string => text.replace(/^([a-z]+:\/\/[^/@:]*):[^@]*@/i, '$1:***@');

/** Each setting, its value (secrets as ***) and its origin. Throws USAGE as `configure` does. */
export const explainSettings = (flags: Flags, env: Environment): Shown[] => {
  const config = configure(flags, env);
  const shown = SETTINGS.map(({ name, flag, secret, of }): Shown => {
    const value = of(config);
    const file = env[`${name}_FILE`];
    const origin: Origin = flag !== undefined && flags[flag] !== undefined ? 'flag' : file ? 'file' : env[name] ? 'environment' : 'default';
    return { name, value: value === null ? null : secret ? '***' : withoutPassword(String(value)), origin, ...(origin === 'file' && file ? { file } : {}) };
  });
  // no setting of a process but of the commands that talk to one
  const server = env['HEPTAD_SERVER'];
  return [...shown, { name: 'HEPTAD_SERVER', value: server ? withoutPassword(server) : null, origin: server ? 'environment' : 'default' }];
};

/** Names of the environment that look like ours and are none: a misspelt setting would be silently without effect. */
export const unknownSettings = (env: Environment): string[] => {
  const known = new Set(['HEPTAD_SERVER', ...SETTINGS.map((one) => one.name)]);
  return Object.keys(env).filter((name) => /^(HEPTAD|KAFKA|CLICKHOUSE)_/.test(name) && env[name] !== '' && !known.has(name.replace(/_FILE$/, ''))).sort();
};
