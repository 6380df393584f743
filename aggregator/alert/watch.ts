/**
 * Alerts of one plan: judges every rule at the watermark, steps its state machine and writes what changed. The alert row goes first and the notifications
 * after it, both before the tick's checkpoint; what a crash leaves between them is told again at the next start, under the same ids.
 */
import { thresholdOf } from '../../shared/plan/alert.ts';
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import { BUILT, type Rule } from '../../shared/plan/rule.ts';
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { iso, stored } from '../../shared/time/instant.ts';
import type { Ladder } from '../ladder.ts';
import type { Scene } from '../scene.ts';
import type { Touched } from '../touched.ts';
import { type Burnt, blinded, burnt, shownBurn, verdict } from './judge.ts';
import { silences } from './silence.ts';
import { fresh, type Memory, remove, step } from './state.ts';

const states = sql(import.meta.url, './states.sql');
const ALERT = ['slo', 'rule', 'seq', 'incident', 'key', 'state', 'since', 'at', 'severity', 'long', 'short', 'reason', 'body', 'memory', 'version'] as const;
const OUTBOX = ['id', 'key', 'slo', 'rule', 'event', 'target', 'channel', 'at', 'body'] as const;

type Kept = { slo: string; rule: string; memory: Memory; body: Alert };
const nameOf = (one: { slo: string; rule: string }): string => `${one.slo}\n${one.rule}`;

export type Watch = {
  /** Tells what has been climbed since the last judging. */
  touched(touched: Touched): void;
  /** Adds up burn rates at the scene's instant; wanted whenever the rows are made again, in the same moment. */
  look(scene: Scene): Promise<void>;
  /** Judges every rule at the scene's instant by the last look and the rows last given. Answers the SLOs whose alerts changed. */
  judge(scene: Scene, rows: readonly Row[] | null, version: bigint): Promise<string[]>;
};

const alertOf = (rule: Rule, slo: SloMeasure, row: Row | undefined, memory: Memory, at: number): Alert => ({
  key: memory.key, rule: rule.name, slo: rule.slo, state: memory.state, since: iso(memory.since), severity: rule.severity, burn: shownBurn(rule, row), threshold: thresholdOf(rule), reason: memory.reason, deliveries: [],
  kind: rule.kind, title: slo.title, service: slo.service, windows: rule.burn && { long: rule.burn.long.text, short: rule.burn.short.text },
  firedAt: memory.firedAt === null ? null : iso(memory.firedAt), resolvedAt: memory.resolvedAt === null ? null : iso(memory.resolvedAt), targets: rule.targets, at: iso(at),
});

/** Reads back where every alert stands; `checkpoint` = the version of the last one, 0 before any. `retention`: how far back raw is kept, ms. `told` is called after notifications were written. */
export const startWatch = async (door: Door, ladder: Ladder, clock: Clock, checkpoint: bigint, retention: number, told: () => void): Promise<Watch> => {
  const channels = new Map(ladder.plan.targets.map((one) => [one.name, one.channel]));
  const kept = new Map<string, Kept>();
  const silence = silences(door);
  let burns = new Map<Rule, Burnt>();
  let slos = new Map<string, Row>();

  /** One row for everybody who is to be told what these turns have to tell. */
  const outbox = async (turns: readonly Kept[]): Promise<void> => {
    const at = stored(clock.machine());
    const lines = turns.flatMap(({ slo, rule, memory: { key, tell }, body }) =>
      (tell ? body.targets : []).flatMap((target) => {
        const channel = channels.get(target);
        if (!tell || !channel || !BUILT.includes(channel)) return [];
        return [JSON.stringify({ id: `${key}/${tell.event}/${target}${tell.nth > 1 ? `/${tell.nth}` : ''}`, key, slo, rule, event: tell.event, target, channel, at, body: JSON.stringify(body) })];
      }),
    );
    if (lines.length === 0) return;
    await door.insert('outbox', OUTBOX, 'JSONEachRow', `${lines.join('\n')}\n`);
    told();
  };

  const again: Kept[] = [];
  for (const row of await door.rows<{ slo: string; rule: string; memory: string; body: string; version: string }>(states)) {
    const one = { slo: row.slo, rule: row.rule, memory: JSON.parse(row.memory) as Memory, body: JSON.parse(row.body) as Alert };
    kept.set(nameOf(one), one);
    if (BigInt(row.version) > checkpoint) again.push(one);
  }
  await outbox(again);

  const write = async (changed: readonly Kept[], at: number, version: bigint): Promise<void> => {
    if (changed.length === 0) return;
    const lines = changed.map(({ slo, rule, memory, body }) =>
      JSON.stringify({ slo, rule, seq: memory.seq, incident: memory.incident, key: memory.key, state: memory.state, since: stored(memory.since), at: stored(at), severity: body.severity, long: body.burn.long, short: body.burn.short, reason: memory.reason ?? '', body: JSON.stringify(body), memory: JSON.stringify(memory), version: version.toString() }),
    );
    await door.insert('alert', ALERT, 'JSONEachRow', `${lines.join('\n')}\n`);
    await outbox(changed);
    // what failed above is judged again from the former state, and written under the same seq
    for (const one of changed) kept.set(nameOf(one), one);
  };

  return {
    touched: silence.touched,
    async look(scene) {
      burns = await burnt(scene);
    },
    async judge(scene, rows, version) {
      const { at } = scene;
      if (rows) slos = new Map(rows.map((row) => [row.name, row]));
      const rules = ladder.plan.rules.flatMap((rule) => {
        const slo = ladder.named<SloMeasure>('slo', rule.slo);
        return slo ? [{ rule, slo }] : [];
      });
      const covered = await blinded(scene);
      const watched = new Set(rules.filter(({ rule }) => rule.kind === 'events-stopped').map(({ slo }) => slo.source));
      const silent = await silence.look([...watched].filter((def) => ladder.byDef<SliMeasure>('sli', def)), at, retention);
      const changed: Kept[] = [];
      const present = new Set<string>();
      for (const { rule, slo } of rules) {
        const name = nameOf({ slo: rule.slo, rule: rule.name });
        present.add(name);
        const row = slos.get(rule.slo);
        const before = kept.get(name)?.memory ?? fresh(at);
        const memory = step(rule, before, verdict(rule, { row, burnt: burns.get(rule), covered: covered.get(rule), silence: silent.get(slo.source), window: slo.window.text }, at), at);
        if (memory !== before) changed.push({ slo: rule.slo, rule: rule.name, memory, body: alertOf(rule, slo, row, memory, at) });
      }
      for (const [name, one] of kept) {
        if (present.has(name)) continue;
        const memory = remove({ name: one.rule, slo: one.slo }, one.memory, at);
        if (memory === one.memory) continue;
        const { key, state, since, reason, resolvedAt } = memory;
        changed.push({ ...one, memory, body: { ...one.body, key, state, since: iso(since), reason, resolvedAt: resolvedAt === null ? null : iso(resolvedAt), at: iso(at) } });
      }
      await write(changed, at, version);
      return [...new Set(changed.map((one) => one.slo))];
    },
  };
};
