/** Forms of pages, for browsers without a script: what was typed comes as a form, and who typed it is kept in a cookie, so that a name is typed once. */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { instantBy } from '../../shared/time/rfc3339.ts';
import { instantOfWall } from '../../shared/time/window.ts';
import { Problem } from '../problem.ts';

/** Reads a form of a page. */
export const formBody: RequestHandler = express.urlencoded({ extended: false, limit: '512kb' });

const YEAR = 31_536_000_000;

/** One field of a form, '' when it is not there. */
export const fieldOf = (request: Request, name: string): string => {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** A field that may be there several times. */
export const fieldsOf = (request: Request, name: string): string[] => [(request.body as Record<string, unknown> | undefined)?.[name]].flat().filter((one): one is string => typeof one === 'string' && one !== '');

/** What somebody typed as a time, ms: RFC 3339, or day and minute in the zone; null when it is neither, or of a day that there is not. */
export const timeTyped = (text: string, zone: string): number | null => {
  const given = instantBy(text);
  if (given !== null) return given;
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?$/.test(text)) return null;
  const wall = Date.parse(`${text.replace(' ', 'T')}${text.length === 10 ? 'T00:00' : ''}Z`);
  // 30 February would be one of March
  return Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== text.slice(0, 10) ? null : instantOfWall(wall, zone);
};

/** That what was typed is no time, and how one is written. */
export const noTime = (typed: string): string => `“${typed}” is no time: write 2026-11-22 10:41, or with an offset 2026-11-22T10:41:00+01:00.`;

/** A field that holds a time in the zone, ms. Throws Problem 400 when it holds none. */
export const timeField = (request: Request, name: string, zone: string): number => {
  const at = timeTyped(fieldOf(request, name), zone);
  if (at === null) throw new Problem(400, 'No such time', noTime(fieldOf(request, name)));
  return at;
};

/** The name that was typed last in this browser; '' when none was. */
export const whoIs = (request: Request): string => {
  const found = /(?:^|;\s*)who=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  try {
    return decodeURIComponent(found).slice(0, 256);
  } catch {
    return '';
  }
};

/** Keeps a name for the next form. */
export const keepWho = (response: Response, name: string): void => {
  if (name !== '') response.cookie('who', name, { path: '/', maxAge: YEAR, sameSite: 'strict', httpOnly: true, encode: encodeURIComponent });
};

/** The name in a form, kept for the next one. */
export const whoTyped = (request: Request, response: Response): string => {
  const name = fieldOf(request, 'who').slice(0, 256);
  keepWho(response, name);
  return name;
};

/** After a form the browser asks for a page, so that to load it again sends nothing twice. What the form's own address asks for (a grouping, a zone) is kept. */
export const goTo = (response: Response, address: string): void => {
  const to = new URL(address, 'http://here');
  for (const [name, value] of new URL(response.req.originalUrl, 'http://here').searchParams) if (!to.searchParams.has(name)) to.searchParams.append(name, value);
  response.redirect(303, `${to.pathname}${to.search}${to.hash}`);
};

/** Leads back to the scorecard that a form stood on, at a place of it; `back` = that one's query, as the form sends it. */
export const goToBoard = (response: Response, back: string, place: string): void => {
  const query = new URLSearchParams(back).toString();
  goTo(response, `/${query === '' ? '' : `?${query}`}#${place}`);
};
