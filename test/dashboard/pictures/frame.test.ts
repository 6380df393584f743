import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Framed, framed, WIDTH } from '../../../dashboard/pictures/frame.ts';
import { palette } from '../../../dashboard/pictures/palette.ts';
import { png } from '../../../dashboard/pictures/png.ts';
import { HOSTILE } from '../../support/hostile.ts';

const AT = Date.parse('2026-11-22T09:41:07.250Z');
const it_ = (more: Partial<Framed> = {}): Framed => ({ title: 'Checkout availability', note: 'SLI of each 6 h', says: 'lowest 98.5 %', from: AT - 3_600_000, to: AT, at: AT, zone: 'Europe/Berlin', theme: 'light', ...more });

describe('the picture round a drawing', () => {
  it('says what it shows, of which span, as of when, and in which zone its dates are', () => {
    const svg = framed(it_(), '<g/>', 100);
    expect(svg).toContain('>Checkout availability</text>');
    expect(svg).toContain('2026-11-22T08:41:07Z to 2026-11-22T09:41:07Z (UTC). As of 2026-11-22T09:41:07Z (UTC). Dates in Europe/Berlin.');
    expect(svg).toContain('<title id="title">Checkout availability: SLI of each 6 h</title><desc id="says">lowest 98.5 %</desc>');
    expect(framed(it_({ from: null, to: null }), '<g/>', 100)).toContain('>As of 2026-11-22T09:41:07Z (UTC).');
  });

  it('holds any text as text: no element, no attribute, no character that XML refuses, and cuts what has no room', () => {
    const plain = framed(it_({ title: 'x', note: 'x', says: 'x' }), '', 10).match(/</g)?.length;
    for (const text of [...HOSTILE, 'a\u0000b\u001b', '\ud800', '\ufffe']) {
      const svg = framed(it_({ title: text, note: text, says: text, keys: [] }), '', 10);
      expect(svg.match(/</g)?.length, text).toBe(plain);
      expect(/[^\P{Cc}\t\n\r]|\ufffe/u.test(svg) || !svg.isWellFormed(), text).toBe(false);
    }
    expect(framed(it_({ title: 'long '.repeat(100) }), '', 10)).toMatch(/>(?:long ){13}long…</);
  });

  it('has the colours of the tokens in both themes, in a form that every reader knows', () => {
    const css = readFileSync(new URL('../../../dashboard/web/tokens.css', import.meta.url), 'utf8');
    expect(css).toContain('--firing: rgb(132 5 6 / .10)');
    expect([palette('light')('--firing'), palette('dark')('--firing'), palette('light')('--bg'), palette('dark')('--bg'), palette('dark')('--text-xs')]).toEqual(['rgba(132,5,6,0.1)', 'rgba(210,56,50,0.22)', '#ffffff', '#0b0f17', '12px']);
    expect(framed(it_({ theme: 'dark' }), '', 10)).toContain(`<rect width="${WIDTH}" height="122" fill="#0b0f17">`);
  });

  it('becomes a PNG in which the words are drawn, with the font that comes along', async () => {
    const [words, none, other] = await Promise.all(['Checkout × 66⅔', '', 'Checkout × 66⅓'].map(async (title) => png(framed(it_({ title }), '', 10))));
    expect([words?.readUInt32BE(16), words?.readUInt32BE(20)]).toEqual([2 * WIDTH, 2 * 122]);
    expect(words?.equals(none as Buffer)).toBe(false);
    expect(words?.equals(other as Buffer)).toBe(false);
    expect((words?.length ?? 0) - (none?.length ?? 0)).toBeGreaterThan(2000);
  });
});

describe('PNGs that many ask for at once', () => {
  it('come one after the other, as many as may wait; the rest is told to come again', async () => {
    const svg = framed(it_(), '', 10);
    const asked = await Promise.allSettled(Array.from({ length: 23 }, () => png(svg)));
    const made = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(made.length).toBe(20);
    expect(new Set(made.map((one) => one.toString('base64'))).size).toBe(1);
    expect(asked.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { status: number }).status] : []))).toEqual([503, 503, 503]);
    expect((await png(svg)).equals(made[0] as Buffer)).toBe(true);
  }, 30_000);

  it('leave nothing of the renderer behind', async () => {
    const svg = framed(it_(), '', 300);
    await png(svg);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 50; i++) await png(svg);
    // each holds 8 MB while it is made, which nobody gives back in the thread that pages are answered in
    expect(process.memoryUsage().rss - before).toBeLessThan(120e6);
  }, 60_000);
});
