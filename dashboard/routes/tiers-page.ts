/** Gathers what the tier map shows and mounts it at /tiers: the plan as a graph, and the rows of every tier. */
import type { Router } from 'express';
import type { Measure, MeasureTier } from '../../shared/plan/measure.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { digits, figure, SCORE } from '../../shared/figure.ts';
import { leftShare } from '../../shared/budget-figure.ts';
import { count } from '../cards/figure.ts';
import { contributionMain } from '../cards/sankey.ts';
import { flowsOf } from '../cards/contribution.ts';
import { link } from '../cards/markup.ts';
import { outlineMain } from '../cards/outline.ts';
import { trouble } from '../cards/shell.ts';
import { cardsOf, type Known, specOf, titleOf } from '../cards/spec.ts';
import { COLUMNS, type Graph, graphOf, keyOf } from '../cards/tier-graph.ts';
import { type Shown, type TierFacts, TIER_VIEWS, type TierQuery, tiersMain } from '../cards/tiers.ts';
import { span } from '../cards/when.ts';
import { atOf, instantOf, settled } from './instant.ts';
import type { Reader } from './rows.ts';
import type { Missing, Send } from './slo-pages.ts';
import { zoneFor } from './zone.ts';

const MINUTE = 60_000;

/** How often something comes, in the shortest time that holds one of it. */
export const rate = (total: number, ms: number): string => {
  if (total === 0) return 'none in its window';
  for (const [unit, length] of [['a min', MINUTE], ['an hour', 60 * MINUTE], ['a day', 1440 * MINUTE]] as const) if ((total / ms) * length >= 1) return `${count(Math.round((total / ms) * length))} ${unit}`;
  return `${count(total)} in its window`;
};

/** What stands under the name: the figure, of an SLO what is left of its budget, of an SLI how often it counts. */
const figureOf = (known: Known, row: Row | undefined, measure: Measure | undefined): string => {
  if (!row || !measure) return 'nothing climbed yet';
  const spec = specOf(known, measure, row);
  if (row.tier === 'sli') return row.total === null || row.window === null ? figure(row.value, spec) : rate(row.total, Date.parse(row.window.to) - Date.parse(row.window.from));
  if (spec.kind === 'score') return row.score === null ? 'no data' : `${digits(row.score, SCORE)} / 100`;
  if (row.value === null) return 'no data';
  return row.tier === 'slo' && row.budget ? `${figure(row.value, spec)}, ${leftShare(row.budget.ratio.remaining)} left` : figure(row.value, spec);
};

const shownOf = (known: Known, graph: Graph, rows: ReadonlyMap<string, Row>): Map<string, Shown> => {
  const measures = new Map(known.measures.filter((one) => !one.internal).map((one) => [keyOf(one.tier, one.name), one]));
  return new Map(
    [...graph.values()].map((node): [string, Shown] => {
      const row = rows.get(node.key);
      if (node.tier === 'sie') return [node.key, { status: null, figure: `read by ${node.above.length} ${node.above.length === 1 ? 'SLI' : 'SLIs'}`, row: null }];
      return [node.key, { status: node.tier === 'sli' ? null : (row?.status ?? 'unknown'), figure: figureOf(known, row, measures.get(node.key)), row: row ?? null }];
    }),
  );
};

/** Everything the map needs. `asked` = the scorecard of the address; null when the plan has none of that name; `told` = the zone that times are told in, null = the scorecard's own. */
export const gatherTiers = async (reader: Reader, known: Known, query: TierQuery, clock: Clock, told: string | null = null): Promise<(TierFacts & { rows: ReadonlyMap<string, Row> }) | null> => {
  const cards = cardsOf(known);
  const card = query.scorecard === null ? cards[0] : cards.find((one) => one.name === query.scorecard);
  if (query.scorecard !== null && !card) return null;
  const tiers = COLUMNS.filter((tier): tier is Exclude<(typeof COLUMNS)[number], 'sie'> => tier !== 'sie');
  const found = (await Promise.all(tiers.map((tier: MeasureTier) => reader.rows(tier, card?.name ?? null, query.at)))).flat();
  const rows = new Map(found.map((row) => [keyOf(row.tier, row.name), row]));
  const graph = graphOf(known);
  const top = found.find((row) => row.tier === 'kpi' && row.window !== null) ?? found.find((row) => row.window !== null);
  const at = found[0] ? Date.parse(found[0].at) : await reader.watermark();
  const zone = told ?? card?.zone ?? 'UTC';
  const period = card && top?.window ? `, ${span(Date.parse(top.window.from), Date.parse(top.window.to), zone)}` : '';
  return { graph, shown: shownOf(known, graph, rows), scorecard: card?.name ?? null, scope: `${card ? titleOf(card, card.name) : 'The whole plan'}${period}, ${zone}`, zone, at, age: at !== null && query.at === null && clock.mode === 'wall' ? clock.now() - at : null, query, rows };
};

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : null);

/** Mounts the page. */
export const mountTiers = (router: Router, { rows, clock, send, missing }: { rows: Reader; clock: Clock; send: Send; missing: Missing }): void => {
  router.get('/tiers', async (request, response) => {
    const known = await rows.known();
    if (known === null) return send(request, response, 200, { title: 'Tier map', main: trouble('No plan yet', 'The tier map shows what a plan is made of, and none is in force.', link('/', 'How to start')), here: 'tiers', live: 'stream' });
    const scorecard = text(request.query.scorecard);
    const cards = cardsOf(known);
    const own = (scorecard === null ? cards[0] : cards.find((one) => one.name === scorecard))?.zone ?? 'UTC';
    const zone = zoneFor(response, own);
    const at = atOf(request.query.at, zone);
    if (settled(request, response, at)) return;
    const query: TierQuery = { select: text(request.query.select), view: TIER_VIEWS.find((view) => view === request.query.view) ?? 'map', scorecard, at, filters: Object.fromEntries(COLUMNS.flatMap((tier) => { const filter = text(request.query[tier]); return filter === null ? [] : [[tier, filter]]; })) };
    const found = await gatherTiers(rows, known, query, clock, zone);
    if (!found) return missing(request, response, `The plan has no scorecard named “${query.scorecard}”.`, link('/tiers', 'The tier map'));
    const facts = { ...found, instant: instantOf(request, known, zone, at, await rows.watermark()) };
    const main = query.view === 'contribution' ? contributionMain(facts, flowsOf(facts.graph, known.measures, facts.rows)) : query.view === 'outline' ? outlineMain(facts, known.measures) : tiersMain(facts);
    send(request, response, 200, { title: query.view === 'contribution' ? 'Contribution' : query.view === 'outline' ? 'Outline of the tiers' : 'Tier map', main, here: 'tiers', live: at === null ? 'stream' : null });
  });
};
