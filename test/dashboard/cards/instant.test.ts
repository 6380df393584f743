import { describe, expect, it } from 'vitest';
import { type Instant, instantPicker, lookingBack } from '../../../dashboard/cards/instant.ts';
import { h, html } from '../../../dashboard/cards/markup.ts';

const NEWEST = Date.parse('2026-11-22T23:30:00Z');
const it_: Instant = { at: null, newest: NEWEST, zone: 'Europe/Berlin', start: 1, path: '/slos', query: [['sort', 'name']] };
const drawn = (more: Partial<Instant>, stood: number | null = NEWEST): string => html(h('div', null, lookingBack({ ...it_, ...more }, stood), instantPicker({ ...it_, ...more }, stood)));
const presets = (page: string): string[] => [...page.matchAll(/<li><a href="([^"]+)"/g)].map((one) => (one[1] as string).replaceAll('&amp;', '&'));

describe('the form for an instant', () => {
  it('names its zone, stands at the instant of the rows in that zone, and keeps what else the page asks for', () => {
    const page = drawn({});
    expect(page).toContain('As it stood at, Europe/Berlin');
    expect(page).toContain('type="datetime-local" value="2026-11-23T00:30"');
    expect(page).toContain('<input type="hidden" name="sort" value="name"/>');
    expect(page).not.toContain('looking-back');
  });
  it('leads to now and to the ends of what is over, by the midnights of its zone', () => {
    expect(presets(drawn({}))).toEqual(['/slos?sort=name', '/slos?sort=name&at=2026-11-22T23%3A00%3A00Z', '/slos?sort=name&at=2026-10-31T23%3A00%3A00Z', '/slos?sort=name&at=2026-09-30T22%3A00%3A00Z']);
    expect(presets(drawn({ start: 2, query: [] })).at(-1)).toBe('/slos?at=2026-10-31T23%3A00%3A00Z');
  });
  it('says which instant is shown and the way back to now', () => {
    const at = Date.parse('2026-10-31T23:00:00Z');
    const page = drawn({ at }, at);
    expect(page).toContain('<strong>As it stood at 1 Nov 2026 00:00. </strong><a href="/slos?sort=name">Show now</a>');
    expect(page).toMatch(/aria-current="true">End of last month/);
  });
  it('says the instant that was asked for where nothing was measured then', () => expect(drawn({ at: Date.parse('2020-01-01T00:00:00Z') }, null)).toContain('As it stood at 1 Jan 2020 01:00'));
  it('is not there before anything was climbed', () => expect(instantPicker({ ...it_, newest: null }, null)).toBeNull());
});
