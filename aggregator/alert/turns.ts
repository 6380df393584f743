/**
 * Where every alert stands, in memory and in the tables `alert` and `outbox`. A turn's row goes first, with whom it is told to, and the notifications after it; those
 * that a crash or a failure leaves out are missing under their ids, and are written before anything is judged again.
 */
import type { Plan } from '../../shared/plan/measure.ts';
import { BUILT } from '../../shared/plan/rule.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { stored } from '../../shared/time/instant.ts';
import type { Memory } from './state.ts';

const states = sql(import.meta.url, './states.sql');
const toldSql = sql(import.meta.url, './told.sql');
const ALERT = ['slo', 'rule', 'seq', 'incident', 'key', 'state', 'since', 'at', 'severity', 'long', 'short', 'reason', 'body', 'memory', 'version'] as const;
const OUTBOX = ['id', 'key', 'slo', 'rule', 'event', 'target', 'channel', 'at', 'body'] as const;

/** Ids of one question, which must fit a URL. */
const MOST = 500;

/** A rule as it stands since its last turn. slo: the key of its measure (shared/plan/rule.ts). to: the targets that this row's turn is told to. */
export type Turn = { slo: string; rule: string; memory: Memory; body: Alert; to: string[] };
export const nameOf = (one: { slo: string; rule: string }): string => `${one.slo}\n${one.rule}`;

export type Turns = {
  all(): Iterable<Turn>;
  of(name: string): Turn | undefined;
  /** The targets of these that get a row of their own: those whose channel is built. */
  listeners(targets: readonly string[]): string[];
  /** Reads back what stands if a write has failed, and tells what of it was not told. False when the lease is lost. */
  settle(): Promise<boolean>;
  /** Writes turns and what they have to tell. False, and nothing is written, when the lease is lost. */
  write(turns: readonly Turn[], version: bigint): Promise<boolean>;
};

export type TurnsOptions = {
  door: Door;
  clock: Clock;
  targets: Plan['targets'];
  /** After a take-over, the version under which what stands is written again: a former holder that wakes late cannot outdo it. */
  taken: bigint | null;
  /** Whether the lease is still ours, asked right before anything is written. */
  holds(): Promise<boolean>;
  /** Called after notifications were written. */
  told(): void;
};

const rowOf = ({ slo, rule, memory, body, to }: Turn, version: bigint): string =>
  JSON.stringify({ slo, rule, seq: memory.seq, incident: memory.incident, key: memory.key, state: memory.state, since: stored(memory.since), at: stored(Date.parse(body.at)), severity: body.severity, long: body.burn.long, short: body.burn.short, reason: memory.reason ?? '', body: JSON.stringify(body), memory: JSON.stringify({ ...memory, to }), version: version.toString() });

/** Reads back what stands and tells what was not told. Throws what the store throws. */
export const openTurns = async ({ door, clock, targets, taken, holds, told }: TurnsOptions): Promise<Turns> => {
  const channels = new Map(targets.map((one) => [one.name, one.channel]));
  const kept = new Map<string, Turn>();
  /** whether `kept` is what the tables say */
  let sure = false;

  const listeners = (targets: readonly string[]): string[] => targets.filter((target) => {
    const channel = channels.get(target);
    return channel !== undefined && BUILT.includes(channel);
  });

  /** What a row has to tell, one notification for everybody who is to be told. */
  const notifications = ({ slo, rule, memory: { key, tell, back }, body, to }: Turn): { id: string; row: object }[] =>
    listeners(key === '' ? [] : to).flatMap((target) => {
      const channel = channels.get(target);
      const turns = [...(tell ? [tell] : []), ...(back > 0 && channel === 'alertmanager' ? [{ event: 'data-back' as const, nth: back }] : [])];
      return turns.map(({ event, nth }) => {
        const id = `${key}/${event}/${target}${nth > 1 ? `/${nth}` : ''}`;
        return { id, row: { id, key, slo, rule, event, target, channel, at: stored(clock.machine()), body: JSON.stringify(body) } };
      });
    });
  const outbox = async (rows: readonly object[]): Promise<void> => {
    if (rows.length === 0) return;
    await door.insert('outbox', OUTBOX, 'JSONEachRow', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
    told();
  };

  /** From the tables, whatever a write that failed has left of itself in them. */
  const load = async (): Promise<void> => {
    kept.clear();
    for (const row of await door.rows<{ slo: string; rule: string; memory: string; body: string }>(states)) {
      const { to = [], ...memory } = JSON.parse(row.memory) as Memory & { to?: string[] };
      kept.set(nameOf(row), { slo: row.slo, rule: row.rule, memory, body: JSON.parse(row.body) as Alert, to });
    }
    const due = [...kept.values()].flatMap(notifications);
    const there = new Set<string>();
    for (let i = 0; i < due.length; i += MOST) for (const { id } of await door.rows<{ id: string }>(toldSql, { ids: JSON.stringify(due.slice(i, i + MOST).map((one) => one.id)) })) there.add(id);
    await outbox(due.filter(({ id }) => !there.has(id)).map(({ row }) => row));
    sure = true;
  };

  const alertRows = (list: readonly Turn[], version: bigint): Promise<void> => door.insert('alert', ALERT, 'JSONEachRow', list.map((one) => `${rowOf(one, version)}\n`).join(''));

  await load();
  if (taken !== null) await alertRows([...kept.values()], taken);

  return {
    all: () => kept.values(),
    of: (name) => kept.get(name),
    listeners,
    async settle() {
      if (sure) return true;
      if (!(await holds())) return false;
      await load();
      return true;
    },
    async write(turns, version) {
      if (turns.length === 0) return true;
      if (!(await holds())) return false;
      // a write that fails may have come about all the same
      sure = false;
      await alertRows(turns, version);
      await outbox(turns.flatMap(notifications).map(({ row }) => row));
      for (const one of turns) kept.set(nameOf(one), one);
      sure = true;
      return true;
    },
  };
};
