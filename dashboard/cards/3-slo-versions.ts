/** When the definition of an SLO became another, and two of its versions line by line. Complete without JavaScript. */
import type { VNode } from 'preact';
import { iso } from '../../shared/time/instant.ts';
import type { SloFacts } from './3-slo-page.ts';
import { type Change, changesTable } from './definition.ts';
import { count } from './figure.ts';
import { asking, h, hidden, link, type Part, sloPage } from './markup.ts';
import { minute } from './when.ts';

/** Two versions; a line of a hunk begins with "+" (in the newer one), "-" (in the older one) or a space (in both). */
export type Compared = { old: Change; new: Change; hunks: { from: number; to: number; lines: string[] }[] };

const SIGN = { '+': ['ins', '+', 'added'], '-': ['del', '−', 'removed'], ' ': ['span', '', ''] } as const;

const line = (text: string): VNode => {
  const [tag, sign, word] = SIGN[text.charAt(0) as keyof typeof SIGN] ?? SIGN[' '];
  return h('li', null, h('span', { class: 'sign' }, sign === '' ? null : [h('span', { 'aria-hidden': 'true' }, `${sign} `), word]), h(tag, null, h('code', null, text.slice(1))));
};

const counted = (n: number, word: string): string => `${count(n)} ${n === 1 ? 'line' : 'lines'} ${word}`;

/** What the address keeps when versions are chosen. */
const kept = ({ facts, charts, by }: SloFacts): Record<string, string | null> => ({ at: facts.at === null ? null : iso(facts.at), span: charts === null || charts.span === 'own' ? null : charts.span, by });
const comparing = (it: SloFacts, old: Change, newer: Change): string => `${asking(sloPage(it.measure.name), { ...kept(it), old: old.plan, new: newer.plan })}#versions`;

const differing = ({ old, new: newer, hunks }: Compared, it: SloFacts): VNode => {
  const lines = hunks.flatMap((one) => one.lines);
  const [added, removed] = ['+', '-'].map((sign) => lines.filter((one) => one.startsWith(sign)).length) as [number, number];
  const named = (one: Change): Part[] => [h('code', null, one.plan), ` of ${minute(one.at, it.facts.zone)}`];
  return h(
    'div',
    { class: 'versions', id: 'versions' },
    h('h3', null, 'From ', ...named(old), ' to ', ...named(newer)),
    h('p', { class: 'quiet' }, hunks.length === 0 ? 'Both say the same, and so does the SLI that it counts.' : `${counted(added, 'added')}, ${counted(removed, 'removed')}, in the SLO and the SLI that it counts. `, ' ', link(asking(sloPage(it.measure.name), kept(it)), 'Close')),
    hunks.length === 0
      ? null
      : h('div', { class: 'scroll', role: 'region', 'aria-label': 'What differs, as YAML', tabindex: 0 }, hunks.map((one) => [h('p', null, `@@ from line ${one.from}, now line ${one.to} @@`), h('ol', null, one.lines.map(line))])),
  );
};

const choice = (it: SloFacts, compared: Compared | null): VNode => {
  const { changes, zone } = it.facts;
  const pick = (name: 'old' | 'new', label: string, chosen: string | undefined): Part[] => [
    h('label', { for: `version-${name}` }, label),
    h('select', { id: `version-${name}`, name }, [...changes].reverse().map((one) => h('option', { value: one.plan, selected: one.plan === chosen }, `${minute(one.at, zone)}, ${one.plan}`))),
  ];
  return h(
    'div',
    { class: 'instant' },
    h(
      'form',
      { method: 'get', action: `${sloPage(it.measure.name)}#versions`, 'aria-label': 'Versions to compare' },
      Object.entries(kept(it)).flatMap(([name, value]) => (value === null ? [] : [hidden(name, value)])),
      ...pick('old', 'Compare', (compared?.old ?? changes.at(-2))?.plan),
      ...pick('new', 'with', (compared?.new ?? changes.at(-1))?.plan),
      h('button', { class: 'act' }, 'Show'),
    ),
  );
};

/** The part of the definition; null of an SLO of which only one version is known and never was another. */
export const versionsOf = (it: SloFacts): Part[] => {
  const { changes } = it.facts;
  if (changes.length === 0) return [];
  return [
    changesTable(it.facts, (one, before) => (before === undefined ? '–' : link(comparing(it, before, one), 'Compare', h('span', { class: 'vh' }, ` ${one.plan} with the version before it`)))),
    changes.length < 2 ? null : choice(it, it.compared),
    it.compared === null ? null : differing(it.compared, it),
  ];
};
