/** Numbers from a seed: the same seed is the same run of messages and faults. */

export type Random = {
  /** 0 ≤ x < 1 */
  unit(): number;
  /** 0 ≤ n < below, whole */
  below(below: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
  /** another run of numbers, which does not depend on how many were drawn here since */
  fork(name: string): Random;
};

/** mulberry32: small, fast, and enough for choosing faults. */
export const random = (seed: number): Random => {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    unit,
    below: (below) => Math.floor(unit() * below),
    pick: (list) => list[Math.floor(unit() * list.length)] as never,
    chance: (share) => unit() < share,
    fork: (name) => random([...name].reduce((sum, one) => Math.imul(sum ^ one.charCodeAt(0), 16_777_619), (seed ^ 2_166_136_261) >>> 0)),
  };
};
