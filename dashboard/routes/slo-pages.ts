/** The pages of SLOs: /slos and /slos/:name, made on the server, complete without JavaScript. */
import type { Request, Response, Router } from 'express';
import type { Door } from '../../shared/store/store.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { sloMain } from '../cards/3-slo-page.ts';
import { type SloQuery, SORTS, sloListMain } from '../cards/3-slo-list.ts';
import { link, type Part, sloPage } from '../cards/markup.ts';
import type { Page } from '../cards/shell.ts';
import { STATES } from '../cards/state.ts';
import type { Reader } from './rows.ts';
import type { Desk } from './entry.ts';
import { listOf } from './events.ts';
import { whoIs } from './form.ts';
import { atOf, instantOf, settled } from './instant.ts';
import { placeOf } from './measure-page.ts';
import { gatherSlo, listSlos } from './slo-page.ts';
import { planZone, zoneFor } from './zone.ts';

export type Send = (request: Request, response: Response, status: number, page: Pick<Page, 'title' | 'main' | 'here' | 'live' | 'topics'>) => void;
export type Missing = (request: Request, response: Response, says: string, next?: Part) => void;

const one = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const queryOf = (request: Request): Omit<SloQuery, 'at'> => {
  const page = Number(one(request.query.page) ?? '1');
  return {
    status: STATES.find((item) => item === request.query.status) ?? null,
    service: one(request.query.service),
    sort: SORTS.find((item) => item === request.query.sort) ?? 'budget',
    descending: request.query.dir === 'desc',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
};

/** Mounts the pages; `send` and `missing` make a document of what they show. */
export const mountSloPages = (router: Router, { read, clock, rows, send, missing, desk }: { read: Door; clock: Clock; desk: Desk; rows: Reader; send: Send; missing: Missing }): void => {
  const age = (at: number): number | null => (clock.mode === 'wall' ? clock.now() - at : null);

  router.get('/slos', async (request, response) => {
    const known = await rows.known();
    const zone = zoneFor(response, planZone(known));
    const asked = atOf(request.query.at, zone);
    if (settled(request, response, asked)) return;
    const [list, newest] = await Promise.all([known ? listSlos(rows, read, known, asked) : [], rows.watermark()]);
    const first = list.find((item) => item.row !== null)?.row;
    const at = first ? Date.parse(first.at) : null;
    send(request, response, 200, { title: 'SLOs', main: sloListMain(list, { ...queryOf(request), at: asked }, { at, age: at === null || asked !== null ? null : age(at), zone, instant: instantOf(request, known, zone, asked, newest) }), here: 'slos', live: asked === null ? 'stream' : null });
  });

  router.get('/slos/:name', async (request, response) => {
    const { name } = request.params;
    const known = await rows.known();
    const moment = Number(one(request.query.moment) ?? '');
    const place = known && placeOf(known, 'slo', name, null);
    const zone = place ? zoneFor(response, place.zone) : planZone(known);
    const at = atOf(request.query.at, zone);
    if (settled(request, response, at)) return;
    const ask = { name, at, zone, list: listOf(request.query), span: one(request.query.span) ?? 'own', moment: Number.isSafeInteger(moment) && moment > 0 ? Math.floor(moment / 60_000) * 60_000 : null, by: one(request.query.by), versions: { old: one(request.query.old), new: one(request.query.new) }, origin: `${request.protocol}://${request.headers.host ?? 'localhost'}` };
    const facts = known && (await gatherSlo(rows, read, known, ask, clock));
    if (!facts) return missing(request, response, `The plan in force has no SLO named “${name}”.`, link('/slos', 'All SLOs'));
    send(request, response, 200, { title: facts.facts.title, main: sloMain({ ...facts, facts: { ...facts.facts, who: desk.entry ? whoIs(request) : null } }, instantOf(request, known, zone, at, await rows.watermark())), here: 'slos', live: at === null ? 'stream' : null });
  });

  // an SLO has one page; old addresses and the pattern of the other tiers lead to it
  router.get('/t/slo/:name', (request, response) => {
    const { searchParams } = new URL(request.url, 'http://here');
    // an SLO counts over its own window, whatever scorecard it is seen from
    searchParams.delete('scorecard');
    response.redirect(302, `${sloPage(request.params.name)}${searchParams.size === 0 ? '' : `?${searchParams}`}`);
  });
};
