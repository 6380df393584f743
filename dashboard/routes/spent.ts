/** Who spent the budget of an SLO: the bad of its window by a label. Counted in its worst minutes, so that it costs little however much came in. */
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Dimension, Spent } from '../cards/3-slo-spent.ts';
import { sources } from '../cards/relations.ts';
import type { Known } from '../cards/spec.ts';
import type { Reader } from './rows.ts';

const minutesSql = sql(import.meta.url, '../queries/spent-minutes.sql');
const spentSql = sql(import.meta.url, '../queries/spent.sql');

/** Hours of a window whose worst minutes are looked through, and messages that are read of these at most: telling apart so many takes some 40 MB. */
const HOURS = 48;
const MESSAGES = 100_000;
/** Values of a label that are told by name; the rest are told together. */
const VALUES = 12;
/** For how long, ms, it stands: what a window has lost changes slowly. */
const KEPT = 60_000;

/** What messages say by themselves; a calculated kind of SLI (state, ticket, counter) loses time, which no message bears. */
const TOLD: readonly SliMeasure['kind'][] = ['ratio', 'threshold', 'counts'];

type Line = { field: string; value: string; bad: string; counted: string };

/** Dimensions out of lines, those that tell something; `judging` = fields that good and bad are told apart by, which would only tell that again. Pure. */
export const dimensionsOf = (lines: readonly Line[], judging: ReadonlySet<string>): Dimension[] => {
  const out = new Map<string, Dimension>();
  for (const { field, value, bad, counted } of lines) {
    if (field === '' || judging.has(field)) continue;
    const there = out.get(field) ?? { field, values: [] };
    there.values.push({ value, bad: Number(bad), counted: Number(counted) });
    out.set(field, there);
  }
  // what all messages have alike is no dimension: a label is, a component of one value is not
  return [...out.values()].filter((one) => one.field.startsWith('labels.') || one.values.length > 1).sort((a, b) => (a.field < b.field ? -1 : 1));
};

/** At most so many messages are read. null where there is no window, nothing bad, or nothing that could be told apart. */
export const gatherSpent = async (reader: Reader, read: Door, known: Known, measure: SloMeasure, row: Row | null, messages = MESSAGES): Promise<Spent | null> => {
  const [source] = sources(known, measure);
  if (!row?.window || !source || !TOLD.includes(source.kind)) return null;
  const [from, to] = [Date.parse(row.window.from), Math.min(Date.parse(row.window.to), Date.parse(row.at))];
  const service = source.services.length === 1 ? (source.services[0] as string) : '';
  const found = await reader.kept(
    `spent ${known.plan} ${measure.source} ${Math.floor(from / KEPT)} ${Math.floor(to / KEPT)}`,
    async () => {
      const [looked] = await read.rows<{ worst: number[]; every: string }>(minutesSql, { def: measure.source, from, to, hours: HOURS, messages });
      if (!looked || looked.worst.length === 0) return null;
      const [inverse, counts] = [source.sides.some((one) => one.side === 'good') ? 0 : source.sides.some((one) => one.side === 'bad') ? 1 : 0, source.kind === 'counts' ? 1 : 0];
      const lines = await read.rows<Line>(spentSql, { worst: JSON.stringify(looked.worst), every: looked.every, source: source.def, values: VALUES, service, inverse, counts });
      return { lines, minutes: looked.worst.length, every: Number(looked.every) };
    },
    KEPT,
  );
  if (!found) return null;
  const { lines, minutes, every } = found;
  const all = lines.find((one) => one.field === '');
  if (!all || Number(all.bad) <= 0) return null;
  const judging = new Set(source.sides.filter((one) => one.side !== 'total').flatMap((one) => one.where.map((each) => each.field)));
  return { dimensions: dimensionsOf(lines, judging), bad: Number(all.bad), counted: Number(all.counted), minutes, every };
};
