import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { axis, bullet } from '../../../dashboard/cards/bullet.ts';
import { SCORE, type Spec } from '../../../shared/figure.ts';

const ratio: Spec = { kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate: 0.995, desired: 0.999 };
const minutes: Spec = { kind: 'value', unit: 'min', whole: false, polarity: 'lower', adequate: 45, desired: 30 };

describe('the axis of a bullet', () => {
  it('starts at 0 when the zone is wide enough to be seen', () => {
    expect(axis({ value: 52, status: 'missed', spec: minutes, scale: { worst: 60, best: 15 } })).toEqual({ low: 0, high: 60, bar: true });
    expect(axis({ value: 63, status: 'tolerated', spec: SCORE, scale: null })).toEqual({ low: 0, high: 100, bar: true });
  });
  it('goes from worst to best, with a dot, when a bar from 99 to 100 would lie', () => expect(axis({ value: 0.998, status: 'tolerated', spec: ratio, scale: { worst: 0.991, best: 1 } })).toEqual({ low: 0.991, high: 1, bar: false }));
  it('is not there without lines', () => expect(axis({ value: 3, status: null, spec: { ...ratio, adequate: null, desired: null }, scale: null })).toBeNull());
  it('is not there twice: desired and adequate may be the same', () => expect(axis({ value: 8, status: 'met', spec: { ...minutes, adequate: 30 }, scale: { worst: 60, best: 15 } })).toEqual({ low: 0, high: 60, bar: true }));
});

describe('a drawn bullet', () => {
  const drawn = (value: number | null, spec: Spec, status: 'met' | 'missed' | 'tolerated' | 'unknown', scale: { worst: number; best: number }): string => renderToString(bullet({ value, status, spec, scale }, { label: true }) as never);
  it('flips the greys where lower is better, never the axis', () => {
    const text = drawn(52.3, minutes, 'missed', { worst: 60, best: 15 });
    expect(text.indexOf('class="good"')).toBeLessThan(text.indexOf('class="bad"'));
    expect(text).toContain('url(#stripes)');
  });
  it('says itself in words', () => expect(drawn(0.9981, ratio, 'tolerated', { worst: 0.991, best: 1 })).toContain('aria-label="99.81 %; desired 99.9, adequate 99.5; scale 99.1 to 100"'));
  it('has no inline style', () => expect(drawn(0.9981, ratio, 'tolerated', { worst: 0.991, best: 1 })).not.toContain('style='));
  it('keeps its lines when there is no data', () => {
    const text = drawn(null, minutes, 'unknown', { worst: 60, best: 15 });
    expect(text).toContain('class="target"');
    expect(text).not.toContain('class="measure');
  });
  it('shows a range with its zone and bad ends on both sides, and both edges', () => {
    const text = drawn(60, { ...minutes, polarity: 'range', adequate: 40, desired: 50, upper: { desired: 70, adequate: 80 } }, 'met', { worst: 30, best: 60 });
    expect([...text.matchAll(/<rect class="(bad|zone|good)" x="(\d+)/g)].map((one) => [one[1], Number(one[2])])).toEqual([['bad', 0], ['zone', 16], ['good', 33], ['zone', 66], ['bad', 83]]);
    expect(text.match(/class="target"/g)).toHaveLength(2);
    expect(text).toContain('desired 50–70, adequate 40–80; scale 30 to 90');
  });
  it('stays inside when the value is off the scale', () => expect(drawn(90, minutes, 'missed', { worst: 60, best: 15 })).toContain('width="100%"'));
});
