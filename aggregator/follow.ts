/** Where the climb stands, by the tables alone: for a process that does not climb itself (a dashboard, an aggregator that stands by). */
import type { Measure } from '../shared/plan/measure.ts';
import type { Rule } from '../shared/plan/rule.ts';
import { type Sql, sql } from '../shared/store/sql.ts';
import type { Door } from '../shared/store/store.ts';
import type { Clock } from '../shared/time/clock.ts';
import { type Ladder, ladder as ladderOf } from './ladder.ts';
import type { Scene } from './scene.ts';

const lastCheckpoint = sql(import.meta.url, './checkpoint.sql');
const planRules = sql(import.meta.url, './plan-rules.sql');
const planBodies = sql(import.meta.url, './plan-bodies.sql');

/** How long what was read is taken for true, ms: one page asks many times. */
const FRESH = 250;

export type Checkpoint = { version: string; seq: string; marks: Record<string, string>; watermark: string; closed: string; owing: string; plan: string; /** when it was written, ms */ at: string };
/** The ladder of the plan in force, the watermark (ms) and which checkpoint said so; where they are known, since when each measure can be told, and the rows that were made for that watermark. */
export type Here = { ladder: Ladder; watermark: number; version: bigint; first?: Scene['first']; made?: Scene['made'] };

export const readCheckpoint = async (door: Door): Promise<Checkpoint | undefined> => (await door.rows<Checkpoint>(lastCheckpoint))[0];

/** What the rows of plans written by earlier versions do not name. */
const LATER = { through: null, state: null, ticket: null, schedule: null, noData: 'ignore', by: null };

/** The ladder of a plan that was in force, from its rows: its measures and alert rules; whom alerts go to is not among them. */
export const ladderOfRows = async (door: Door, plan: string): Promise<Ladder> => {
  const bodies = async <T>(statement: Sql): Promise<T[]> => (await door.rows<{ body: string }>(statement, { plan })).map((one) => ({ ...LATER, ...(JSON.parse(one.body) as T) }));
  return ladderOf({ id: plan, measures: await bodies<Measure>(planBodies), services: [], rules: await bodies<Rule>(planRules), targets: [], warnings: [], notes: [], texts: [] });
};

/** Follows plan changes: the ladder is built again when a checkpoint names another plan. Answers null before anything was climbed. */
export const follow = (door: Door, clock: Clock): (() => Promise<Here | null>) => {
  let kept: { until: number; here: Promise<Here | null> } | null = null;
  let ladder: Ladder | null = null;
  const read = async (): Promise<Here | null> => {
    const last = await readCheckpoint(door);
    if (!last || Number(last.watermark) === 0) return null;
    if (ladder?.plan.id !== last.plan) ladder = await ladderOfRows(door, last.plan);
    return { ladder, watermark: Number(last.watermark), version: BigInt(last.version) };
  };
  return () => {
    const now = clock.machine();
    if (kept && now < kept.until && now > kept.until - 2 * FRESH) return kept.here;
    const here = read();
    kept = { until: now + FRESH, here };
    here.catch(() => (kept = null));
    return here;
  };
};
