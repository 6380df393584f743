/** Requests of the shop that the plans of plan-of.ts are about. */
let id = 0;

/** So many from an instant on, a millisecond apart, each with an id of its own: e0, e1 and so on. */
export const requests = (n: number, time: string, state: string, more: object = {}): object[] =>
  Array.from({ length: n }, (_, i) => ({ id: `e${id++}`, time: Date.parse(time) + i, service: 'shop', kind: 'req', state, ...more }));
