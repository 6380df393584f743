/** Which outages end inside a span, however they began and wherever nothing was measured. */
import { expect, test } from 'vitest';
import { outagesIn } from '../../../aggregator/fold/outage.ts';

/** "u0-10 d10-12 u12-20" as stretches of seconds. */
const stretches = (text: string): { from: number; to: number; up: boolean }[] => text.split(' ').filter((one) => one !== '').map((one) => ({ up: one[0] === 'u', from: Number(one.slice(1).split('-')[0]) * 1000, to: Number(one.split('-')[1]) * 1000 }));

test.each([
  ['one inside', 'u0-10 d10-12 u12-30', { ended: 1, down: 2000, open: false, sure: true }],
  ['one that began before the span counts whole', 'u0-2 d2-12 u12-30', { ended: 1, down: 10_000, open: false, sure: true }],
  ['one that ended before it does not', 'u0-2 d2-4 u4-30', { ended: 0, down: 0, open: false, sure: true }],
  ['one that ends where the span begins is in it', 'u0-2 d2-5 u5-30', { ended: 1, down: 3000, open: false, sure: true }],
  ['one that ends where the span ends is open', 'u0-10 d10-20 u20-30', { ended: 0, down: 0, open: true, sure: true }],
  ['what is not measured neither ends an outage nor lasts', 'u0-8 d8-9 d12-13 u15-18', { ended: 1, down: 2000, open: false, sure: true }],
  ['nor does a new state of another component', 'u0-8 d8-9 d9-10 u10-11 u11-20', { ended: 1, down: 2000, open: false, sure: true }],
  ['how it began may lie further back', 'd3-7 u7-20', { ended: 1, down: 4000, open: false, sure: false }],
  ['nothing measured, nothing ended', '', { ended: 0, down: 0, open: false, sure: false }],
])('%s', (_title, text, found) => expect(outagesIn(stretches(text), { from: 5000, to: 20_000 }, null)).toEqual(found));
