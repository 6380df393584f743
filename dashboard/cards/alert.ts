/** An alert in words: what its rule watches, how fast the budget burns against it, since when, and what was sent about it. Pure. */
import type { VNode } from 'preact';
import type { Alert, AlertState, Delivery } from '../../shared/tiers/alert.ts';
import { threshold, times } from '../../shared/budget-figure.ts';
import { h, type Part } from './markup.ts';
import { exactly, length, minuteShort } from './when.ts';

export const ALERT_WORD: Record<AlertState, string> = { firing: 'Firing', pending: 'Pending', blind: 'Blind', resolved: 'Resolved', inactive: 'Quiet' };

/** What its rule watches, in words. */
export const ruleWords = (alert: Alert): string => {
  if (alert.kind === 'budget-spent') return 'the error budget is spent';
  if (alert.kind === 'events-stopped') return 'no event for far longer than usual';
  if (alert.kind === 'gap') return 'messages are lost before they are read';
  if (alert.when !== null) return alert.when;
  const over = alert.windows ? ` over ${alert.windows.long} and ${alert.windows.short}` : '';
  return `burns ${alert.threshold === null ? 'too fast' : `above ${threshold(alert.threshold)}`}${over}`;
};

/** The word for its state with a shape of its own: full = firing, half = pending, ring = blind, dot = over. */
export const alertState = (state: AlertState): VNode =>
  h(
    'span',
    { class: `alarm ${state}` },
    h('svg', { width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': 'true' }, state === 'firing' ? h('path', { d: 'M6 0l6 6-6 6-6-6Z' }) : state === 'pending' ? h('path', { d: 'M6 .8 11.2 6 6 11.2.8 6Z', class: 'outline-of' }) : state === 'blind' ? h('path', { d: 'M1 6h10', class: 'outline-of' }) : h('circle', { cx: 6, cy: 6, r: 3 })),
    ALERT_WORD[state],
  );

/** Long and short burn rate beside the threshold: "19.0× / 20.2×". */
export const burnPair = (alert: Alert): string => (alert.kind === 'burn-rate' ? `${times(alert.burn.long)} / ${times(alert.burn.short)}` : '–');

/** Since when, and for how long until `at`. */
export const sinceText = (alert: Alert, at: number, zone: string): string => {
  const since = Date.parse(alert.since);
  return `${minuteShort(since, at, zone)}${at > since ? `, ${length(at - since)}` : ''}`;
};

const EVENT: Record<Delivery['event'], string> = { firing: 'firing', resolved: 'resolved', 'no-data': 'no data', 'data-back': 'data are back' };
const OUTCOME: Record<string, string> = { delivered: 'delivered', failed: 'failed', held: 'held back', 'given-up': 'given up' };

/** Who was told in a few words: delivered to whom, or that it failed so far. */
const toldWords = (alert: Alert): string => {
  const got = [...new Set(alert.deliveries.filter((one) => one.outcome === 'delivered').map((one) => one.target))];
  const last = new Map([...alert.deliveries].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map((one) => [one.target, one.outcome]));
  const others = [...last.keys()].filter((target) => !got.includes(target));
  const [held, not] = [others.filter((target) => last.get(target) === 'held'), others.filter((target) => last.get(target) !== 'held')];
  const named = (list: string[]): string => (list.length > 3 ? `${list.slice(0, 3).join(', ')} and ${list.length - 3} more` : list.join(', '));
  return [got.length > 0 ? `Told ${named(got)}` : '', held.length > 0 ? `held back: ${named(held)}` : '', not.length > 0 ? `not reached: ${named(not)}` : ''].filter(Boolean).join('; ');
};

/** Whom it goes to, and every attempt to deliver, behind a summary. `id` keeps it open through a repaint. */
export const told = (alert: Alert, zone: string, id: string): Part => {
  if (alert.deliveries.length === 0) return alert.targets.length === 0 ? 'nobody is named' : alert.key === '' || alert.state === 'pending' ? `would tell ${alert.targets.join(', ')}` : alert.state === 'resolved' || alert.state === 'inactive' ? `nothing was sent to ${alert.targets.join(', ')}` : `nothing sent yet to ${alert.targets.join(', ')}`;
  const list = [...alert.deliveries].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return h(
    'details',
    { class: 'told', id },
    h('summary', null, toldWords(alert)),
    h('ol', { class: 'log', tabindex: 0, 'aria-label': 'Attempts to tell somebody, the last first' }, list.map((one) => h('li', null, h('span', { class: 'quiet' }, exactly(Date.parse(one.at), zone)), ` ${EVENT[one.event]} to ${one.target} (${one.channel}): `, h('b', null, OUTCOME[one.outcome] ?? one.outcome), `${one.status === null ? '' : `, ${one.status}`}${one.attempt > 1 ? `, attempt ${one.attempt}` : ''}${one.message === '' ? '' : `. ${one.message}`}`))),
  );
};
