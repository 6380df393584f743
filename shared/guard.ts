/** Who may come in: who has the token, and no page of another site. Pure checks over headers, for every room that listens. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The token of a request: a bearer token, or the password of HTTP Basic (whoever the user), which is what a browser can be asked for. */
const tokenOf = (authorization: string): string => {
  const [, scheme, given] = /^(Bearer|Basic) (.+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || given === undefined) return '';
  return scheme.toLowerCase() === 'bearer' ? given : Buffer.from(given, 'base64').toString('utf8').replace(/^[^:]*:?/, '');
};

/** Whether a request carries the token. Compared as hashes, so that neither its length nor its letters show in the time it takes. */
export const bears = (token: string, { authorization }: IncomingHttpHeaders): boolean => timingSafeEqual(digest(tokenOf(authorization ?? '')), digest(token));

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

/** Whether a page of another site makes a browser send this. Plain clients send neither header. */
export const foreign = ({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean =>
  origin === undefined ? !(site === undefined || site === 'same-origin' || site === 'none') : host === undefined || hostOf(origin) !== host;
