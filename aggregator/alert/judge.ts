/** Judges rules at an instant: burn rates by exact sums over their two windows (judge/3-slo.ts), the coverage of the short ones, spent budgets by the rows of the SLOs, stopped events by their silence; AlertRules in alert-rule.ts. */
import { leftShare, spentShare, threshold, times } from '../../shared/budget-figure.ts';
import type { Schedule, SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import { thresholdOf } from '../../shared/plan/alert.ts';
import type { Rule } from '../../shared/plan/rule.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { back, scheduled } from '../../shared/time/schedule.ts';
import { reaches } from '../exact.ts';
import { type Burnt, judgeBurn } from '../judge/3-slo.ts';
import { sampled } from '../ladder.ts';
import { coverages, type Scene, sliceEnd } from '../scene.ts';
import { sloFigures } from '../fill.ts';
import type { SloSum } from '../sums.ts';
import type { Held } from './held.ts';
import { alertRuleVerdict, type Quiet } from './alert-rule.ts';
import { percent, short, span } from './shown.ts';
import { LEAST, type Silence } from './silence.ts';
import type { Verdict } from './state.ts';

type Burning = Rule & { burn: NonNullable<Rule['burn']> };

const burning = (scene: Scene): { rule: Burning; slo: SloMeasure }[] =>
  scene.ladder.plan.rules.flatMap((rule) => {
    const slo = scene.ladder.named<SloMeasure>('slo', rule.slo);
    return slo && rule.burn ? [{ rule: rule as Burning, slo }] : [];
  });

/** Every burn rate of the plan at the scene's instant, by rule. Asked in the same moment as the rows of the SLOs, the sums cost nothing more: these add up the same windows. */
export const burnt = async (scene: Scene): Promise<Map<Rule, Burnt>> => {
  const cases = burning(scene);
  const to = sliceEnd(scene.at);
  const sums = await sloFigures(scene, cases.flatMap(({ rule, slo }) => [rule.burn.long, rule.burn.short].map(({ ms }) => ({ slo, zone: slo.sliceZone, from: back(slo.schedule, to, ms), to }))));
  return new Map(cases.map(({ rule, slo }, i) => [rule, judgeBurn(rule.burn, slo, sums[2 * i] as SloSum, sums[2 * i + 1] as SloSum)]));
};

/** Share of a window that is measured; over = that window in words. */
export type Covered = { share: number; over: string };

/** A sample speaks for the time before it, so the last `every` is never measured yet: a window shorter than three of them would go blind between any two. */
const SAMPLES = 3;

/** Coverage of the time that counts from `from` to the instant of the look: up to the watermark as it was found, all of it between that and the standstill, nothing since. */
const coveredNow = (schedule: Schedule | null, { measured, expected }: { measured: number; expected: number }, from: number, watermark: number, { now, gap }: Held): { measured: number; expected: number } => {
  const since = Math.max(from, watermark);
  return { measured: measured + scheduled(schedule, since, Math.max(since, now - gap)), expected: expected + scheduled(schedule, since, Math.max(since, now)) };
};

/**
 * Share of the short window that is measured; only rules under their SLO's floor are answered. Events are measured always, so at the watermark these are rules
 * whose SLI is made of samples. While the watermark is `held`, the window is that of the machine's clock, and of no SLI anything is known since.
 */
export const blinded = async (scene: Scene, held: Held | null): Promise<Map<Rule, Covered>> => {
  const now = held?.now ?? scene.at;
  const cases = burning(scene).flatMap(({ rule, slo }) => {
    const sli = scene.ladder.slis.get(slo.source) as SliMeasure;
    const { ms, text } = rule.burn.short;
    const least = sampled(sli) ? SAMPLES * sli.every : 0;
    return held || sampled(sli) ? [{ rule, slo, sli, over: least > ms ? `${span(least)} (three sample intervals)` : text, from: back(slo.schedule, sliceEnd(now), Math.max(ms, least)), to: scene.at }] : [];
  });
  const found = await coverages(scene, cases);
  return new Map(
    cases.flatMap(({ rule, slo, from, over }, i): [Rule, Covered][] => {
      const { first } = found[i] as (typeof found)[0];
      if (held && first === null) return [];
      const { measured, expected } = held ? coveredNow(slo.schedule, found[i] as (typeof found)[0], Math.max(from, first ?? now), scene.at, held) : (found[i] as (typeof found)[0]);
      return !reaches(BigInt(measured), BigInt(expected), slo.floor) ? [[rule, { share: measured / expected, over }]] : [];
    }),
  );
};

/** The burn rates that a rule's alert shows, as its SLO's row tells them. */
export const shownBurn = (rule: Rule, row: Row | undefined): { long: number | null; short: number | null } =>
  rule.burn ? { long: row?.burn?.[rule.burn.long.text] ?? null, short: row?.burn?.[rule.burn.short.text] ?? null } : { long: null, short: null };

/** What the rows, sums and silences of one instant say of a rule. */
export type Facts = { row: Row | undefined; burnt: Burnt | undefined; covered: Covered | undefined; silence: Silence | undefined; /** of AlertRules on silence */ quiet: Quiet | undefined; window: string; /** ms of a watermark that is held */ stands: number | null };

/** Its words are made when somebody reads them: of a thousand rules hardly one turns with a look. */
const burnVerdict = ({ burn, ...rule }: Burning, { row, burnt: found, covered, stands }: Facts): Verdict => ({
  over: found?.long === true && found.short,
  guarded: found?.guarded === true,
  calm: found?.short === false,
  blind: covered !== undefined,
  get words() {
    const line = threshold(thresholdOf({ burn, ...rule }) ?? 0);
    const rates = shownBurn({ burn, ...rule }, row);
    const above = burn.op === 'gte' ? 'not below' : 'above';
    const over = rates.long === null ? `${short(found?.bad)} bad over ${burn.long.text}, where the target leaves none` : `burn rate ${times(rates.long)} over ${burn.long.text} and ${times(rates.short)} over ${burn.short.text}, ${above} ${line}`;
    return {
      over,
      unguarded: `${over}; ${short(found?.bad)} bad of ${short(found?.n)} are too few yet`,
      calm: rates.short === null ? `nothing counted over ${burn.short.text}` : `burn rate ${times(rates.short)} over ${burn.short.text}, no longer ${above} ${line}`,
      blind: `${stands === null ? '' : `nothing is known since ${iso(stands)}: `}of the last ${covered?.over ?? burn.short.text} ${percent(covered?.share ?? 0)} are measured, too little to judge by`,
    };
  },
});

/** The verdict on any rule. */
export const verdict = (rule: Rule, facts: Facts, at: number): Verdict => {
  if (rule.burn) return burnVerdict(rule as Burning, facts);
  if (rule.when) return alertRuleVerdict(rule, rule.when, facts.row, facts.quiet, at);
  const base = { guarded: true, blind: false };
  if (rule.kind === 'budget-spent') {
    const left = facts.row?.status === 'unknown' ? null : (facts.row?.budget?.ratio.remaining ?? null);
    return {
      ...base, over: left !== null && left <= 0, calm: left !== null && left > 0,
      words: { over: `the error budget of ${facts.window} is spent: ${spentShare(left ?? 0)} of it`, unguarded: '', calm: `there is budget again: ${leftShare(left ?? 0)} of that of ${facts.window}`, blind: '' },
    };
  }
  const { last = null, limit = null } = facts.silence ?? {};
  const silent = last === null ? 0 : at - last;
  return {
    ...base, over: last !== null && limit !== null && silent >= limit, calm: last !== null && silent < (limit ?? LEAST),
    words: { over: last === null ? '' : `no event for ${span(silent)}, since ${iso(last)}; ${span(limit ?? LEAST)} are let pass`, unguarded: '', calm: 'events come again', blind: '' },
  };
};
