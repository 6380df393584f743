/** Steps of an SLO's history: what was counted since the step began and the highest burn rate in it, by the sums and the statement that make its rows. */
import type { SloMeasure } from '../../shared/plan/measure.ts';
import type { Step } from '../../shared/tiers/row.ts';
import { iso } from '../../shared/time/instant.ts';
import { back } from '../../shared/time/schedule.ts';
import { fills } from '../fill.ts';
import { type Span, starts } from '../grain.ts';
import { DAY, MINUTE } from '../ladder.ts';
import { type Scene, sliceEnd } from '../scene.ts';
import { add, exact, less } from '../exact.ts';
import { type SloSum, sloSums } from '../sums.ts';
import { judgeSlo } from '../judge/3-slo.ts';

const HOUR = 60 * MINUTE;

/** How often burn rates are looked at, and the windows that can be told by that. Minutes do not reach back for days: there would be too many. */
const GRAINS: readonly { grain: number; windows: readonly [string, number][] }[] = [
  { grain: MINUTE, windows: [['5m', 5 * MINUTE], ['1h', HOUR], ['6h', 6 * HOUR]] },
  { grain: HOUR, windows: [['1h', HOUR], ['6h', 6 * HOUR], ['1d', DAY], ['3d', 3 * DAY]] },
  { grain: DAY, windows: [['1d', DAY], ['3d', 3 * DAY]] },
];
/** Looks that one history may take: a quarter in hours. */
const MOST = 4000;

/** Where the timeslice that is under way at an instant ends; the instant itself where one begins. */
const whole = (slo: SloMeasure, at: number): number => {
  if (slo.method === 'Occurrences' || slo.slice <= MINUTE) return sliceEnd(at);
  const { from, to } = starts(slo.slice, slo.sliceZone, at);
  return from === at ? at : to;
};

/** What an SLO adds up over spans that overlap: what lies between two neighbouring ends is added up once, unless a timeslice is cut there. */
const overlapping = async (scene: Scene, slo: SloMeasure, spans: readonly Span[]): Promise<SloSum[]> => {
  const one = { slo, zone: slo.sliceZone };
  const uncut = ({ from, to }: Span): boolean => whole(slo, from) === from && whole(slo, to) === to;
  const ends = [...new Set(spans.filter(uncut).flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const [between, rest] = await Promise.all([sloSums(scene.door, ends.slice(1).map((to, i) => ({ ...one, from: ends[i] as number, to }))), sloSums(scene.door, spans.filter((span) => !uncut(span)).map((span) => ({ ...one, ...span })))]);
  const upTo = new Map<number, SloSum>();
  let sum: SloSum = { good: '0', total: '0' };
  ends.forEach((end, i) => {
    const more = between[i - 1];
    if (more) sum = { good: add(sum.good, more.good), total: add(sum.total, more.total) };
    upTo.set(end, sum);
  });
  let next = 0;
  return spans.map((span) => {
    const [a, b] = [upTo.get(span.from), upTo.get(span.to)];
    return a && b && uncut(span) ? { good: less(b.good, a.good), total: less(b.total, a.total) } : (rest[next++] as SloSum);
  });
};

const plus = (sums: readonly SloSum[], filled: readonly SloSum[]): SloSum[] => sums.map((sum, i) => ({ good: add(sum.good, filled[i]?.good ?? '0'), total: add(sum.total, filled[i]?.total ?? '0') }));

/** The sum with the greatest share of bad; of none that counted anything, nothing. */
const worst = (sums: readonly SloSum[]): SloSum => {
  let [most, bad, of] = [{ good: '0', total: '0' }, 0n, 0n];
  for (const sum of sums) {
    const total = exact(sum.total);
    const mine = total - exact(sum.good);
    if (total > 0n && (of === 0n || mine * of > bad * total)) [most, bad, of] = [sum, mine, total];
  }
  return most;
};

/**
 * The step of `step` ms (whole minutes) that each instant ends or lies in, ascending, in the order of `at`. Steps begin at multiples of `step`; a timeslice
 * counts where it starts. Burn rates are those of rows at the ends of the step's minutes (hours, days) and at the instant itself; of timeslices longer than an hour only at the instant.
 */
export const sloSteps = async (scene: Scene, slo: SloMeasure, at: readonly number[], step: number): Promise<Step[]> => {
  const begins = at.map((one) => Math.ceil(one / step) * step - step);
  const first = whole(slo, Math.min(...begins));
  const fine = GRAINS.filter((one) => step % one.grain === 0);
  const { grain, windows } = fine.findLast((one) => one.grain <= HOUR || Math.max(...at) - first > MOST * HOUR) ?? (fine[0] as (typeof GRAINS)[0]);
  const looks = at.map((one, k) => {
    const [begin, end] = [begins[k] as number, sliceEnd(one)];
    // a window cuts a long timeslice nearly always, and each cut is counted from its minutes: looked at only where the step ends
    if (slo.method !== 'Occurrences' && slo.slice > HOUR) return [end];
    return [...Array.from({ length: Math.max(0, Math.ceil((end - begin) / grain) - 1) }, (_, i) => begin + (i + 1) * grain), end];
  });
  const all = [...new Set(looks.flat())];
  const one = { slo, zone: slo.sliceZone };
  const spans = begins.map((begin, k): Span => ({ from: whole(slo, begin), to: Math.max(whole(slo, begin), whole(slo, at[k] as number)) }));
  const burning = all.flatMap((end) => windows.map(([, ms]): Span => ({ from: back(slo.schedule, end, ms), to: end })));
  // what a policy fills a step with depends on what was counted before it: the rest of what it fills since the first step
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))];
  const [sums, rates, sinceFirst, filled] = await Promise.all([
    overlapping(scene, slo, spans), overlapping(scene, slo, burning),
    fills(scene, edges.map((to) => ({ ...one, from: first, to }))), fills(scene, burning.map((span) => ({ ...one, ...span }))),
  ]);
  const upTo = new Map(edges.map((edge, i) => [edge, sinceFirst[i] as SloSum]));
  const fillOf = ({ from, to }: Span): SloSum => {
    const [a, b] = [upTo.get(from) as SloSum, upTo.get(to) as SloSum];
    return { good: less(b.good, a.good), total: less(b.total, a.total) };
  };
  const [counted, burnt] = [plus(sums, spans.map(fillOf)), plus(rates, filled)];
  const rateAt = new Map(all.map((end, i) => [end, burnt.slice(i * windows.length, (i + 1) * windows.length)]));
  return counted.map((sum, k): Step => {
    const burns = windows.map(([label], w): [string, SloSum] => [label, worst((looks[k] as number[]).map((end) => (rateAt.get(end) as SloSum[])[w] as SloSum))]);
    const { good, total, value, burn } = judgeSlo({ slo, sum, counted: 0, measured: 0, expected: 0, length: 0, now: null, burns });
    return { from: iso(begins[k] as number), good, total, value, burn };
  });
};
