/**
 * A real Apache Kafka for tests: the brokers of KAFKA_BROKERS, else one from Docker, else one fetched by Maven into a cache outside of the repository
 * and run by java, else none (said aloud; a failure in CI).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';

/** The broker that is tested is the one that docker-compose.yml starts. */
export const VERSION = '4.3.1';


/** The other door of a broker that was asked for one: TLS, and a user who shows a password. */
export type Secure = { brokers: string; /** PEM */ ca: string; user: string; password: string };

export type RealKafka = {
  brokers: string;
  secure: Secure | null;
  /** the folder of its logs, null when it is not on this machine's disk */
  logs: string | null;
  /** false when it is not ours to restart */
  owned: boolean;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** It hangs for so many ms: connections stay, nobody answers. */
  freeze(ms: number): Promise<void>;
  close(): Promise<void>;
};

/** Whether a command runs and succeeds. */
export const has = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Why there is no Kafka here, or null when there can be one. */
export const noKafka = (): string | null => {
  if (process.env['KAFKA_BROKERS'] || (has('java', '-version') && (existsSync(join(libraries(), 'done')) || has('mvn', '-v'))) || has('docker', 'info')) return null;
  return 'no Kafka: set KAFKA_BROKERS, or install Docker, or java and mvn';
};

const libraries = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'heptad', `kafka-${VERSION}`);

const fetchKafka = (): string => {
  const folder = libraries();
  if (existsSync(join(folder, 'done'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>heptad</groupId><artifactId>kafka</artifactId><version>1</version>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency></dependencies></project>`,
  );
  execFileSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  writeFileSync(join(folder, 'done'), VERSION);
  return folder;
};

/** A broker of a test lives for a minute: compilers and collectors that pay off in days cost it half of its CPU. */
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'];

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

const answers = async (brokers: string, seconds: number): Promise<void> => {
  const admin = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING, connectionTimeout: 1000, retry: { retries: 0 } }).admin();
  for (let i = 0; i < seconds * 2; i++) {
    try {
      await admin.connect();
      await admin.describeCluster();
      await admin.disconnect();
      return;
    } catch {
      await admin.disconnect().catch(() => undefined);
      await sleep(500);
    }
  }
  throw new Error(`Kafka at ${brokers} does not answer after ${seconds} s`);
};

/** A key and a certificate that signs itself, for 127.0.0.1; the listener, its mechanisms and its one user. */
const secured = async (folder: string): Promise<{ secure: Secure; lines: string[]; format: string[] }> => {
  const [user, password, keys] = ['heptad', 'not-a-word-of-any-log', 'keys-of-a-test'];
  const store = join(folder, 'keys.p12');
  const keytool = (...args: string[]): string => execFileSync('keytool', [...args, '-keystore', store, '-storetype', 'PKCS12', '-storepass', keys, '-alias', 'broker'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  keytool('-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '2', '-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1', '-keypass', keys);
  const ca = keytool('-exportcert', '-rfc');
  const brokers = `127.0.0.1:${await freePort()}`;
  return {
    secure: { brokers, ca, user, password },
    lines: [
      `ssl.keystore.location=${store}`, 'ssl.keystore.type=PKCS12', `ssl.keystore.password=${keys}`, `ssl.key.password=${keys}`, 'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      `listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_${user}="${password}";`,
      ...['256', '512'].map((bits) => `listener.name.sasl_ssl.scram-sha-${bits}.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;`),
    ],
    format: ['256', '512'].flatMap((bits) => ['--add-scram', `SCRAM-SHA-${bits}=[name=${user},password=${password}]`]),
  };
};

const byJava = async (secureToo: boolean): Promise<RealKafka> => {
  const lib = join(fetchKafka(), 'lib', '*');
  const folder = mkdtempSync(join(tmpdir(), 'heptad-kafka-'));
  const [port, controller] = [await freePort(), await freePort()];
  const properties = join(folder, 'server.properties');
  const { secure, lines, format } = secureToo ? await secured(folder) : { secure: null, lines: [], format: [] };
  const [listener, advertised, protocol] = secure ? [`SASL_SSL://${secure.brokers},`, `,SASL_SSL://${secure.brokers}`, ',SASL_SSL:SASL_SSL'] : ['', '', ''];
  writeFileSync(
    properties,
    [
      'process.roles=broker,controller', 'node.id=1', `controller.quorum.voters=1@127.0.0.1:${controller}`, `listeners=PLAINTEXT://127.0.0.1:${port},${listener}CONTROLLER://127.0.0.1:${controller}`, `advertised.listeners=PLAINTEXT://127.0.0.1:${port}${advertised}`,
      'controller.listener.names=CONTROLLER', `listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT${protocol}`, 'inter.broker.listener.name=PLAINTEXT', ...lines, `log.dirs=${join(folder, 'log')}`, 'offsets.topic.replication.factor=1', 'transaction.state.log.replication.factor=1', 'transaction.state.log.min.isr=1',
      'share.coordinator.state.topic.replication.factor=1', 'share.coordinator.state.topic.min.isr=1', 'group.initial.rebalance.delay.ms=0', 'auto.create.topics.enable=false', 'offsets.topic.num.partitions=4',
    ].join('\n'),
  );
  execFileSync('java', [...JVM, '-cp', lib, 'kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', properties, ...format], { stdio: 'ignore' });
  const brokers = `127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const output = openSync(join(folder, 'kafka.out'), 'a');
  const start = async (): Promise<void> => {
    server = spawn('java', [...JVM, '-Xmx512m', '-Xms256m', '-cp', lib, 'kafka.Kafka', properties], { stdio: ['ignore', output, output], cwd: folder });
    await answers(brokers, 60);
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    const one = server;
    server = null;
    if (!one || one.exitCode !== null) return;
    const gone = new Promise((done) => one.once('exit', done));
    one.kill(signal);
    await Promise.race([gone, sleep(15_000).then(() => one.kill('SIGKILL'))]);
  };
  await start();
  return {
    brokers,
    secure,
    logs: join(folder, 'log'),
    owned: true,
    start,
    stop,
    async freeze(ms) {
      const one = server;
      one?.kill('SIGSTOP');
      await sleep(ms);
      one?.kill('SIGCONT');
    },
    async close() {
      await stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const byDocker = async (): Promise<RealKafka> => {
  const { GenericContainer } = await import('testcontainers');
  const port = await freePort();
  const container = await new GenericContainer(`apache/kafka:${VERSION}`)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1', KAFKA_PROCESS_ROLES: 'broker,controller', KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093', KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`, KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT', KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093', KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1', KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0', KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .start();
  const brokers = `127.0.0.1:${port}`;
  await answers(brokers, 60);
  return {
    brokers,
    secure: null,
    logs: null,
    owned: true,
    stop: async () => void (await container.stop({ remove: false })),
    start: async () => {
      await container.restart();
      await answers(brokers, 60);
    },
    async freeze(ms) {
      execFileSync('docker', ['pause', container.getId()]);
      await sleep(ms);
      execFileSync('docker', ['unpause', container.getId()]);
    },
    close: async () => void (await container.stop()),
  };
};

/** Why there can be no broker with TLS and users, or null: its keys are made by the keytool that comes with java. */
export const noSecureKafka = (): string | null => (has('java', '-version') && has('keytool', '-help') && (existsSync(join(libraries(), 'done')) || has('mvn', '-v')) ? null : 'no Kafka with TLS: install java and mvn');

/** Starts (or joins) a broker; with `secure` one that also has TLS and users. Throws when `noKafka` or `noSecureKafka` says why there is none. */
export const realKafka = async ({ secure = false } = {}): Promise<RealKafka> => {
  if (secure) return byJava(true);
  const given = process.env['KAFKA_BROKERS'];
  if (given) {
    await answers(given, 10);
    const nothing = (): Promise<void> => Promise.resolve();
    return { brokers: given, secure: null, logs: null, owned: false, start: nothing, stop: nothing, freeze: nothing, close: nothing };
  }
  return has('docker', 'info') ? byDocker() : byJava(false);
};
