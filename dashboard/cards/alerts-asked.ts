/** What the address of the page of alerts asks for, the address of anything else that it may ask for, and alerts in groups. What is usual is left out. Pure. */
import type { Alert, AlertTier } from '../../shared/tiers/alert.ts';
import { asking } from './markup.ts';
import { segments } from './segments.ts';
import { TIER_NAME } from './state.ts';
import type { VNode } from 'preact';

export const GROUPS = ['service', 'tier'] as const;
export const ALERT_VIEWS = ['alerts', 'rules'] as const;

/** group null: none. q: what rules are looked for by. */
export type AlertsAsk = { group: (typeof GROUPS)[number] | null; view: (typeof ALERT_VIEWS)[number]; q: string };

/** Query of the page's address, with its question mark; '' where all is as usual. */
export const alertsQuery = ({ group, view, q }: AlertsAsk): string => asking('', view === 'alerts' ? { group } : { view, q });
export const alertsAddress = (ask: AlertsAsk): string => `/alerts${alertsQuery(ask)}`;

/** What fires, or the rules. */
export const alertViews = (ask: AlertsAsk): VNode => segments('View', ([['alerts', 'Alerts'], ['rules', 'Rules']] as const).map(([view, text]) => ({ text, href: alertsAddress({ ...ask, view }), here: ask.view === view })));
export const alertGroups = (ask: AlertsAsk): VNode => segments('Group by', ([[null, 'No groups'], ['service', 'By service'], ['tier', 'By tier']] as const).map(([group, text]) => ({ text, href: alertsAddress({ ...ask, group }), here: ask.group === group })));

const TIERS: readonly AlertTier[] = ['scorecard', 'perspective', 'kra', 'kpi', 'kpt', 'vma', 'slo', 'sli', 'partition'];
const tierTitle = (tier: AlertTier): string => (tier === 'partition' ? 'Kafka partitions' : `${TIER_NAME[tier].replace(/^./, (first) => first.toUpperCase())}s`);

export type Grouped<A> = { /** of its heading */ title: string; key: string; alerts: A[] };

/** Services by name, those of none last; tiers from the result down. Within a group the order stays; by nothing all are one group. */
export const grouped = <A extends Pick<Alert, 'service' | 'tier'>>(alerts: readonly A[], by: AlertsAsk['group']): Grouped<A>[] => {
  if (by === null) return [{ title: '', key: '', alerts: [...alerts] }];
  const groups = new Map<string, A[]>();
  for (const one of alerts) groups.set(one[by], [...(groups.get(one[by]) ?? []), one]);
  if (by === 'tier') return TIERS.flatMap((tier) => (groups.has(tier) ? [{ title: tierTitle(tier), key: tier, alerts: groups.get(tier) ?? [] }] : []));
  return [...groups].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1)).map(([service, of]) => ({ title: service === '' ? 'Of no service' : service, key: service, alerts: of }));
};
