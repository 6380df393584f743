import { describe, expect, it } from 'vitest';
import { h, html, link } from '../../../dashboard/cards/markup.ts';
import { keepZone, zonePicker } from '../../../dashboard/cards/zone.ts';

const drawn = (part: ReturnType<typeof h>): string => html(part);
const kept = (part: ReturnType<typeof h>): string => drawn(keepZone(h('div', null, [part]), 'America/New_York'));

describe('a chosen zone', () => {
  it('is kept by links to pages, whatever else they ask for, and by nothing else', () => {
    expect(kept(link('/slos', 'x'))).toContain('href="/slos?tz=America%2FNew_York"');
    expect(kept(h('p', null, link('/slos?sort=name#top', 'x')))).toContain('href="/slos?sort=name&amp;tz=America%2FNew_York#top"');
    expect(kept(h('a', { class: 'node', href: '/tiers', 'data-open': '/t/kpi/a' }))).toContain('data-open="/t/kpi/a?tz=America%2FNew_York"');
    for (const other of ['#events', '/api/v1/slos?format=csv', 'https://example.org/', '//example.org', '/assets/x.js']) expect(kept(link(other, 'x'))).toContain(`href="${other}"`);
  });
  it('is kept by forms: among the fields of those that ask, in the address of those that tell', () => {
    expect(kept(h('form', { method: 'get', action: '/events' }, h('input', { name: 'q' })))).toContain('<input name="q"/><input type="hidden" name="tz" value="America/New_York"/></form>');
    expect(kept(h('form', { method: 'post', action: '/alerts/silence?group=tier' }, h('button', { formaction: '/alerts/ack' })))).toMatch(/action="\/alerts\/silence\?group=tier&amp;tz=America%2FNew_York".*formaction="\/alerts\/ack\?tz=America%2FNew_York"/);
  });
});

describe('the form for the zone of a page', () => {
  it('names the page’s own zone, offers UTC and what was asked for, and keeps what else the page asks for', () => {
    const form = drawn(zonePicker({ asked: 'Asia/Tokyo', own: 'Europe/Berlin', path: '/slos', query: [['sort', '"name']] }) as ReturnType<typeof h>);
    expect(form).toContain('action="/slos"');
    expect(form).toContain('name="sort" value="&quot;name"');
    expect(form).toMatch(/<option value>Europe\/Berlin, this page’s own<\/option><option value="UTC">UTC<\/option><option value="Asia\/Tokyo" selected>/);
  });
  it('offers UTC once where that is the page’s own', () => expect(drawn(zonePicker({ asked: null, own: 'UTC', path: '/', query: [] }) as ReturnType<typeof h>).match(/UTC/g)).toHaveLength(2));
  it('is not there where no time is told', () => expect(zonePicker({ asked: null, own: null, path: '/', query: [] })).toBeNull());
});
