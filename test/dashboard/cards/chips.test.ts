import { describe, expect, it } from 'vitest';
import { chips } from '../../../dashboard/cards/chips.ts';
import { h, html } from '../../../dashboard/cards/markup.ts';

const drawn = (...all: Parameters<typeof chips>[0]): string => html(h('div', null, chips(all, '/slos?sort=name')));

describe('filters that are on', () => {
  it('are links that take them away, in words for those who do not see the cross', () => expect(drawn({ text: 'service: <b>', without: '/slos?status=met' })).toMatch(/<a class="chip" href="\/slos\?status=met">service: &lt;b><span aria-hidden="true">×<\/span><span class="vh">, remove this filter<\/span>/));
  it('are taken away together where there are several', () => {
    const [a, b] = [{ text: 'a', without: '/1' }, { text: 'b', without: '/2' }];
    expect(drawn(a)).not.toContain('Clear all');
    expect(drawn(a, b)).toContain('<a href="/slos?sort=name">Clear all');
  });
  it('are nothing where none is', () => expect(drawn()).toBe('<!doctype html>\n<div></div>'));
});
