/** Who may come in: the bearer token, and no page of another site. Pure checks over headers, for every room that listens. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request carries the token; the answer takes as long whatever was sent. */
export const bears = (token: string, { authorization }: IncomingHttpHeaders): boolean => {
  const given = Buffer.from(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

/** Whether a page of another site makes a browser send this. Plain clients send neither header. */
export const foreign = ({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean =>
  origin === undefined ? !(site === undefined || site === 'same-origin' || site === 'none') : host === undefined || hostOf(origin) !== host;
