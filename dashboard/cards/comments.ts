/** What people said about a KPI in the period that is shown, and the form to say more. The form needs no script. */
import type { VNode } from 'preact';
import { address } from './asked.ts';
import type { Board } from './board.ts';
import { momentOf } from './frame.ts';
import { h, hidden } from './markup.ts';
import type { Indicator } from './sheet.ts';
import { minuteShort } from './when.ts';

/** `time` = the instant it speaks for, `at` = when it was entered; RFC 3339. */
export type Comment = { id: string; tier: string; name: string; scorecard: string | null; time: string; at: string; who: string; text: string };

/** Newest first; the form says in which period it is read. */
const form = (kpi: Indicator, board: Board, who: string): VNode => {
  const { frame, query } = board;
  const { name } = kpi.measure;
  const moment = momentOf(frame);
  return h(
    'form',
    { class: 'comment-form', method: 'post', action: '/api/v1/comments' },
    hidden('tier', 'kpi'),
    hidden('name', name),
    hidden('scorecard', frame.scorecard),
    moment === null ? null : hidden('time', new Date(moment).toISOString()),
    hidden('back', address(query).slice(1)),
    h('label', null, `Comment on ${frame.name}`, h('textarea', { name: 'text', rows: 3, maxlength: 4096, required: true })),
    h('label', null, 'Your name', h('input', { type: 'text', name: 'who', maxlength: 256, autocomplete: 'name', value: who })),
    h('button', { type: 'submit' }, 'Write comment'),
  );
};

/** The part beside the targets. */
export const commentsOf = (kpi: Indicator, board: Board): VNode => {
  const { frame, more } = board;
  const { name } = kpi.measure;
  const all = more.comments.get(name) ?? [];
  return h(
    'section',
    { class: 'comments', id: `comments-${name}`, 'aria-labelledby': `comments-of-${name}` },
    h('h3', { id: `comments-of-${name}` }, 'Comments', h('span', { class: 'vh' }, ` on ${kpi.title}`)),
    all.length === 0 ? h('p', { class: 'quiet' }, `Nobody has commented on ${frame.name} yet.`) : h('ol', null, all.map((one) => h('li', { id: `comment-${one.id}` }, h('p', null, one.text), h('p', { class: 'quiet' }, one.who === '' ? 'Somebody' : one.who, ' · ', h('time', { datetime: one.at }, minuteShort(Date.parse(one.at), frame.at, frame.zone)))))),
    more.who === null ? null : h('details', { class: 'write' }, h('summary', null, 'Write a comment'), form(kpi, board, more.who)),
  );
};
