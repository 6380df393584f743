/** One HTTP server of a room: it listens, says where, and ends within seconds. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeptadError } from './errors.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
export type Listening = { url: string; stop(): Promise<void> };

/** Listens. Throws PORT_IN_USE when somebody else does. Port 0 takes a free one; `url` says which. */
export const listen = async (at: { host: string; port: number }, handler: Handler): Promise<Listening> => {
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 20_000, keepAliveTimeout: 65_000 }, handler);
  await new Promise<void>((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new HeptadError('PORT_IN_USE', `port ${at.port} of ${at.host} is in use by another program`, { cause: error, hint: 'stop it, or take another port with --port' })
          : new HeptadError('PORT_IN_USE', `cannot listen on ${at.host}:${at.port}: ${error.message}`, { cause: error, hint: 'take another port with --port, or another address with --host' }),
      ),
    );
    server.listen(at.port, at.host, done);
  });
  const { port } = server.address() as AddressInfo;
  const host = at.host === '0.0.0.0' || at.host === '127.0.0.1' ? 'localhost' : at.host.includes(':') ? `[${at.host}]` : at.host;
  return {
    url: `http://${host}:${port}`,
    async stop() {
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      });
    },
  };
};
