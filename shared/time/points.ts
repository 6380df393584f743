/** The instants of a history: multiples of a round step between two ends, or steps from the first one when both are told. Pure; ms. */
const DAY = 86_400_000;
const STEPS = [60, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800].map((seconds) => seconds * 1000);

/** The shortest round step of at least `ms`. */
const niceStep = (ms: number): number => STEPS.find((one) => one >= ms) ?? Math.ceil(ms / (7 * DAY)) * 7 * DAY;

export const MOST_POINTS = 1000;

const UNIT: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** What a step may be, in words. */
export const STEP_FORM = 'at least 60 (seconds), or a duration like 5m, 1h, 1d';
/** "60", "5m", "1h", "1d" as ms; null when it is none, or less than a minute. */
export const stepOf = (text: string): number | null => {
  const [, digits, unit] = /^(\d{1,9})([smhdw]?)$/.exec(text) ?? [];
  const ms = Number(digits) * (UNIT[unit || 's'] as number);
  return ms >= 60_000 ? ms : null;
};

/**
 * `from` and `step` null: the last 90 days of what there is from `first` on, in about 90 points. Answers the step and the instants, the last of which is `until`;
 * `since` > `until`: none. `tooMany`: the step would make more than MOST_POINTS.
 */
export const points = ({ from, until, step, first }: { from: number | null; until: number; step: number | null; first: number | null }): { since: number; step: number; at: number[]; tooMany: boolean } => {
  const since = from ?? Math.max(first ?? until, until - 90 * DAY);
  const length = Math.max(0, until - since);
  const ms = step ?? niceStep(length / 90);
  if (since > until || length / ms >= MOST_POINTS) return { since, step: ms, at: [], tooMany: since <= until };
  const at: number[] = [];
  for (let t = from !== null && step !== null ? since : Math.ceil(since / ms) * ms; t <= until; t += ms) if (t > since || from !== null) at.push(t);
  if (at.at(-1) !== until) at.push(until);
  // both ends count
  const tooMany = at.length > MOST_POINTS;
  return { since, step: ms, at: tooMany ? [] : at, tooMany };
};
