/** The messages of the benches: requests to ten services or more, 216 bytes each on average, with random UUIDs, 240 shapes a service. */
import { randomUUID } from 'node:crypto';

export const REGIONS = ['eu-1', 'eu-2', 'us-1', 'us-2', 'as-1', 'as-2'] as const;
export const ROUTES = Array.from({ length: 20 }, (_, i) => `${i < 10 ? '/checkout' : '/helpdesk'}/${'abcdefghij'[i % 10]}`);

/** An event of service number `service`; `n` picks its shape and value, one in 49 is an error. */
export const request = (service: number, n: number, time: number): string => {
  const region = REGIONS[n % 6] as string;
  return JSON.stringify({
    id: randomUUID(), time: new Date(time).toISOString(), service: `service-${service}`, kind: 'http.request', state: n % 49 === 7 ? 'error' : 'ok', value: ((n * 7) % 997) / 2,
    severity: 'info', labels: { route: ROUTES[Math.floor(n / 6) % 20] as string, region },
  });
};

/** The sample of service number `service` for the minute that ends at `time`; `k` = its SLI's number. */
export const sample = (service: number, k: number, time: number): string => {
  const total = 1000 + ((time / 60_000) % 97);
  return JSON.stringify({ id: randomUUID(), time, service: `service-${service}`, sli: `edge-${k}`, good: total - ((time / 60_000 + k) % 3), total });
};
