/** Gathers the rules of the page of alerts: those of the plan in force that hold a text, with what they say in words and where they stand. */
import type { Measure } from '../../shared/plan/measure.ts';
import { keyOf, ofKey, type Rule } from '../../shared/plan/rule.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { AlertState } from '../../shared/tiers/alert.ts';
import { iso } from '../../shared/time/instant.ts';
import type { ListedRule } from '../cards/alert-rules.ts';
import { count } from '../cards/figure.ts';
import { type Known, titleOf } from '../cards/spec.ts';
import { length } from '../cards/when.ts';
import { untouched } from './alerts.ts';

const standing = sql(import.meta.url, '../queries/page-rules-standing.sql');

/** Rules that one page lists; a filter leads to the others. */
export const MOST_RULES = 200;

/** What a rule asks beside its threshold: how long it must hold, and how much must have come in. Pure. */
export const besides = ({ after, burn }: Pick<Rule, 'after' | 'burn'>): string => {
  const [bad, events] = [Number(burn?.guard.bad ?? 0), Number(burn?.guard.events ?? 0)];
  const guard = [bad > 0 ? `${count(bad)} bad` : '', events > 0 ? `${count(events)} counted` : ''].filter(Boolean).join(' and ');
  return [after > 0 ? `for ${length(after)}` : '', guard === '' ? '' : `with at least ${guard}`].filter(Boolean).join(', ');
};

const holds = (measure: Measure, q: string): boolean => [titleOf(measure, measure.name), measure.name, measure.owner, measure.tier === 'slo' ? measure.service : ''].some((text) => text.toLowerCase().includes(q));

/** At most `most` that hold `q` in the name, title, service or owner of what they watch, or in their own words; `all` = how many do. */
export const rulesFound = async (read: Door, known: Known, q: string, most = MOST_RULES): Promise<{ found: ListedRule[]; all: number }> => {
  const measures = new Map(known.measures.map((one) => [keyOf(one.tier, one.name), one]));
  const keys = q === '' ? [] : [...measures].filter(([, one]) => holds(one, q.toLowerCase())).map(([key]) => key);
  const rows = await read.rows<{ body: string; state: AlertState | ''; since: string; n: string }>(standing, { q, keys: JSON.stringify(keys), limit: most });
  const found = rows.map(({ body, state, since }): ListedRule => {
    const rule = JSON.parse(body) as Rule;
    const { tier, name } = ofKey(rule.slo);
    const at = iso(Number(since ?? 0));
    return { alert: { ...untouched(rule, measures.get(keyOf(tier, name)), at, at), state: state === '' ? 'inactive' : state }, words: besides(rule), turned: state !== '' };
  });
  return { found, all: Number(rows[0]?.n ?? 0) };
};
