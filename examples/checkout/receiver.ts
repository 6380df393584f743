/** Who is on call in the demo: a receiver of webhooks on a loopback port, which checks the signature and says what it was told. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Told = { type: string; subject?: string; data: { rule: string; slo: string; severity: string; key: string } };

export type Receiver = { url: string; secret: string; close(): Promise<void> };

/** Largest notification that is read, bytes. */
const MOST = 1024 * 1024;

/** Whether `header` ("t=…,v1=…") signs `body` with the secret. */
const signed = (header: string, body: Buffer, secret: string): boolean => {
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (v1 === '') return false;
  return timingSafeEqual(Buffer.from(v1, 'hex'), createHmac('sha256', secret).update(`${t}.`).update(body).digest());
};

/** Listens on a free loopback port; `say` is given one line for each notification. The same one sent again (same Idempotency-Key) is said once. */
export const startReceiver = async (say: (line: string) => void): Promise<Receiver> => {
  const secret = randomBytes(16).toString('hex');
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST) request.destroy();
      else chunks.push(chunk);
    });
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (!signed(String(request.headers['heptad-signature'] ?? ''), body, secret)) return void response.writeHead(401).end();
      const id = String(request.headers['idempotency-key'] ?? '');
      try {
        const { type, data } = JSON.parse(body.toString('utf8')) as Told;
        if (!seen.has(id)) say(`on call: ${type.replace('heptad.alert.', '')}: ${data.slo}, ${data.rule} (${data.severity}), incident ${data.key}`);
        seen.add(id);
        response.writeHead(204).end();
      } catch {
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
