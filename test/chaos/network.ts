/**
 * Stands between one process and the store, and loses things as networks do: a statement before it arrives, a reply after the store has committed, or it lets
 * them wait. It also knows what passes, so a process can be killed at the very moment in which it writes its ledger row, say.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from './random.ts';

/** How many of each were lost or delayed. */
export type Weather = { 'lost before': number; 'lost after': number; delayed: number };
/** Shares of the statements that meet each; 0 = a clear sky. `delay`: ms at most. */
export type Sky = { before: number; after: number; late: number; delay: number };
export const CLEAR: Sky = { before: 0, after: 0, late: 0, delay: 0 };

/** Once, when a statement that matches passes: before it reaches the store or after the store has answered. Its reply is lost either way. */
type Ambush = { matches: RegExp; when: 'before' | 'after'; then: () => void };

export type Network = {
  port: number;
  sky: Sky;
  weather: Weather;
  /** what it lies in wait for */
  ambush: Ambush | null;
  close(): void;
};

/** `store` tells where the store is now; null while it is down. */
export const openNetwork = async (random: Random, store: () => number | null): Promise<Network> => {
  const agent = new Agent({ keepAlive: true });
  let closed = false;

  const serve = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void => {
    const lose = (): void => void outgoing.socket?.destroy();
    const statement = `${new URL(incoming.url ?? '/', 'http://network').searchParams.get('query') ?? body.subarray(0, 4000).toString()}`;
    const hit = network.ambush?.matches.test(statement) ? network.ambush : null;
    if (hit) network.ambush = null;
    if (hit?.when === 'before') {
      hit.then();
      return lose();
    }
    const roll = random.unit();
    const { before, after, late, delay } = network.sky;
    if (!hit && roll < before) {
      network.weather['lost before']++;
      return lose();
    }
    const port = store();
    if (port === null) return lose();
    const onward = request({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.on('error', lose);
      answer.on('end', () => {
        if (hit) {
          hit.then();
          return lose();
        }
        const reply = (): void => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          outgoing.end(Buffer.concat(chunks));
        };
        if (roll < before + after) {
          network.weather['lost after']++;
          return lose();
        }
        if (roll >= before + after + late) return reply();
        network.weather.delayed++;
        setTimeout(reply, random.below(delay));
      });
    });
    onward.on('error', lose);
    onward.end(body);
  };

  const server = createServer({ maxHeaderSize: 1_048_576 }, (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      if (closed) return void outgoing.socket?.destroy();
      serve(incoming, outgoing, Buffer.concat(chunks));
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()));
  const network: Network = {
    port: (server.address() as AddressInfo).port,
    sky: CLEAR,
    weather: { 'lost before': 0, 'lost after': 0, delayed: 0 },
    ambush: null,
    close() {
      closed = true;
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
  return network;
};

/** Lies in wait on all of them for the first statement that matches, `hit` hears on which; false when none has come after `ms`. */
export const ambush = (networks: readonly Network[], matches: RegExp, when: Ambush['when'], ms: number, hit: (which: number) => void): Promise<boolean> =>
  new Promise((done) => {
    let over = false;
    const end = (came: boolean): void => {
      over = true;
      clearTimeout(late);
      for (const one of networks) one.ambush = null;
      done(came);
    };
    const late = setTimeout(() => end(false), ms);
    for (const [i, one] of networks.entries())
      one.ambush = {
        matches,
        when,
        then: () => {
          // it may have been on its way to the store when another came first
          if (over) return;
          hit(i);
          end(true);
        },
      };
  });
