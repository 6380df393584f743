/** A real HTTP receiver on loopback that answers as it is told, and an outbox to fill. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../../shared/store/sql.ts';
import type { Door, Store } from '../../shared/store/store.ts';
import type { Alert, AlertEvent } from '../../shared/tiers/alert.ts';
import { stored } from '../../shared/time/instant.ts';

type Got = { path: string; headers: IncomingHttpHeaders; text: string; body: { id: string; type: string; subject: string; time: string; data: Alert } };
export type Receiver = { url: string; port: number; got: Got[]; close(): Promise<void> };

/** Listens (on a free port, or on the one given); `answer` sees each request once it was read. */
export const receiver = async (answer: (response: ServerResponse, nth: number, request: IncomingMessage) => void = (response) => void response.writeHead(204).end(), port = 0): Promise<Receiver> => {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (data: Buffer) => void chunks.push(data));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      got.push({ path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) as Got['body'] });
      answer(response, got.length, request);
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    got,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

/** A port where nobody listens. */
export const deadPort = (): Promise<number> =>
  new Promise((done) => {
    const server = createTcp().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });

export const START = Date.parse('2026-11-01T10:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();

export const alert = (key: string, event: AlertEvent, more: Partial<Alert> = {}): Alert => ({
  key, rule: 'page', slo: 'checkout', state: event === 'no-data' ? 'blind' : event === 'data-back' ? 'firing' : event, since: iso(START), severity: 'page', burn: { long: 20.5, short: 31 }, threshold: 14.4, reason: null, deliveries: [], kind: 'burn-rate', tier: 'slo', when: null, title: 'Checkout works', service: 'shop',
  windows: { long: '1h', short: '5m' }, firedAt: iso(START), resolvedAt: event === 'resolved' ? iso(START + 600_000) : null, targets: [], at: iso(START), ...more,
});

/** Writes what the judge would: one notification. */
export const notify = (door: Door, target: string, key: string, event: AlertEvent, more: Omit<Partial<Alert>, 'when'> & { channel?: string; when?: number } = {}): Promise<void> => {
  const { channel = 'webhook', when = START + { firing: 0, 'no-data': 1000, 'data-back': 2000, resolved: 600_000 }[event], ...rest } = more;
  const body = alert(key, event, rest);
  return door.insert('outbox', ['id', 'key', 'slo', 'rule', 'event', 'target', 'channel', 'at', 'body'], 'JSONEachRow', `${JSON.stringify({ id: `${key}/${event}/${target}`, key, slo: body.slo, rule: body.rule, event, target, channel, at: stored(when), body: JSON.stringify(body) })}\n`);
};

export type Attempt = { id: string; key: string; attempt: number; event: string; target: string; outcome: string; status: number | null; message: string; at: string };
export const attempts = (store: Store, target: string): Promise<Attempt[]> =>
  store.read.rows<Attempt>('SELECT id, key, attempt, event, target, outcome, status, message, at FROM delivery FINAL WHERE target = {target:String} ORDER BY at, key, id, attempt' as Sql, { target });

/** Waits until something is so; fails with what it saw last after so many seconds. */
export const until = async <T>(what: () => T | Promise<T>, so: (seen: T) => boolean, seconds = 30): Promise<T> => {
  let seen = await what();
  for (let i = 0; i < seconds * 50 && !so(seen); i++) {
    await sleep(20);
    seen = await what();
  }
  if (!so(seen)) throw new Error(`did not come about in ${seconds} s: ${JSON.stringify(seen)?.slice(0, 2000)}`);
  return seen;
};
