/** The corrections that touch a measure, from the plan or entered by people: what they take out, where each stands and who said what, and the forms to propose and decide. Forms need no script. */
import type { VNode } from 'preact';
import type { Status } from '../../shared/tiers/row.ts';
import type { Correction } from '../routes/corrections.ts';
import { h, hidden, page, link, type Part, section } from './markup.ts';
import { stack } from './stack.ts';
import { outline } from './state.ts';
import { minute, span } from './when.ts';

/** A correction as a page shows it; ms. `entered` null: it is a document of the plan. */
export type Touching = { name: string; from: number; to: number; reason: string; text: string; names: string[]; entered: Correction | null };

export type Corrections = {
  /** the newest stretch first */
  items: Touching[];
  /** so many older ones were entered that are not listed */
  older: number;
  /** whose page it is */
  tier: 'slo' | 'kpt';
  name: string;
  /** what a proposal made here names */
  proposes: string;
  /** SLOs that a KPT counts by, when it cannot be corrected by itself */
  by: string[];
};

/** What is written in forms: who, as this browser remembers; null where nothing can be entered. */
export type Writing = { who: string | null; zone: string };

type Stand = Correction['state'] | 'plan';
const WORD: Record<Stand, string> = { plan: 'In the plan', proposed: 'Proposed', approved: 'Approved', rejected: 'Rejected', disputed: 'Disputed' };
/** The shape of each: a tick, a cross, a mark, a ring, a square. They carry no colour: a decision is no state of a measure. */
const SHAPE: Record<Stand, Status | 'none'> = { plan: 'none', proposed: 'unknown', approved: 'met', rejected: 'missed', disputed: 'tolerated' };
/** What a button says, and what it makes of it. */
const ACTS = [['approved', 'Approve'], ['rejected', 'Reject'], ['disputed', 'Dispute']] as const;

const standOf = (one: Touching): VNode => {
  const stand: Stand = one.entered?.state ?? 'plan';
  return h('span', { class: 'state' }, outline(SHAPE[stand]), h('span', null, WORD[stand]));
};

const trailOf = ({ entered }: Touching, zone: string): Part =>
  entered === null ? h('span', { class: 'quiet' }, 'A document of the plan') : h('ol', { class: 'trail' }, entered.trail.map((one, i) => h('li', null, h('b', null, WORD[one.state]), ` by ${one.who || 'somebody'}, `, h('time', { datetime: one.at }, minute(Date.parse(one.at), zone)), i > 0 && one.text !== '' ? `: ${one.text}` : null)));

const back = (it: Corrections): VNode[] => [hidden('tier', it.tier), hidden('name', it.name)];

const decideForm = (one: Touching, it: Corrections, { who, zone }: Writing): Part => {
  const { entered } = one;
  if (who === null || entered === null) return null;
  const id = (what: string): string => `${what}-${entered.id}`;
  return h(
    'details',
    { class: 'acts-on', id: id('decide') },
    h('summary', null, 'Decide', h('span', { class: 'vh' }, ` about the correction of ${span(one.from, one.to, zone)}`)),
    h(
      'form',
      { method: 'post', action: `/corrections/${entered.id}`, class: 'silence-form' },
      ...back(it),
      h('label', { for: id('who') }, 'Your name'), h('input', { id: id('who'), name: 'who', value: who, maxlength: 256, autocomplete: 'name', required: true }),
      h('label', { for: id('why') }, 'Note'), h('input', { id: id('why'), name: 'text', maxlength: 4096, autocomplete: 'off' }),
      h('div', { class: 'act deciding' }, ACTS.filter(([state]) => state !== entered.state).map(([state, text]) => h('button', { class: 'act', name: 'state', value: state }, text))),
    ),
  );
};

const proposeForm = (it: Corrections, { who, zone }: Writing): Part => {
  if (who === null || it.by.length > 0) return null;
  const id = (what: string): string => `correction-${what}`;
  return h(
    'details',
    { class: 'acts-on', id: 'propose' },
    h('summary', null, 'Propose a correction'),
    h(
      'form',
      { method: 'post', action: '/corrections', class: 'silence-form' },
      ...back(it), hidden(it.tier === 'slo' ? 'slos' : 'kpts', it.proposes), hidden('zone', zone),
      h('label', { for: id('from') }, `From, ${zone}`), h('input', { id: id('from'), name: 'from', type: 'datetime-local', required: true }),
      h('label', { for: id('to') }, `To, ${zone}`), h('input', { id: id('to'), name: 'to', type: 'datetime-local', required: true }),
      h('label', { for: id('reason') }, 'Reason'), h('input', { id: id('reason'), name: 'reason', maxlength: 256, required: true, autocomplete: 'off', placeholder: 'supplier, customer, maintenance' }),
      h('label', { for: id('text') }, 'What happened'), h('input', { id: id('text'), name: 'text', maxlength: 4096, autocomplete: 'off' }),
      h('label', { for: id('who') }, 'Your name'), h('input', { id: id('who'), name: 'who', value: who, maxlength: 256, autocomplete: 'name', required: true }),
      h('button', { class: 'act' }, 'Propose'),
    ),
  );
};

const others = (one: Touching, it: Corrections): Part => {
  const rest = one.names.filter((name) => name !== it.proposes);
  return rest.length === 0 ? null : h('small', { class: 'quiet' }, ` Holds for ${[...(one.names.includes(it.proposes) ? [it.proposes] : []), ...rest].join(', ')}`);
};

/** The section; null of measures that no correction can touch. */
export const correctionsOf = (it: Corrections | null, writing: Writing): VNode | null => {
  if (it === null) return null;
  const { zone, who } = writing;
  const acting = who !== null && it.items.some((one) => one.entered !== null);
  return section(
    'corrections',
    'Corrections',
    h('p', { class: 'quiet' }, 'The whole minutes of approved corrections, and of those in the plan, are not counted. A correction of a closed period changes it when somebody restates that period.'),
    it.by.length === 0 ? null : h('p', { class: 'quiet' }, 'It counts by ', it.by.map((name, i) => [i === 0 ? null : ', ', link(`${page('slo', name)}#corrections`, name)]), ': a correction is proposed there.'),
    it.items.length === 0
      ? h('p', { class: 'quiet' }, 'There is none.')
      : stack({
          caption: `Corrections that touch ${it.name}`,
          name: 'corrections',
          columns: [{ text: `Time, ${zone}`, kind: 'when' }, { text: 'Reason' }, { text: 'State', kind: 'status' }, { text: 'Who said what' }, ...(acting ? [{ text: 'What to do', kind: 'acts' }] : [])],
          rows: it.items.map((one) => ({
            id: `correction-${one.name}`,
            cells: [span(one.from, one.to, zone), h('span', { class: 'label' }, h('b', null, one.reason), one.text === '' ? null : `: ${one.text}`, others(one, it)), standOf(one), trailOf(one, zone), ...(acting ? [decideForm(one, it, writing)] : [])],
          })),
        }),
    it.older === 0 ? null : h('p', { class: 'quiet' }, 'Older ones are listed by ', h('code', null, `GET /api/v1/corrections?${it.tier}=${encodeURIComponent(it.proposes)}`), '.'),
    proposeForm(it, writing),
  );
};
