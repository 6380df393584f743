/** Banners over every page: while something is wrong with the store, and while the plan folder holds a plan that cannot take effect: how many faults, and where the first one is. */
import type { VNode } from 'preact';
import type { Fault } from '../../shared/plan/measure.ts';
import { h } from './markup.ts';

/** What is wrong with the store itself, over every page, `damaged` or only not to be written; null when nothing is. */
export const storeBanner = ({ troubles, damaged }: { troubles: readonly string[]; damaged: boolean }): VNode | null => {
  const [first] = troubles;
  if (first === undefined) return null;
  return h('div', { class: 'banner', id: 'store-troubles' }, h('strong', null, damaged ? 'These figures are not to be relied on. ' : 'These figures do not go on. '), first, troubles.length > 1 ? `. There ${troubles.length === 2 ? 'is 1 thing' : `are ${troubles.length - 1} things`} more: heptad audit names them all` : null);
};

/** null without faults. */
export const planBanner = (faults: readonly Fault[]): VNode | null => {
  const [first] = faults;
  if (!first) return null;
  return h(
    'div',
    { class: 'banner', id: 'plan-faults' },
    h('strong', null, faults.length === 1 ? 'The plan folder has a fault.' : `The plan folder has ${faults.length} faults.`),
    ' The plan before it stays in force. ',
    faults.length === 1 ? null : 'The first one: ',
    h('code', null, `${first.file}:${first.line}:${first.column}`),
    `: ${first.message}${first.hint ? `; ${first.hint}` : ''}`,
  );
};
