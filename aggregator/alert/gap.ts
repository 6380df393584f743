/**
 * An alert of its own for every Kafka partition that has lost messages before they were read: no plan asks for it, and every target of the plan is told. It goes
 * by the machine's clock, as whoever found the gap did. Gaps that follow one another belong to one incident; what is lost never comes back, so it is over when an hour has brought no other.
 */
import { keyOf } from '../../shared/plan/rule.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import { iso } from '../../shared/time/instant.ts';
import { fresh, type Memory, step } from './state.ts';
import { nameOf, type Turn, type Turns } from './turns.ts';

const gapsSql = sql(import.meta.url, './gaps.sql');

const HOUR = 3_600_000;
/** So long back gaps are told that nobody was told of, ms: ingest may have gone on while no aggregator ran. */
const WEEK = 168 * HOUR;

const RULE = 'gap';
const PREFIX = keyOf('partition', '');
const TELL = { firing: true, resolved: true, noData: false };

/** Whether a state machine is that of a partition, which no plan knows. */
export const ofPartition = (slo: string): boolean => slo.startsWith(PREFIX);

type Gap = { log: string; partition: number; first: string; last: string; at: string };

const reasonOf = ({ first, last, at }: Gap): string => {
  const n = BigInt(last) - BigInt(first) + 1n;
  return `${n === 1n ? `the message at offset ${first} was` : `${n} offsets, ${first} to ${last}, were`} gone from the log before anybody read ${n === 1n ? 'it' : 'them'}, found at ${iso(Number(at))}`;
};

/** What becomes of a partition's machine at `now`. `gap`: the newest; absent: none for longer than anybody looks back. */
const next = (slo: string, before: Memory, gap: Gap | undefined, now: number, store: string): Memory => {
  const found = gap ? Number(gap.at) : Number.NEGATIVE_INFINITY;
  const rule = { name: RULE, slo, tell: TELL, after: 0 };
  const over = gap ? reasonOf(gap) : '';
  const verdict = { over: found > (before.resolvedAt ?? Number.NEGATIVE_INFINITY), guarded: true, calm: now - Math.max(found, before.firedAt ?? found) >= HOUR, blind: false, words: { over, unguarded: '', calm: 'an hour has brought no other gap; what is lost stays in the books', blind: '' } };
  const memory = step(rule, before, verdict, now, store);
  // another gap of an incident that somebody was told of already: its reason names the newest
  return memory === before && before.state === 'firing' && gap && over !== before.reason ? { ...before, seq: before.seq + 1, reason: over, tell: null, back: 0 } : memory;
};

const alertOf = (name: string, title: string, memory: Memory, targets: string[], now: number): Alert => ({
  key: memory.key, rule: RULE, slo: name, state: memory.state, since: iso(memory.since), severity: 'ticket', burn: { long: null, short: null }, threshold: null, reason: memory.reason, deliveries: [],
  kind: 'gap', tier: 'partition', when: null, title, service: '', windows: null,
  firedAt: memory.firedAt === null ? null : iso(memory.firedAt), resolvedAt: memory.resolvedAt === null ? null : iso(memory.resolvedAt), targets, at: iso(now),
});

/** The turns that partitions take at `now`, ms of the machine; `targets`: those of the plan in force. */
export const gapTurns = async (door: Door, turns: Pick<Turns, 'all' | 'of' | 'listeners'>, targets: readonly string[], now: number, store: string): Promise<Turn[]> => {
  const gaps = new Map((await door.rows<Gap>(gapsSql, { since: now - WEEK })).map((one) => [`${one.log}/${one.partition}`, one]));
  const standing = [...turns.all()].filter((one) => ofPartition(one.slo) && one.memory.state === 'firing').map((one) => one.slo.slice(PREFIX.length));
  const to = [...targets].sort();
  return [...new Set([...gaps.keys(), ...standing])].flatMap((name): Turn[] => {
    const slo = keyOf('partition', name);
    const before = turns.of(nameOf({ slo, rule: RULE }))?.memory ?? fresh(0);
    const memory = next(slo, before, gaps.get(name), now, store);
    if (memory === before) return [];
    const slash = name.lastIndexOf('/');
    return [{ slo, rule: RULE, memory, body: alertOf(name, `${name.slice(0, slash)}, partition ${name.slice(slash + 1)}`, memory, to, now), to: turns.listeners(to) }];
  });
};
