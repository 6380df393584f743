/** When the definition of a measure changed, from the plans that took effect and what each of them said. */
import type { Measure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import { type Change, said } from '../cards/definition.ts';
import type { Reader } from './rows.ts';

const definitionsSql = sql(import.meta.url, '../queries/definitions.sql');

type Found = { since: string; plan: string; body: string };

/** What a definition says: whose it is and what it is called change no figure, and yet it is another. */
const wordsOf = (measure: Measure | null): string => (measure === null ? '' : JSON.stringify(said(measure)));

/** Only the moments at which it became another, or came and went; the oldest first. */
export const changesOf = (found: readonly Found[]): Change[] => {
  const out: Change[] = [];
  for (const { since, plan, body } of found) {
    const measure = body === '' ? null : (JSON.parse(body) as Measure);
    const last = out.at(-1);
    // before it was first in a plan there is nothing to tell
    if (last ? last.measure?.def === measure?.def && wordsOf(last.measure) === wordsOf(measure) : measure === null) continue;
    out.push({ at: Number(since), plan, measure });
  }
  return out;
};

/** Of the measure of the plan in force; remembered as long as that plan is. */
export const definitions = (reader: Reader, read: Door, plan: string, { tier, name }: Measure): Promise<Change[]> =>
  reader.kept(`definitions ${plan} ${tier} ${name}`, async () => changesOf(await read.rows<Found>(definitionsSql, { tier, name })));
