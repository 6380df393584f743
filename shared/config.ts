/** Everything a process can be told: flags > environment > file > default (CONTRACT §1). Durations are ms. */
export type Config = {
  plan: string | null;
  data: string;
  host: string;
  port: number;
  token: string | null;
  clock: 'wall' | 'events';
  /** how long raw rows are kept and late messages still climbed */
  retention: number;
  /** a slice is provisional until the watermark is this far past its end */
  lateness: number;
  tick: number;
  /** what the process may hold of memory (RSS), bytes */
  maxMemory: number;
  clickhouse: string | null;
  kafka: null | {
    brokers: string[];
    ssl: boolean | { ca?: string; cert?: string; key?: string; rejectUnauthorized?: boolean };
    sasl: null | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
  };
  topics: { sie: string; sli: string };
  group: string;
  /** identity of the logs: raise it when a topic was re-created */
  epoch: number;
  /** where notifications may go although it is private or http: hosts, HOST:PORT, addresses, CIDRs */
  notifyAllow: string[];
  logLevel: string;
};

const DAY = 86_400_000;

export const defaults: Config = {
  plan: null,
  data: './.heptad',
  host: '127.0.0.1',
  port: 8080,
  token: null,
  clock: 'wall',
  retention: 30 * DAY,
  lateness: 600_000,
  tick: 1000,
  maxMemory: 1024 * 1024 * 1024,
  clickhouse: null,
  kafka: null,
  topics: { sie: 'heptad.sie', sli: 'heptad.sli' },
  group: 'heptad',
  epoch: 0,
  notifyAllow: [],
  logLevel: 'info',
};
