/** Asking a running heptad: what is said when it wants another token. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ask } from '../../shared/running.ts';

test.each([
  [null, /wants a token/],
  ['wrong', /does not take this token/],
])('with the token %s the way to the right one is named', async (token, says) => {
  const server = createServer((_request, response) => void response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"detail":"send the token"}'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  await expect(ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/version', { token })).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(says), hint: expect.stringContaining('set HEPTAD_TOKEN') });
  server.close();
});
