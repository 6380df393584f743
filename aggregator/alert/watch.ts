/** Alerts of one plan: judges every rule at the watermark, steps its state machine and writes what changed (turns.ts), before the tick's checkpoint. */
import { thresholdOf } from '../../shared/plan/alert.ts';
import { whenWords } from '../../shared/plan/alert-rule.ts';
import type { Measure, SliMeasure } from '../../shared/plan/measure.ts';
import { ofKey, type Rule } from '../../shared/plan/rule.ts';
import type { Alert } from '../../shared/tiers/alert.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import type { Ladder } from '../ladder.ts';
import type { Scene } from '../scene.ts';
import type { Touched } from '../touched.ts';
import { gapTurns, ofPartition } from './gap.ts';
import type { Held } from './held.ts';
import { quiets, waiting } from './alert-rule.ts';
import { blinded, burnt, shownBurn, verdict } from './judge.ts';
import type { Burnt } from '../judge/3-slo.ts';
import { type Asked, LEAST, silences } from './silence.ts';
import { fresh, type Memory, remove, step } from './state.ts';
import { nameOf, openTurns, type Turn, type TurnsOptions } from './turns.ts';

export type Watch = {
  /** Tells what has been climbed since the last judging. */
  touched(touched: Touched): void;
  /** Adds up burn rates at the scene's instant; wanted whenever the rows are made again, in the same moment. */
  look(scene: Scene): Promise<void>;
  /** Judges every rule at the scene's instant by the last look and the rows last given, by the key of their measure; those of which nothing is known at the machine's clock, while the watermark is held, at that. Answers the keys of the measures whose alerts changed; null when another holds the lease by now. */
  judge(scene: Scene, rows: ReadonlyMap<string, Row> | null, version: bigint, held: Held | null): Promise<string[] | null>;
  /** Judges what partitions of Kafka have lost, at the machine's clock. Answers as `judge` does. */
  lost(now: number, version: bigint): Promise<string[] | null>;
};

/** retention: how far back raw is kept, ms. store: its name. */
export type WatchOptions = Omit<TurnsOptions, 'targets'> & { ladder: Ladder; retention: number; store: string };

const alertOf = (rule: Rule, measure: Measure, row: Row | undefined, memory: Memory, at: number): Alert => ({
  key: memory.key, rule: rule.name, slo: measure.name, state: memory.state, since: iso(memory.since), severity: rule.severity, burn: shownBurn(rule, row), threshold: thresholdOf(rule), reason: memory.reason, deliveries: [],
  kind: rule.kind, tier: measure.tier, when: whenWords(rule), title: measure.title, service: measure.tier === 'slo' ? measure.service : '', windows: rule.burn && { long: rule.burn.long.text, short: rule.burn.short.text },
  firedAt: memory.firedAt === null ? null : iso(memory.firedAt), resolvedAt: memory.resolvedAt === null ? null : iso(memory.resolvedAt), targets: rule.targets, at: iso(at),
});

/** Reads back where every alert stands and tells what was not told. Throws what the store throws. */
export const startWatch = async ({ door, ladder, retention, store, ...rest }: WatchOptions): Promise<Watch> => {
  const turns = await openTurns({ ...rest, door, targets: ladder.plan.targets });
  const silence = silences(door);
  let burns = new Map<Rule, Burnt>();
  let current: ReadonlyMap<string, Row> = new Map();
  const waits = waiting(ladder);
  /** what is on the watch for silence at an instant, by the SLI's def */
  const asked = (sources: readonly string[], held: Held | null): Map<string, Asked> => {
    const out = new Map<string, Asked>(sources.map((def) => [def, { usual: true, least: LEAST }]));
    for (const { sli, ms } of waits) out.set(sli.def, { usual: out.get(sli.def)?.usual ?? false, least: Math.min(out.get(sli.def)?.least ?? LEAST, Math.max(0, ms - (held?.gap ?? 0))) });
    return out;
  };

  return {
    touched: silence.touched,
    async look(scene) {
      burns = await burnt(scene);
    },
    async judge(scene, rows, version, held) {
      const { at } = scene;
      if (!(await turns.settle())) return null;
      if (rows) current = rows;
      const rules = ladder.plan.rules.flatMap((rule) => {
        const { tier, name } = ofKey(rule.slo);
        const measure = ladder.named<Measure>(tier, name);
        return measure ? [{ rule, measure }] : [];
      });
      const covered = await blinded(scene, held);
      const sources = rules.flatMap(({ rule, measure }) => (rule.kind === 'events-stopped' && measure.tier === 'slo' && ladder.byDef<SliMeasure>('sli', measure.source) ? [measure.source] : []));
      const silent = await silence.look(asked(sources, held), at, retention);
      const quiet = await quiets(scene, waits, silent, held);
      const changed: Turn[] = [];
      const present = new Set<string>();
      for (const { rule, measure } of rules) {
        const name = nameOf({ slo: rule.slo, rule: rule.name });
        present.add(name);
        const row = current.get(rule.slo);
        const before = turns.of(name)?.memory ?? fresh(at);
        const look = held && (covered.has(rule) || quiet.has(rule)) ? held.now : at;
        const memory = step(rule, before, verdict(rule, { row, burnt: burns.get(rule), covered: covered.get(rule), silence: measure.tier === 'slo' ? silent.get(measure.source) : undefined, quiet: quiet.get(rule), window: measure.tier === 'slo' ? measure.window.text : '', stands: held && at }, at), look, store);
        if (memory !== before) changed.push({ slo: rule.slo, rule: rule.name, memory, body: alertOf(rule, measure, row, memory, look), to: turns.listeners(rule.targets) });
      }
      for (const one of turns.all()) {
        if (present.has(nameOf(one)) || ofPartition(one.slo)) continue;
        const memory = remove({ name: one.rule, slo: one.slo }, one.memory, at);
        if (memory === one.memory) continue;
        const { key, state, since, reason, resolvedAt } = memory;
        changed.push({ ...one, memory, to: turns.listeners(one.body.targets), body: { ...one.body, key, state, since: iso(since), reason, resolvedAt: resolvedAt === null ? null : iso(resolvedAt), at: iso(at) } });
      }
      return (await turns.write(changed, version)) ? [...new Set(changed.map((one) => one.slo))] : null;
    },
    async lost(now, version) {
      if (!(await turns.settle())) return null;
      const changed = await gapTurns(door, turns, ladder.plan.targets.map((one) => one.name), now, store);
      return (await turns.write(changed, version)) ? changed.map((one) => one.slo) : null;
    },
  };
};
