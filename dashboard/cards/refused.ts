/** Messages that could not be taken: by code, with samples, and a way to send them again, mended or as they were. Forms, so that it works without a script. */
import type { VNode } from 'preact';
import type { RefusedCode } from '../routes/pipeline-facts.ts';
import type { Refusal } from '../routes/refused.ts';
import { count } from './figure.ts';
import { asFiles } from './files.ts';
import { h, hidden, link, type Part } from './markup.ts';
import { pipelineFile } from './pipeline-tables.ts';
import { stack } from './stack.ts';
import { exactly, minuteBrief } from './when.ts';

/** What came of messages that were sent again just now. */
export type Replayed = { sent: number; accepted: number; refused: number; left: number };

/** samples: of the code that the address asks for, the newest first. able: an ingest runs in this process. most: so many go at once. */
export type RefusedShown = { codes: RefusedCode[]; sample: { code: string; messages: Refusal[] } | null; replayed: Replayed | null; able: boolean; most: number; who: string; now: number; zone: string };

export const REPLAY = '/pipeline/replay';

const whoField = (id: string, who: string): VNode => h('label', { class: 'who', for: id }, 'Your name ', h('input', { id, name: 'who', value: who, maxlength: 256, autocomplete: 'name' }));

const allOf = ({ code, waiting }: RefusedCode, { able, most, who }: RefusedShown): Part =>
  !able || waiting === 0
    ? null
    : h('form', { method: 'post', action: REPLAY }, hidden('code', code), hidden('who', who), h('button', { class: 'act' }, waiting > most ? `Replay ${most} of ${count(waiting)}` : `Replay ${count(waiting)}`, h('span', { class: 'vh' }, ` of ${code}`)));

const byCode = (shown: RefusedShown): VNode =>
  stack({
    caption: 'Refused messages by code',
    name: 'refused',
    columns: [{ text: 'Code' }, { text: '24 h', kind: 'num' }, { text: '1 h', kind: 'num' }, { text: 'Not sent again', kind: 'num' }, { text: 'Last', kind: 'num when' }, { text: 'Reason of the last', kind: 'reason' }, { text: 'Where', kind: 'place' }, { text: 'What to do', kind: 'acts' }],
    rows: shown.codes.map((one) => ({
      id: `refused-${one.code}`,
      cells: [
        h('code', null, one.code), h('b', null, count(one.day)), count(one.hour), count(one.waiting), minuteBrief(one.last, shown.now, shown.zone), one.reason, h('code', null, one.where),
        h('span', { class: 'buttons' }, one.waiting === 0 ? h('span', { class: 'quiet' }, 'All sent again') : h('a', { class: 'act', href: `/pipeline?sample=${encodeURIComponent(one.code)}#sample` }, 'Sample', h('span', { class: 'vh' }, ` of ${one.code}`)), allOf(one, shown)),
      ],
    })),
    foot: [{ class: 'total', cells: ['All', count(shown.codes.reduce((sum, one) => sum + one.day, 0)), count(shown.codes.reduce((sum, one) => sum + one.hour, 0)), count(shown.codes.reduce((sum, one) => sum + one.waiting, 0)), '', '', '', ''] }],
  });

const message = (one: Refusal, i: number, { able, who, zone }: RefusedShown): VNode =>
  h(
    'li',
    { id: `message-${one.id}` },
    h(
      'p',
      { class: 'heads' },
      able && !one.cut ? h('label', { class: 'tick-box' }, h('input', { type: 'checkbox', name: 'id', value: one.id, form: 'replay-selected' }), h('span', { class: 'vh' }, `Select the message at ${one.log}/${one.partition}@${one.offset}`)) : null,
      h('code', null, `${one.log}/${one.partition}@${one.offset}`),
      h('span', { class: 'quiet' }, exactly(Date.parse(one.at), zone)),
      h('span', null, one.message),
    ),
    h('pre', { tabindex: 0, role: 'region', 'aria-label': `Message ${i + 1}` }, h('code', null, one.payload === '' ? '(empty)' : one.payload)),
    !able
      ? null
      : h(
          'details',
          { id: `mend-${one.id}` },
          h('summary', null, one.cut ? 'Only its first 2 KiB are kept: send the whole of it' : 'Mend and replay'),
          h('form', { method: 'post', action: REPLAY, class: 'mend' }, hidden('id', one.id), hidden('code', one.code), h('label', { for: `body-${i}` }, 'The message as it should have been'), h('textarea', { id: `body-${i}`, name: 'body', rows: 6, spellcheck: 'false' }, one.payload), whoField(`who-${i}`, who), h('button', { class: 'act' }, 'Replay this one')),
        ),
  );

const samples = (shown: RefusedShown): VNode | null => {
  if (shown.sample === null) return null;
  const { code, messages } = shown.sample;
  return h(
    'div',
    { class: 'sample', id: 'sample', tabindex: -1 },
    h('h3', null, 'Sample of ', h('code', null, code)),
    messages.length === 0
      ? h('p', { class: 'quiet' }, 'No message with this code waits to be sent again. ', link('/pipeline', 'Close'))
      : [
          h('p', { class: 'quiet' }, messages.length === 1 ? 'The one that waits.' : `The newest ${messages.length} that wait. `, ' ', link('/pipeline', 'Close')),
          shown.able ? h('form', { method: 'post', action: REPLAY, id: 'replay-selected', class: 'selected' }, hidden('code', code), hidden('selected', 'yes'), whoField('who-selected', shown.who), h('button', { class: 'act' }, 'Replay selected')) : null,
          h('ol', { class: 'messages' }, messages.map((one, i) => message(one, i, shown))),
        ],
  );
};

const outcome = ({ sent, accepted, refused, left }: Replayed): VNode =>
  h('p', { class: 'outcome', role: 'status' }, sent === 0 ? 'Nothing was sent again: choose messages first.' : `${count(sent)} sent again: ${count(accepted)} accepted, ${count(refused)} refused once more.`, left > 0 ? ` ${count(left)} stayed, for only their beginning is kept: send them from the topic .dlq.` : '');

/** The section. */
export const refusedOf = (shown: RefusedShown): VNode => {
  const waiting = shown.codes.reduce((sum, one) => sum + one.waiting, 0);
  return h(
    'section',
    { 'aria-labelledby': 'refused', class: 'refused-messages' },
    h('h2', { id: 'refused' }, 'Refused messages'),
    shown.codes.length === 0
      ? h('p', { class: 'quiet' }, 'None: every message that came was taken.')
      : h('p', { class: 'quiet' }, waiting === 0 ? 'All of them were sent again. ' : '', 'The first 2 KiB of each are kept here; one from Kafka lies whole in its topic’s ', h('code', null, '.dlq'), '. ', shown.able ? 'To replay sends it along the same path again.' : 'To send them again go to the process that takes messages: no ingest runs in this one.'),
    shown.replayed === null ? null : outcome(shown.replayed),
    shown.codes.length === 0 ? null : [byCode(shown), h('p', { class: 'ways' }, asFiles('Refused messages by code', (format) => pipelineFile('refused', format)))],
    samples(shown),
  );
};
