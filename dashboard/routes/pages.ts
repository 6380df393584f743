/** The pages that people read, made on the server and complete without JavaScript: the scorecard and one page for any measure. */
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { defaults } from '../../shared/config.ts';
import type { Fault } from '../../shared/plan/measure.ts';
import type { Log } from '../../shared/log.ts';
import { type Condition, troubles, UNWATCHED } from '../../shared/store/condition.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Answer } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { kindMain } from '../cards/1-sie.ts';
import { address, USUAL } from '../cards/asked.ts';
import { firstRun } from '../cards/first-run.ts';
import { momentOf } from '../cards/frame.ts';
import { link, type Part } from '../cards/markup.ts';
import type { Step } from '../cards/crumbs.ts';
import { measureMain, topMain } from '../cards/measure.ts';
import { above } from '../cards/relations.ts';
import { scorecard } from '../cards/scorecard.ts';
import { operational } from '../cards/operational.ts';
import { tactical } from '../cards/tactical.ts';
import { document, type Page, trouble } from '../cards/shell.ts';
import type { Zoned } from '../cards/zone.ts';
import { cardsOf, type Known, titleOf } from '../cards/spec.ts';
import { STATES, TIER_NAME } from '../cards/state.ts';
import type { Known as Plan } from '../plan.ts';
import { Problem } from '../problem.ts';
import { assetFiles, assets } from './assets.ts';
import { mountAlertPages } from './alert-pages.ts';
import { mountClosingForm } from './closing-pages.ts';
import { closedPeriod } from './closings.ts';
import { mountCommentForm } from './comment-pages.ts';
import { mountCorrectionForms } from './correction-pages.ts';
import { mountEventPages } from './event-pages.ts';
import { kindEvents, listOf } from './events.ts';
import { mountExplainPage } from './explain-page.ts';
import { whoIs } from './form.ts';
import { atOf, instantOf, settled } from './instant.ts';
import { gatherMeasure, placeOf } from './measure-page.ts';
import { askable, knownOnly } from './parameters.ts';
import type { Progress } from './pipeline.ts';
import { mountPipelinePage } from './pipeline-page.ts';
import type { Replay } from './refused.ts';
import type { Reader } from './rows.ts';
import { queryOf } from './scorecard-asked.ts';
import { gatherOperational, gatherTactical } from './scorecard-levels.ts';
import { gatherMore } from './scorecard-more.ts';
import { gather } from './scorecard-page.ts';
import { mountSloPages } from './slo-pages.ts';
import { mountTiers } from './tiers-page.ts';
import { planZone, zoneAsked, zoneFor } from './zone.ts';

/** `clock` tells ages and how long rows are remembered; on a replay (mode events) no age is shown. */
export type Deps = { read: Door; /** the dashboard's own writer; absent: nothing is entered here */ entry?: Door; answer: Answer; plan: () => Promise<Plan | null>; rows: Reader; clock: Clock; progress?: (() => Progress[] | null) | null; replay?: Replay; topics?: { sie: string; sli: string }; log?: Log; condition?: Condition };

const one = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What an address may not say silently: an instant where only now is shown, a parameter that nobody knows, and a filter that is none of the four states. Throws Problem 400. */
const refuse = (request: Request): void => {
  const { query, path } = request;
  if (query.at !== undefined && query.at !== '' && askable(path)?.includes('at') === false) throw new Problem(400, 'Pages show now', `This page cannot be asked for another instant yet (at): the scorecard (/?at=…), the tier map (/tiers?at=…), the list of SLOs (/slos?at=…) and pages of measures (/t/TIER/NAME?at=…) can, and so does the API: /api/v1/measures/TIER/NAME?at=…`);
  knownOnly(request);
  if (path === '/slos' && query.status !== undefined && query.status !== '' && !STATES.some((item) => item === query.status)) throw new Problem(400, 'No such state', `“${String(query.status)}” is not a state; there are ${STATES.join(', ')}.`);
};

const themeOf = (request: Request): 'light' | 'dark' | null => {
  const found = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(request.headers.cookie ?? '');
  return found ? (found[1] as 'light' | 'dark') : null;
};

/** The page that a form stood on; where the browser does not say, the one above its address, or the first. */
const cameFrom = (request: Request): string => {
  const page = URL.parse(request.headers.referer ?? '');
  if (page !== null && page.host === request.headers.host) return `${page.pathname}${page.search}`;
  const above = request.path.replace(/\/[^/]*$/, '');
  return askable(above) === null ? '/' : above;
};

/** The address without the parameter that is wrong; without a word about which, without all. */
const without = (request: Request, parameter: unknown): string => {
  const to = new URL(request.originalUrl, 'http://here');
  if (typeof parameter !== 'string') return to.pathname;
  to.searchParams.delete(parameter);
  return `${to.pathname}${to.search}`;
};

/** All page routes; mount at the root. */
export const pages = (deps: Deps): Router => {
  const router = express.Router();
  const { rows } = deps;
  const condition = deps.condition ?? UNWATCHED;
  const send = (request: Request, response: Response, status: number, page: Pick<Page, 'title' | 'main' | 'here' | 'live' | 'topics' | 'paper'>): void => {
    response.status(status).set('Cache-Control', 'no-store').type('html').send(document({ ...page, zoned: response.locals.zoned as Zoned | undefined, faults: (response.locals.faults as Fault[] | undefined) ?? [], store: { troubles: troubles(condition), damaged: condition.findings().length > 0 }, firing: (response.locals.firing as number | null | undefined) ?? null, assets: assets(), theme: themeOf(request) }));
  };
  const missing = (request: Request, response: Response, says: string, next: Part = link('/', 'Back to the scorecard')): void =>
    send(request, response, 404, { title: 'Not found', main: trouble('Not found', says, next), here: null, live: null });

  router.use(assetFiles());
  router.use((request, response, next) => {
    if (!request.path.startsWith('/api/')) {
      zoneAsked(request, response);
      refuse(request);
    }
    next();
  });
  // what fires stands in the bar of every page; one that cannot know says nothing
  router.use(async (_request, response, next) => {
    response.locals.firing = await rows.alerts().then((all) => all.firing, () => null);
    response.locals.faults = await rows.faults();
    next();
  });

  router.get('/', async (request, response) => {
    const known = await rows.known();
    if (known === null) {
      const origin = `${request.protocol}://${request.headers.host ?? 'localhost'}`;
      return send(request, response, 200, { title: 'Start', main: firstRun(origin, await rows.received()), here: 'scorecard', live: 2 });
    }
    const all = cardsOf(known);
    const wanted = one(request.query.scorecard);
    if (all.length === 0 && one(request.query.at) !== null) throw new Problem(400, 'Pages show now', 'The plan has no scorecard, and the list of what stands highest shows now only (at): ask for one of the measures at an instant, /t/TIER/NAME?at=…');
    if (all.length === 0) return send(request, response, 200, { title: 'No scorecard', main: topMain(await topOf(rows, known)), here: 'scorecard', live: 'stream' });
    const measure = wanted === null ? all[0] : all.find((item) => item.name === wanted);
    if (!measure) return missing(request, response, `The plan has no scorecard named “${wanted}”.`, link('/', 'The first scorecard'));
    const zone = zoneFor(response, measure.zone);
    const at = atOf(request.query.at, zone);
    if (settled(request, response, at)) return;
    const query = { ...queryOf(request.query), at };
    const found = await gather(rows, known, measure, query, deps.clock);
    if ('says' in found) return missing(request, response, found.says, link(address({ ...USUAL, scorecard: wanted }), 'The scorecard now'));
    const frame = { ...found.frame, firing: at === null ? (response.locals.firing as number | null) : null, zone, instant: instantOf(request, known, zone, at, await rows.watermark()) };
    const shown = { title: `${titleOf(measure, measure.name)}${frame.past ? `, ${frame.name}` : ''}`, here: 'scorecard' as const, live: at === null ? ('stream' as const) : null, paper: 'board' as const };
    const origin = `${request.protocol}://${request.headers.host ?? 'localhost'}`;
    // the instant says which period it is
    const board = { sheet: found.sheet, frame, query: at === null ? query : { ...query, period: null }, origin };
    if (query.level === 'tactical') return send(request, response, 200, { ...shown, main: tactical(board, await gatherTactical(rows, known, measure, momentOf(frame), query.asReported), frame.past ? await closedPeriod(deps.read, measure, frame) : null) });
    if (query.level === 'operational') return send(request, response, 200, { ...shown, main: operational(board, await gatherOperational(rows, deps.read, known, measure, frame.back)) });
    const more = await gatherMore(rows, deps.read, known, { ...found, query }, deps.entry ? whoIs(request) : null);
    send(request, response, 200, { ...shown, main: scorecard({ ...board, more }) });
  });

  router.get('/t/sie/:name', async (request, response) => {
    const { name } = request.params;
    const known = await rows.known();
    const facts = await rows.kind(name);
    if (!facts || facts.total === 0) return missing(request, response, `No event of the kind “${name}” has come in.`);
    const parents = known ? above(known, 'sie', name) : [];
    const events = await kindEvents(deps.read, facts.service, facts.kind, facts.last ?? 0, listOf(request.query));
    send(request, response, 200, { title: name, main: kindMain(name, facts, events, parents.map((one) => ({ tier: one.tier, name: one.name, title: titleOf(one, one.name), good: null, status: null })), zoneFor(response, planZone(known))), here: null, live: 'stream' });
  });

  const desk = { entry: deps.entry ?? null, clock: deps.clock };
  mountPipelinePage(router, { read: deps.read, clock: deps.clock, progress: deps.progress ?? null, condition, rows, send, desk, replaying: { read: deps.read, replay: deps.replay ?? null, topics: deps.topics ?? defaults.topics }, log: deps.log });
  mountAlertPages(router, { read: deps.read, clock: deps.clock, rows, send, desk });
  mountEventPages(router, { read: deps.read, clock: deps.clock, rows, send, missing });
  mountSloPages(router, { read: deps.read, clock: deps.clock, rows, send, missing, desk });
  mountClosingForm(router, { read: deps.read, plan: deps.plan, answer: deps.answer, desk });
  mountCommentForm(router, desk, { read: deps.read, plan: deps.plan, answer: deps.answer });
  mountCorrectionForms(router, { read: deps.read, plan: deps.plan, desk });

  mountTiers(router, { rows, clock: deps.clock, send, missing });
  mountExplainPage(router, { read: deps.read, answer: deps.answer, plan: deps.plan, clock: deps.clock, rows, send, missing });

  router.get('/t/:tier/:name', async (request, response) => {
    const { tier, name } = request.params;
    const known = await rows.known();
    const place = known && placeOf(known, tier, name, one(request.query.scorecard));
    const zone = place ? zoneFor(response, place.zone) : planZone(known);
    const at = atOf(request.query.at, zone);
    if (settled(request, response, at)) return;
    const facts = place && (await gatherMeasure(rows, deps.read, known, tier, name, one(request.query.scorecard), listOf(request.query), deps.clock, at, zone));
    if (!(tier in TIER_NAME)) return missing(request, response, `There is no tier “${tier}”; there are ${Object.keys(TIER_NAME).join(', ')}.`);
    if (!facts) return missing(request, response, `The plan in force has no ${tier.toUpperCase()} named “${name}”.`);
    send(request, response, 200, { title: facts.title, main: measureMain({ ...facts, who: deps.entry ? whoIs(request) : null }, instantOf(request, known, zone, at, await rows.watermark())), here: null, live: at === null ? 'stream' : null });
  });

  router.get('/*path', (request, response) => missing(request, response, `There is no page ${request.path}.`));

  // what goes wrong is said on a page, with an id that the log has too; what a reader had on the screen stays there
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof Problem && !response.headersSent) return send(request, response, error.status, { title: error.title, main: trouble(error.title, error.message, request.method === 'GET' ? link(without(request, error.more.parameter), 'Leave it out') : link(cameFrom(request), 'Back')), here: null, live: null });
    const status = (error as { status?: unknown }).status;
    if (response.headersSent || (typeof status === 'number' && status < 500)) return next(error);
    const id = crypto.randomUUID();
    deps.log?.error({ err: error, id, path: request.path }, 'a page failed');
    send(request, response, 503, { title: 'Not available', main: trouble('The figures could not be read', `The store did not answer as it should. Request ${id}.`, link(request.originalUrl, 'Try again')), here: null, live: null });
  });
  return router;
};

/** The measures of a plan without a scorecard that nothing stands on, with their states. */
const topOf = async (rows: Reader, known: Known): Promise<Step[]> => {
  const top = known.measures.filter((item) => !item.internal && item.tier !== 'sli' && above(known, item.tier, item.name).length === 0);
  const tiers = [...new Set(top.map((item) => item.tier))];
  const found = (await Promise.all(tiers.map((tier) => rows.rows(tier, null, null, top.filter((item) => item.tier === tier).map((item) => item.name))))).flat();
  return top.map((item) => ({ tier: item.tier, name: item.name, title: titleOf(item, item.name), status: found.find((row) => row.tier === item.tier && row.name === item.name)?.status ?? 'unknown' }));
};
