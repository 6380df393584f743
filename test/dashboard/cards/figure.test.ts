import { describe, expect, it } from 'vitest';
import { digits, figure, line, percent, SCORE, type Spec } from '../../../shared/figure.ts';
import { change, count, lineTexts, scorePoints } from '../../../dashboard/cards/figure.ts';

const ratio = (adequate: number | null, desired: number | null): Spec => ({ kind: 'ratio', unit: '', whole: false, polarity: 'higher', adequate, desired });
const ms: Spec = { kind: 'value', unit: 'ms', whole: false, polarity: 'lower', adequate: 450, desired: 300 };

describe('a figure', () => {
  it('shows 99.8985 as 99.89 for a target of one decimal', () => expect(figure(0.998985, ratio(0.995, 0.999))).toBe('99.89 %'));
  it('never shows a missed target as reached', () => expect(figure(0.9989999, ratio(0.995, 0.999))).toBe('99.89 %'));
  it('shows a value on its line as on its line', () => expect(figure(0.999, ratio(0.995, 0.999))).toBe('99.90 %'));
  it('works on the shortest decimal and not on the double', () => expect(figure(0.57, ratio(null, null))).toBe('57.00 %'));
  it('rounds up where lower is better', () => expect(figure(268.31, ms)).toBe('268.4 ms'));
  it('adds decimals where rounding would cross a line', () => {
    expect(digits(0.99999996, ratio(0.99, 0.99999995))).toBe('99.999996');
    expect(digits(300.04, ms)).toBe('300.1');
    expect(digits(299.96, ms)).toBe('300.0');
  });
  it('shows at most four decimals otherwise', () => expect(digits(0.9999123456, ratio(0.99, 0.99999))).toBe('99.9912'));
  it('marks thousands and uses a true minus', () => {
    expect(count(15651)).toBe('15,651');
    expect(digits(-1234.56, { ...ms, polarity: 'higher', adequate: -10, desired: 1 })).toBe('−1,234.6');
  });
  it('says nothing for no data', () => expect(figure(null, ms)).toBe('–'));
  it('writes a score to its worse side and its lines as thirds', () => {
    expect(digits(63.479, SCORE)).toBe('63.4');
    expect(digits(200 / 3, SCORE)).toBe('66⅔');
    expect(digits(66.6, SCORE)).toBe('66.6');
    expect(digits(66.68, SCORE)).toBe('66.68');
    expect([56.0849, 66.6666, 56].map(scorePoints)).toEqual(['56.08', '66.66', '56.00']);
  });
});

describe('lines', () => {
  it('keep the decimals they were set with', () => {
    expect(line(0.9995, ratio(null, null))).toBe('99.95');
    expect(lineTexts(ms)).toEqual({ desired: '≤ 300 ms', adequate: '450' });
    expect(lineTexts(ratio(0.995, 0.999))).toEqual({ desired: '≥ 99.9 %', adequate: '99.5' });
    expect(lineTexts(ratio(null, null))).toBeNull();
    expect(lineTexts({ ...ms, polarity: 'range', adequate: 40, desired: 50, upper: { desired: 70, adequate: 80.5 } })).toEqual({ desired: '50–70 ms', adequate: '40–80.5' });
  });
});

describe('a figure of a range', () => {
  const range: Spec = { ...ms, polarity: 'range', adequate: 40, desired: 50, upper: { desired: 70, adequate: 80 } };
  it('is rounded to the nearest, but never across one of its four lines', () => expect([49.96, 49.94, 70.04, 79.96, 80.04].map((one) => digits(one, range))).toEqual(['49.96', '49.9', '70.04', '80.0', '80.04']));
});

describe('a change', () => {
  it('is the difference of the figures as shown', () => {
    expect(change(0.998985, 0.99951, ratio(0.995, 0.999))).toEqual({ text: '−0.06', sign: -1 });
    expect(change(268.31, 268.39, ms)).toEqual({ text: '±0.0', sign: 0 });
    expect(change(52.3, 43.2, ms)).toEqual({ text: '+9.1', sign: 1 });
  });
});

it('a share is whole per cent unless asked', () => {
  expect(percent(0.4)).toBe('40 %');
  expect(percent(0.99871, 1)).toBe('99.9 %');
});
