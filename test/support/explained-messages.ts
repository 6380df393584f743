/** Messages for the plan of test/support/plans/explained: outages, gaps, a reset and a reopened ticket among ordinary days. */
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
export const START = Date.parse('2026-11-01T00:00:00Z');
export const END = START + 4 * DAY + 10 * MINUTE;

const every = (ms: number, make: (t: number, i: number) => object | null): string[] =>
  Array.from({ length: Math.floor((END - START) / ms) }, (_, i) => make(START + i * ms, i)).filter((one) => one !== null).map((one) => JSON.stringify(one));

/** Lines of JSON. */
export const EVENTS = [
  ...every(7 * MINUTE, (time, i) => ({ id: `r${i}`, time: time + 1234, service: 'shop', kind: 'http.request', state: i % 9 === 0 || (i > 400 && i < 440) ? 'error' : 'ok', value: (i * 37) % 1000, unit: 'ms' })),
  ...every(30 * MINUTE, (time, i) => (i % 17 > 13 ? null : { id: `a${i}`, time: time + 20_500, service: 'shop', kind: 'probe', component: 'web-1', state: i % 11 === 3 ? 'down' : 'ok' })),
  ...every(30 * MINUTE, (time, i) => (i % 13 > 9 ? null : { id: `b${i}`, time, service: 'shop', kind: 'probe', component: 'web-2', state: i % 11 === 3 || i % 7 === 2 ? 'down' : 'ok' })),
  ...every(9 * 60 * MINUTE, (time, i) => ({ id: `n${i}`, time, service: 'shop', kind: 'incident', state: 'new', labels: { number: `N${i}` } })),
  ...every(9 * 60 * MINUTE, (time, i) => (i % 3 === 2 ? null : { id: `s${i}`, time: Math.min(END, time + (i % 2 ? 1 : 14) * 60 * MINUTE), service: 'shop', kind: 'incident', state: 'resolved', labels: { number: `N${i}` } })),
  // two gates of which one must be open: shut together once, and one of them alone later
  ...['north', 'south'].flatMap((component) => every(30 * MINUTE, (time, i) => ({ id: `${component}${i}`, time, service: 'shop', kind: 'gate', component, state: i === 20 || (i === 30 && component === 'north') ? 'shut' : 'open' }))),
];
export const SAMPLES = [
  // no samples for three hours on the third day, and of every tenth
  ...every(5 * MINUTE, (time, i) => (i % 10 === 9 || (i > 600 && i < 636) ? null : { id: `e${i}`, time, service: 'shop', sli: 'edge', good: i % 12 === 5 ? 3 : 10, total: 10 })),
  ...every(10 * MINUTE, (time, i) => ({ id: `c${i}`, time, service: 'shop', sli: 'handled', good: (i % 300) * 9, total: (i % 300) * 10 })),
];
