/** What the address of each page may ask for: one line a page. An address that asks for anything else is refused in words, as the API does; what others count visits by is passed over. */
import type { Request } from 'express';
import { didYouMean } from '../../shared/plan/hint.ts';
import { FACETS } from '../cards/event-search.ts';
import { COLUMNS } from '../cards/tier-graph.ts';
import { Problem } from '../problem.ts';

/** Of every page: the zone that it tells its times in. */
const EVERYWHERE = ['tz'];
/** Which of the events behind a measure are listed, and from where on. */
const LISTED = ['events', 'after'];
const SLO = ['at', 'span', 'by', 'moment', 'old', 'new', ...LISTED];

/** Pages by their paths, the narrower before the wider; a path ends where another would begin. */
const PAGES: readonly [path: RegExp, names: readonly string[]][] = [
  [/^\/$/, ['scorecard', 'level', 'view', 'period', 'at', 'cmp', 'asReported', 'status', 'open']],
  [/^\/tiers\/?$/, ['scorecard', 'view', 'select', 'at', ...COLUMNS]],
  [/^\/slos\/?$/, ['at', 'status', 'service', 'sort', 'dir', 'page']],
  [/^\/slos\/[^/]+\/?$/, SLO],
  [/^\/events\/?$/, ['q', ...FACETS, 'span', 'from', 'to', 'after']],
  [/^\/events\/[^/]+\/[^/]+\/?$/, ['minute']],
  [/^\/alerts\/?$/, ['group', 'view', 'q', 'test']],
  [/^\/pipeline\/?$/, ['sample', 'sent', 'accepted', 'refused', 'left']],
  [/^\/t\/sie\/[^/]+\/?$/, LISTED],
  [/^\/t\/slo\/[^/]+\/?$/, ['scorecard', ...SLO]],
  [/^\/t\/[^/]+\/[^/]+\/?$/, ['scorecard', 'at', ...LISTED]],
  [/^\/t\/[^/]+\/[^/]+\/explain\/?$/, ['scorecard', 'at']],
];

/** What the page at a path may be asked; null where no page is. */
export const askable = (path: string): string[] | null => {
  const found = PAGES.find(([pattern]) => pattern.test(path));
  return found ? [...found[1], ...EVERYWHERE] : null;
};

/** Put into addresses by mails and campaigns; it says nothing to a page. */
const COUNTED = /^utm_/;

/** Throws Problem 400 on a parameter that the page does not know. */
export const knownOnly = ({ path, method, query }: Pick<Request, 'path' | 'method' | 'query'>): void => {
  const known = method === 'GET' || method === 'HEAD' ? askable(path) : null;
  const stranger = known && Object.keys(query).find((name) => !COUNTED.test(name) && !known.includes(name));
  if (!known || stranger === undefined || stranger === null) return;
  const hint = didYouMean(stranger, known);
  throw new Problem(400, 'Unknown parameter', `This page knows no parameter “${stranger.slice(0, 80)}”${hint ? ` (${hint})` : ''}. It knows ${known.slice(0, -1).join(', ')}${known.length > 1 ? ' and ' : ''}${known.at(-1)}.`, { parameter: stranger });
};
