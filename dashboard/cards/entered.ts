/** Figures that people entered, on the page of the target that takes them: which instant each speaks for, who entered it, when, and what was replaced. */
import type { VNode } from 'preact';
import { figure } from '../../shared/figure.ts';
import type { EnteredValue } from '../routes/values.ts';
import { h, section } from './markup.ts';
import type { Facts } from './measure.ts';
import { stack, type StackRow } from './stack.ts';
import { minute } from './when.ts';

/** What an entry says, and whether it still holds. */
const told = ({ value, holds }: EnteredValue): string | null => (!holds ? 'replaced' : value === null ? 'taken back' : null);

/** The section; null of a target that takes no entered figure. */
export const enteredOf = ({ entered, title, spec, zone }: Facts): VNode | null => {
  if (entered === null) return null;
  const { names, items } = entered;
  const row = (one: EnteredValue): StackRow => ({
    cells: [minute(Date.parse(one.time), zone), names.length > 1 ? one.name : null, h('span', { class: one.holds ? null : 'quiet' }, one.value === null ? '–' : figure(one.value, { ...spec, kind: 'value' })), told(one), one.who === '' ? null : one.who, minute(Date.parse(one.at), zone), one.text === '' ? null : one.text].filter((_, i) => i !== 1 || names.length > 1),
  });
  return section(
    'entered',
    'Entered figures',
    h('p', { class: 'quiet' }, 'Entered by people with ', h('code', null, `POST /api/v1/values {"name": "${names[0]}", "value": …}`), '; of each instant the newest entry holds.'),
    items.length === 0
      ? h('p', { class: 'quiet' }, 'Nothing was entered yet.')
      : stack({
          caption: `Figures entered for ${title}`,
          columns: [{ text: 'For the instant' }, ...(names.length > 1 ? [{ text: 'Figure' }] : []), { text: 'Value', kind: 'num' }, { text: 'State' }, { text: 'Who' }, { text: 'Entered' }, { text: 'Note' }],
          rows: items.map(row),
        }),
  );
};
