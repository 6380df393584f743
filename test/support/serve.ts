/** An app served on a free port, for as long as a test asks it. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Served = { url: string; close(): Promise<void> };

export const serve = async (app: RequestListener): Promise<Served> => {
  const server = createServer(app);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      // a stream that somebody still reads does not end by itself
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
