/** What people said about a measure, and the form to say more: of a KPI in the period that its scorecard shows, of any measure on its own page. The form needs no script. */
import type { VNode } from 'preact';
import { iso } from '../../shared/time/instant.ts';
import { address } from './asked.ts';
import type { Board } from './board.ts';
import { momentOf } from './frame.ts';
import { asking, h, hidden, link, type Part } from './markup.ts';
import type { Facts } from './measure.ts';
import type { Indicator } from './sheet.ts';
import { minute, minuteShort } from './when.ts';

/** `time` = the instant it speaks for, `at` = when it was entered; RFC 3339. */
export type Comment = { id: string; tier: string; name: string; scorecard: string | null; time: string; at: string; who: string; text: string };
/** With the period that it speaks for, in words; null of a measure that is not counted by periods. */
export type Said = Comment & { period: string | null };

/** `time` = the instant that a comment speaks for, ms, null = the newest; `rest` = what else the form sends. */
const form = (of: { tier: string; name: string; scorecard: string | null; time: number | null }, label: string, who: string, ...rest: Part[]): VNode =>
  h(
    'form',
    { class: 'comment-form', method: 'post', action: '/comments' },
    hidden('tier', of.tier),
    hidden('name', of.name),
    of.scorecard === null ? null : hidden('scorecard', of.scorecard),
    of.time === null ? null : hidden('time', iso(of.time)),
    rest,
    h('label', null, label, h('textarea', { name: 'text', rows: 3, maxlength: 4096, required: true })),
    h('label', null, 'Your name', h('input', { type: 'text', name: 'who', maxlength: 256, autocomplete: 'name', value: who })),
    h('button', { type: 'submit' }, 'Write comment'),
  );

/** One of them; `told` = when, and what of. */
const comment = (one: Comment, ...told: Part[]): VNode => h('li', { id: `comment-${one.id}` }, h('p', null, one.text), h('p', { class: 'quiet' }, one.who === '' ? 'Somebody' : one.who, ' · ', ...told));

/** The part beside the targets. */
export const commentsOf = (kpi: Indicator, board: Board): VNode => {
  const { frame, more, query } = board;
  const { name } = kpi.measure;
  const all = more.comments.get(name) ?? [];
  return h(
    'section',
    { class: 'comments', id: `comments-${name}`, 'aria-labelledby': `comments-of-${name}` },
    h('h3', { id: `comments-of-${name}` }, 'Comments', h('span', { class: 'vh' }, ` on ${kpi.title}`)),
    all.length === 0 ? h('p', { class: 'quiet' }, `Nobody has commented on ${frame.name} yet.`) : h('ol', null, all.map((one) => comment(one, h('time', { datetime: one.at }, minuteShort(Date.parse(one.at), frame.at, frame.zone))))),
    more.who === null ? null : h('details', { class: 'write' }, h('summary', null, 'Write a comment'), form({ tier: 'kpi', name, scorecard: frame.scorecard, time: momentOf(frame) }, `Comment on ${frame.name}`, more.who, hidden('back', address(query).slice(1)))),
  );
};

/** The part of a measure's own page: the newest first, of every period. A comment that is written while the page looks back speaks for that instant. */
export const commentsOn = ({ measure, title, comments, counted, at, zone, who }: Facts): VNode =>
  h(
    'section',
    { class: 'comments of-measure', 'aria-labelledby': 'comments' },
    h('h2', { id: 'comments' }, 'Comments'),
    comments.items.length === 0
      ? h('p', { class: 'quiet' }, at === null ? 'Nobody has commented on it yet.' : 'Nobody had commented on it by then.')
      : h('ol', null, comments.items.map((one) => comment(one, 'on ', one.period ?? minute(Date.parse(one.time), zone), ' · written ', h('time', { datetime: one.at }, minute(Date.parse(one.at), zone))))),
    comments.more ? h('p', { class: 'ways' }, link(asking('/api/v1/comments', { tier: measure.tier, name: measure.name, scorecard: counted, limit: '1000' }), 'All of them by API (JSON)')) : null,
    typeof who === 'string' ? h('details', { class: 'write' }, h('summary', null, 'Write a comment'), form({ tier: measure.tier, name: measure.name, scorecard: counted, time: at }, `Comment on ${title}${at === null ? '' : `, for ${minute(at, zone)}`}`, who, hidden('stood', 'measure'))) : null,
  );
