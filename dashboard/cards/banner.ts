/** The banner over every page while the plan folder holds a plan that cannot take effect: how many faults, and where the first one is. */
import type { VNode } from 'preact';
import type { Fault } from '../../shared/plan/measure.ts';
import { h } from './markup.ts';

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
