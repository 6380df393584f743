/** The pages that people read, made on the server and complete without JavaScript: the scorecard and one page for any measure. */
import express, { type Request, type Response, type Router } from 'express';
import type { ScorecardMeasure } from '../../shared/plan/measure.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer, Status } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { firstRun } from '../cards/first-run.ts';
import { link, type Part } from '../cards/markup.ts';
import { type Query, scorecard } from '../cards/scorecard.ts';
import { document, type Page, trouble } from '../cards/shell.ts';
import { ofTier, titleOf } from '../cards/spec.ts';
import { STATES } from '../cards/state.ts';
import { assetFiles, assets } from './assets.ts';
import { type Reader, reader } from './rows.ts';
import { gather } from './scorecard-page.ts';

export type Deps = { read: Door; answer: Answer; clock: Clock };

const one = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const several = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string' && item !== '').slice(0, 50);

const themeOf = (request: Request): 'light' | 'dark' | null => {
  const found = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(request.headers.cookie ?? '');
  return found ? (found[1] as 'light' | 'dark') : null;
};

/** All page routes; mount at the root. */
export const pages = (deps: Deps): Router => {
  const router = express.Router();
  const rows: Reader = reader(deps.read, deps.answer, deps.clock);
  const send = (request: Request, response: Response, status: number, page: Pick<Page, 'title' | 'main' | 'here' | 'live'>): void => {
    response.status(status).set('Cache-Control', 'no-store').type('html').send(document({ ...page, assets: assets(), theme: themeOf(request) }));
  };
  const missing = (request: Request, response: Response, says: string, next: Part = link('/', 'Back to the scorecard')): void =>
    send(request, response, 404, { title: 'Not found', main: trouble('Not found', says, next), here: null, live: null });

  router.use(assetFiles());

  router.get('/', async (request, response) => {
    const known = await rows.known();
    if (known === null) {
      const origin = `${request.protocol}://${request.headers.host ?? 'localhost'}`;
      return send(request, response, 200, { title: 'Start', main: firstRun(origin, await rows.received()), here: 'scorecard', live: 2 });
    }
    const all = ofTier<ScorecardMeasure>(known, 'scorecard').sort((a, b) => (a.name < b.name ? -1 : 1));
    const asked = one(request.query.scorecard);
    const measure = asked === null ? all[0] : all.find((item) => item.name === asked);
    if (!measure) return missing(request, response, asked === null ? 'The plan has no Scorecard document.' : `The plan has no scorecard named “${asked}”.`, asked === null ? link('/api/v1/plan', 'The plan in force') : link('/', 'The first scorecard'));
    const status = STATES.find((item) => item === request.query.status) ?? null;
    const query: Query = { scorecard: asked, status: status as Status | null, open: several(request.query.open) };
    const { sheet, frame } = await gather(rows, known, measure, deps.clock);
    send(request, response, 200, { title: titleOf(measure, measure.name), main: scorecard(sheet, frame, query), here: 'scorecard', live: 'stream' });
  });

  return router;
};
