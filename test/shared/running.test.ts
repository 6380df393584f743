/** Asking a running heptad: what is said when it wants another token. */
import { expect, test } from 'vitest';
import { ask } from '../../shared/running.ts';
import { serve } from '../support/serve.ts';

test.each([
  [null, /wants a token/],
  ['wrong', /does not take this token/],
])('with the token %s the way to the right one is named', async (token, says) => {
  const { url, close } = await serve((_request, response) => void response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"detail":"send the token"}'));
  await expect(ask(url, '/version', { token })).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(says), hint: expect.stringContaining('set HEPTAD_TOKEN') });
  await close();
});
