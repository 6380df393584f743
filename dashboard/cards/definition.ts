/** The definition of a measure as its plan was read, to be copied as YAML or JSON, and when it became what it is. */
import type { VNode } from 'preact';
import { stringify } from 'yaml';
import type { Measure } from '../../shared/plan/measure.ts';
import { h, type Part, section } from './markup.ts';
import type { Facts } from './measure.ts';
import { type StackRow, stack } from './stack.ts';
import { minute } from './when.ts';

/** A moment from which another definition held: `measure` null = none was in the plan any more. */
export type Change = { at: number; plan: string; measure: Measure | null };

/** Changes that a page lists, the newest. */
const MOST = 20;

/** Decimals of nine places, as plans are kept. */
const NANO = /^-?\d+\.\d{9}$/;

/** What a definition says, without what only the store needs, decimals as people write them. */
export const said = ({ def: _def, internal: _internal, at: _at, ...rest }: Measure): Record<string, unknown> => JSON.parse(JSON.stringify(rest, (key, value: unknown) => (key === 'def' || (key === 'source' && rest.tier === 'slo') ? undefined : typeof value === 'string' && NANO.test(value) ? Number(value) : value))) as Record<string, unknown>;

const written = (value: unknown): string => (value === undefined ? 'nothing' : typeof value === 'string' ? value || '""' : JSON.stringify(value));

/** Single values by the path that leads to them: "lines.0.desired". */
const leaves = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? Object.entries(value).flatMap(([key, one]) => leaves(one, path === '' ? key : `${path}.${key}`)) : [[path, value]];

/** Fields that differ, with what they were and are. */
export const differences = (before: Measure, after: Measure): { field: string; before: string; after: string }[] => {
  const [a, b] = [new Map(leaves(said(before))), new Map(leaves(said(after)))];
  return [...new Set([...a.keys(), ...b.keys()])].map((field) => ({ field, before: written(a.get(field)), after: written(b.get(field)) })).filter((one) => one.before !== one.after);
};

const whatChanged = (before: Change | undefined, now: Change): VNode => {
  if (!now.measure) return h('span', null, 'taken out of the plan');
  if (!before?.measure) return h('span', null, before ? 'in the plan again' : 'first in a plan');
  const fields = differences(before.measure, now.measure);
  // a definition holds what it refers to: its own words may be the same
  if (fields.length === 0) return h('span', null, 'something that it refers to changed');
  return h('ul', null, fields.map((one) => h('li', null, h('b', null, one.field), ': ', h('del', null, one.before), ' → ', h('ins', null, one.after))));
};

const text = (title: string, body: string): VNode =>
  h('details', { class: 'table-of' }, h('summary', null, title), h('div', { class: 'command' }, h('pre', { tabindex: 0, 'aria-label': title }, h('code', null, body)), h('button', { type: 'button', class: 'copy', hidden: true, 'data-keep': '' }, 'Copy')));

/** Every moment at which it became another, the newest first; `more` = a cell that leads on from one. */
export const changesTable = ({ changes, title, zone }: Pick<Facts, 'changes' | 'title' | 'zone'>, more: ((one: Change, before: Change | undefined) => Part) | null = null): VNode =>
  stack({
    caption: `When the definition of ${title} changed`,
    name: 'changes',
    columns: [{ text: `In force from, ${zone}`, kind: 'nowrap' }, { text: 'Plan' }, { text: 'What changed' }, ...(more ? [{ text: 'With the one before', kind: 'nowrap' }] : [])],
    rows: changes.map((one, i): StackRow => ({ cells: [minute(one.at, zone), h('code', null, one.plan), whatChanged(changes[i - 1], one), ...(more ? [more(one, changes[i - 1])] : [])] })).slice(-MOST).reverse(),
  });

/** The section. */
export const definitionOf = (facts: Facts): VNode => {
  const { measure } = facts;
  return section(
    'definition',
    'Definition',
    h('p', { class: 'quiet' }, 'As the plan was read, everything it leaves out filled in. Written in ', h('code', null, measure.at.split('/').slice(-2).join('/')), '.'),
    text('Definition as YAML', stringify(said(measure), { lineWidth: 100 }).trimEnd()),
    text('Definition as JSON', JSON.stringify(said(measure), null, 2)),
    facts.changes.length === 0 ? null : changesTable(facts),
  );
};
