/** Judges AlertRules at an instant: by the row of their measure, and no-data by the newest message, or, of components that go on being what they said, by the time that is measured. */
import { leftShare } from '../../shared/budget-figure.ts';
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import { ofKey, type Rule, type When } from '../../shared/plan/rule.ts';
import { decimal, ONE, units } from '../../shared/plan/scalar.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { back, scheduled } from '../../shared/time/schedule.ts';
import { type Ladder, MINUTE } from '../ladder.ts';
import { coverages, type Scene } from '../scene.ts';
import type { Held } from './held.ts';
import { percent, span } from './shown.ts';
import type { Silence } from './silence.ts';
import type { Verdict } from './state.ts';

/** A rule on silence: the SLI whose messages are waited for, and when its time counts. */
export type Waiting = { rule: Rule; sli: SliMeasure; schedule: SloMeasure['schedule']; ms: number };

export const waiting = (ladder: Ladder): Waiting[] =>
  ladder.plan.rules.flatMap((rule): Waiting[] => {
    if (rule.when?.kind !== 'no-data') return [];
    const { tier, name } = ofKey(rule.slo);
    const slo = tier === 'slo' ? ladder.named<SloMeasure>('slo', name) : undefined;
    const own = slo ? ladder.slis.get(slo.source) : ladder.named<SliMeasure>('sli', name);
    // slices through a schedule are copies: the messages are those of the SLI behind
    const sli = own?.through ? ladder.slis.get(own.through.def) : own;
    return sli ? [{ rule, sli, schedule: slo?.schedule ?? null, ms: rule.when.silence.ms }] : [];
  });

/** How long nothing has come. over: for as long as the rule lets pass; calm: something came, which a watermark that is held does not tell; ms and since: where it is known to the message. */
export type Quiet = { over: boolean; calm: boolean; ms: number; since: number | null };

/** How long nothing has come for each rule on silence, in time that counts; none for what has never sent anything. Of a watermark that is `held` only the time that was watched is added. */
export const quiets = async (scene: Scene, list: readonly Waiting[], silent: ReadonlyMap<string, Silence>, held: Held | null): Promise<Map<Rule, Quiet>> => {
  const { at } = scene;
  const out = new Map<Rule, Quiet>();
  const gone = ({ schedule }: Waiting): number => (held ? scheduled(schedule, held.now - held.gap, held.now) : 0);
  const folded = list.filter((one) => one.sli.kind === 'state').map((one) => ({ one, sli: one.sli, from: back(one.schedule, Math.floor(at / MINUTE) * MINUTE, Math.max(0, one.ms - gone(one))), to: at }));
  const covered = await coverages(scene, folded);
  folded.forEach(({ one, from }, i) => {
    const { measured, first } = covered[i] as (typeof covered)[0];
    const over = first !== null && first <= from && measured === 0;
    if (first !== null) out.set(one.rule, { over, calm: !over && !held, ms: one.ms, since: null });
  });
  for (const one of list) {
    const last = one.sli.kind === 'state' ? null : (silent.get(one.sli.def)?.last ?? null);
    if (last === null) continue;
    const ms = scheduled(one.schedule, last, at) + gone(one);
    out.set(one.rule, { over: ms >= one.ms, calm: ms < one.ms && !held, ms, since: last });
  }
  return out;
};

/** A figure of a row as exact as it was told. */
const exact = (figure: number): bigint => units(decimal(String(figure)) ?? '0');

type Found = Pick<Verdict, 'over' | 'calm'> & { says: string; calmly: string };
const UNKNOWN: Found = { over: false, calm: false, says: '', calmly: '' };

const ofBudget = (when: When & { kind: 'budget-remaining' | 'exhausts-in' }, row: Row, at: number): Found => {
  const { events, ratio } = row.budget ?? {};
  if (row.status === 'unknown' || !events || !ratio || ratio.remaining === null || events.remaining === null || events.allowed === null) return UNKNOWN;
  if (when.kind === 'budget-remaining') {
    // in whole numbers: a quotient of doubles may lie beside the line it stands on
    const over = exact(events.remaining) * ONE <= units(when.share) * exact(events.allowed);
    return { over, calm: !over, says: `${leftShare(ratio.remaining)} of the error budget is left, the line is ${percent(Number(when.share))}`, calmly: `${leftShare(ratio.remaining)} of the error budget is left, more than ${percent(Number(when.share))}` };
  }
  const end = row.exhaustsAt ? Date.parse(row.exhaustsAt) : null;
  const over = end !== null && end - at <= when.within.ms;
  const lasts = end === null ? 'the error budget lasts' : `the error budget lasts until ${iso(end)}, more than ${when.within.text}`;
  return { over, calm: !over, says: end !== null && end <= at ? 'the error budget is spent, and still burns' : `the error budget is exhausted at ${end === null ? '' : iso(end)}, within ${when.within.text}`, calmly: lasts };
};

const ofRow = (when: When, row: Row | undefined, at: number): Found => {
  if (!row) return UNKNOWN;
  if (when.kind === 'pace') {
    const { pace } = row;
    if (pace === null) return UNKNOWN;
    const over = pace === 'off-track' || (when.pace === 'at-risk' && pace === 'at-risk');
    // it is too early at the beginning of a period only: what was off track is over
    return { over, calm: !over, says: `the pace is ${pace}`, calmly: pace === 'too-early' ? 'a new period has begun, too early for a pace' : `the pace is ${pace}` };
  }
  if (when.kind === 'status') {
    const { status } = row;
    if (status === null) return UNKNOWN;
    const over = status === when.status || (when.status === 'tolerated' && status === 'missed');
    return { over, calm: !over && status !== 'unknown', says: `the status is ${status}`, calmly: `the status is ${status}` };
  }
  return when.kind === 'no-data' ? UNKNOWN : ofBudget(when, row, at);
};

const ofSilence = (when: When & { kind: 'no-data' }, quiet: Quiet | undefined): Found => {
  if (!quiet) return UNKNOWN;
  const { over, calm, ms, since } = quiet;
  return { over, calm, says: since === null ? `nothing was measured for ${when.silence.text}` : `no data for ${span(ms)}, since ${iso(since)}; ${when.silence.text} are let pass`, calmly: 'data come again' };
};

/** The verdict on an AlertRule. `row`: of its measure, `quiet`: of a rule on silence. What cannot be told (a status unknown, never any data) changes nothing. */
export const alertRuleVerdict = (rule: Rule, when: When, row: Row | undefined, quiet: Quiet | undefined, at: number): Verdict => {
  const { over, calm, says, calmly } = when.kind === 'no-data' ? ofSilence(when, quiet) : ofRow(when, row, at);
  const { tier, name } = ofKey(rule.slo);
  const named = (text: string): string => (tier === 'slo' || text === '' ? text : `${tier} ${name}: ${text}`);
  return { over, calm, guarded: true, blind: false, words: { over: named(says), unguarded: '', calm: named(calmly), blind: '' } };
};
