/** SLOs of the northwind scorecard and what they did for 28 days: rows, history in steps counted from simulated hours, alerts and what was sent about them. */
import type { Measure } from '../../shared/plan/measure.ts';
import type { Alert, AlertState, Delivery } from '../../shared/tiers/alert.ts';
import type { HistoryItem, Row, Status } from '../../shared/tiers/row.ts';

export const AT = Date.parse('2026-11-22T09:41:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOW = { kind: 'rolling', ms: 28 * DAY, text: '28d' } as const;
const nano = (n: number): string => n.toFixed(9);
const iso = (t: number): string => new Date(t).toISOString().replace('.000Z', 'Z');

type Given = { name: string; title: string; service: string; owner: string; target: number; adequate: number; status: Status; value: number | null; total: number; burn: Record<string, number | null>; exhausts?: number; flags?: Row['flags'] };
const CALM = { '5m': 0.2, '30m': 0.21, '1h': 0.23, '2h': 0.22, '6h': 0.24, '1d': 0.3, '3d': 0.29 };
const GIVEN: Given[] = [
  { name: 'checkout-availability', title: 'Checkout availability', service: 'checkout', owner: 'digital-sales', target: 0.999, adequate: 0.995, status: 'met', value: 0.999289, total: 68_683_813, burn: { '5m': 20.2, '30m': 18.7, '1h': 19, '2h': 18.9, '6h': 19.6, '1d': 5.4, '3d': 2 }, exhausts: 36_840_000 },
  { name: 'card-payments', title: 'Card payments', service: 'payments', owner: 'digital-sales', target: 0.9995, adequate: 0.999, status: 'tolerated', value: 0.99931, total: 5_120_004, burn: { ...CALM, '1h': 0.8, '6h': 1.1 } },
  { name: 'stock-check', title: 'Stock check', service: 'warehouse', owner: 'logistics', target: 0.99, adequate: 0.98, status: 'missed', value: 0.9712, total: 912_300, burn: { ...CALM, '1h': 1.4, '6h': 2.2 } },
  { name: 'invoice-payments', title: 'Invoice payments', service: 'payments', owner: '', target: 0.99, adequate: 0.99, status: 'unknown', value: null, total: 0, burn: { '5m': null, '30m': null, '1h': null, '2h': null, '6h': null, '1d': null, '3d': null }, flags: ['no-events'] },
  { name: 'search-fast', title: '<img src=x onerror=alert(1)> & "search"', service: '<script>', owner: 'sre', target: 0.95, adequate: 0.9, status: 'met', value: 0.981, total: 18, burn: CALM, flags: ['calibrating', 'low-volume'] },
];

export const SLOS: Measure[] = GIVEN.map((one, i) => ({
  tier: 'slo', name: one.name, def: `d-${one.name}`, title: one.title, description: '', owner: one.owner, internal: false, at: `northwind.yaml:${i + 1}`, service: one.service, sli: 'pay-success', source: 'd-pay-success', method: 'Occurrences',
  target: nano(one.target), adequate: nano(one.adequate), slice: 60_000, sliceZone: 'UTC', sliceTarget: null, window: WINDOW, floor: nano(0.5), party: 'own', noData: 'ignore',
  schedule: i === 0 ? { calendar: null, corrections: [{ name: 'dns', from: Date.parse('2026-11-03T07:00:00Z'), to: Date.parse('2026-11-03T10:30:00Z'), reason: 'Outage of a supplier', text: 'DNS provider' }] } : null,
}));

/** Rows as of AT, less what every row has in common. */
export const sloRows = (): (Partial<Row> & { name: string })[] =>
  GIVEN.map((one): Partial<Row> & { name: string } => {
    const bad = one.value === null ? 0 : Math.round(one.total * (1 - one.value));
    const allowed = one.total * (1 - one.target);
    const spent = one.value === null ? null : bad / allowed;
    const seconds = 28 * 86_400 * (1 - one.target);
    return {
      name: one.name, value: one.value, good: one.total - bad, total: one.total, target: { adequate: one.adequate, desired: one.target }, status: one.status, scorecard: null, window: { from: iso(AT - 28 * DAY), to: iso(AT) }, flags: one.flags ?? [],
      budget: { ratio: { allowed: 1, consumed: spent, remaining: spent === null ? null : 1 - spent }, events: { allowed, consumed: bad, remaining: allowed - bad }, seconds: { allowed: seconds, consumed: spent === null ? null : spent * seconds, remaining: spent === null ? null : (1 - spent) * seconds }, of: null },
      exhaustsAt: one.exhausts === undefined ? null : iso(AT + one.exhausts), burn: one.burn,
    };
  });

/** Requests and failures of the hour that starts at `t`: a day's wave, an old outage, a bad release, a gap, a slow leak and the incident of today. */
const hourOf = (t: number): { good: number; total: number } => {
  const hour = new Date(t).getUTCHours();
  const total = t >= Date.parse('2026-11-16T02:00:00Z') && t < Date.parse('2026-11-16T06:00:00Z') ? 0 : Math.round(100_000 + 70_000 * Math.sin(((hour - 6) / 24) * 2 * Math.PI));
  const noise = 1 + 0.6 * Math.sin(t / 7.1e6) * Math.cos(t / 2.3e6);
  const rate =
    t >= Date.parse('2026-10-09T08:00:00Z') && t < Date.parse('2026-10-09T10:00:00Z') ? 0.45 : t === Date.parse('2026-11-12T14:00:00Z') ? 0.08 : t >= Date.parse('2026-11-22T08:00:00Z') ? 0.019 : t >= Date.parse('2026-11-20T16:00:00Z') ? 0.0014 : 0.0002 * noise;
  return { good: total - Math.round(total * rate), total };
};

const sum = (from: number, to: number): { good: number; total: number } => {
  let [good, total] = [0, 0];
  for (let t = Math.floor(from / HOUR) * HOUR; t < to; t += HOUR) {
    const one = hourOf(t);
    good += one.good;
    total += one.total;
  }
  return { good, total };
};
const burn = (from: number, to: number, allowed: number): number | null => {
  const { good, total } = sum(from, to);
  return total === 0 ? null : (total - good) / total / allowed;
};

/** What `Answer.history` says of an SLO: of the first one from the hours above, of the others a flat line. */
export const sloHistory = (name: string, at: readonly number[], step: number | undefined): HistoryItem[] => {
  const given = GIVEN.find((one) => one.name === name);
  const row = sloRows().find((one) => one.name === name);
  if (!given || !row) return [];
  return at.map((t): HistoryItem => {
    const common = { at: iso(t), value: given.value, good: row.good ?? null, total: row.total ?? null, score: null, status: given.status, coverage: 0.994, provisional: true };
    if (step === undefined) return common;
    const from = Math.ceil(t / step) * step - step;
    const live = given.name === 'checkout-availability';
    const counted = live ? (step < HOUR ? { good: hourOf(from).good, total: hourOf(from).total } : sum(from, t)) : { good: given.value === null ? 0 : Math.round(given.total / 112), total: given.value === null ? 0 : Math.round(given.total / 112) };
    const windows = step < HOUR ? { '5m': HOUR, '1h': HOUR, '6h': 6 * HOUR } : { '1h': HOUR, '6h': 6 * HOUR, '1d': DAY, '3d': 3 * DAY };
    const burns = Object.entries(windows).map(([label, ms]): [string, number | null] => {
      if (!live) return [label, given.burn[label] ?? null];
      const ends = [];
      for (let end = Math.floor(t / HOUR) * HOUR; end > from; end -= HOUR) ends.push(burn(end - ms, end, 0.001));
      const known = ends.filter((one) => one !== null);
      return [label, known.length === 0 ? null : Math.max(...known)];
    });
    const spent = live ? burn(t - 28 * DAY, t, 0.001) : null;
    return { ...common, left: live ? (spent === null ? null : 1 - spent) : (row.budget?.ratio.remaining ?? null), step: { from: iso(from), ...counted, value: counted.total === 0 ? null : counted.good / counted.total, burn: Object.fromEntries(burns) } };
  });
};

/** rule, severity, threshold, windows, burn now, minutes that it fired before */
const RULES: [string, string, number, string, string, [number, number], number][] = [
  ['burn-fast', 'page', 13.44, '1h', '5m', [19, 20.2], 35],
  ['burn-medium', 'page', 5.6, '6h', '30m', [19.6, 18.7], 56],
  ['burn-slow', 'ticket', 2.8, '1d', '2h', [5.4, 18.9], 142],
  ['burn-creep', 'ticket', 0.9333, '3d', '6h', [2, 19.6], 385],
];
/** Of the bad in the worst minutes: which field, value, bad, counted. */
const SPENT: [string, string, number, number][] = [
  ['', '', 40_812, 1_204_300],
  ['labels.region', 'eu', 22_400, 661_000], ['labels.region', 'us', 18_412, 543_300],
  ['labels.route', '/checkout/pay', 29_874, 241_000], ['labels.route', '/checkout/confirm', 8_665, 240_100], ['labels.route', '<img src=x onerror=alert(1)>', 1_711, 320_000], ['labels.route', '=HYPERLINK("http://x","y")', 245, 90_000], ['labels.route', '/cart', 0, 40_000],
  ['labels.version', '2026.47.0', 40_812, 1_204_300],
  ['component', 'api-1', 20_500, 602_000], ['component', 'api-2', 20_312, 602_300],
];
const FIRED = Date.parse('2026-11-22T07:56:00Z');
type Line = { slo: string; rule: string; seq: number; state: AlertState; since: number; severity: string; body: Alert };
const body = (slo: string, rule: string, state: AlertState, since: number, more: Partial<Alert> = {}): Alert => ({
  key: `${slo}/${rule}/1`, rule, slo, state, since: iso(since), severity: 'page', burn: { long: null, short: null }, threshold: null, reason: null, deliveries: [], kind: 'burn-rate', tier: 'slo', when: null, title: GIVEN.find((one) => one.name === slo)?.title ?? slo, service: GIVEN.find((one) => one.name === slo)?.service ?? '', windows: null,
  firedAt: state === 'firing' || state === 'resolved' ? iso(since) : null, resolvedAt: null, targets: ['oncall'], at: iso(AT), ...more,
});
const line = (seq: number, alert: Alert): Line => ({ slo: alert.slo, rule: alert.rule, seq, state: alert.state, since: Date.parse(alert.since), severity: alert.severity, body: alert });

/** Every transition, as the table `alert` holds them. */
export const ALERTS: Line[] = [
  ...RULES.flatMap(([rule, severity, threshold, long, short, [l, s], lasted], i): Line[] => {
    const more = { severity, threshold, windows: { long, short }, burn: { long: l, short: s } };
    const before = Date.parse('2026-11-12T14:09:00Z') + i * 240_000;
    const over = before + lasted * 60_000;
    return [
      line(1, body('checkout-availability', rule, 'firing', before, more)),
      line(2, body('checkout-availability', rule, 'resolved', over, { ...more, firedAt: iso(before), resolvedAt: iso(over), reason: 'the short window is back under the threshold', burn: { long: 4, short: 0.2 } })),
      line(3, body('checkout-availability', rule, 'firing', FIRED + i * 60_000, { ...more, key: `checkout-availability/${rule}/2`, firedAt: iso(FIRED + i * 60_000) })),
    ];
  }),
  line(1, body('stock-check', 'budget-spent', 'firing', Date.parse('2026-11-19T03:00:00Z'), { kind: 'budget-spent', severity: 'ticket', targets: [] })),
  line(1, body('card-payments', 'burn-slow', 'pending', AT - 240_000, { severity: 'ticket', threshold: 2.8, windows: { long: '1d', short: '2h' }, burn: { long: 3.1, short: 2.9 }, reason: '2 of 3 bad events that the guard asks for' })),
  line(1, body('invoice-payments', 'events-stopped', 'blind', AT - 7_200_000, { kind: 'events-stopped', reason: 'no coverage' })),
];
const DELIVERIES: (Omit<Delivery, 'at'> & { key: string; at: number })[] = [
  { key: 'checkout-availability/burn-fast/2', at: FIRED + 1200, target: 'oncall', channel: 'webhook', event: 'firing', attempt: 1, outcome: 'failed', status: 500, message: 'upstream <b>is away</b>' },
  { key: 'checkout-availability/burn-fast/2', at: FIRED + 3300, target: 'oncall', channel: 'webhook', event: 'firing', attempt: 2, outcome: 'delivered', status: 200, message: '' },
  { key: 'checkout-availability/burn-medium/2', at: FIRED + 61_000, target: 'oncall', channel: 'webhook', event: 'firing', attempt: 1, outcome: 'failed', status: null, message: 'connect ECONNREFUSED' },
];

/** minute of what was put into service, what, and of which kind */
const DEPLOYS: [string, string, string, string][] = [['2026-11-12T14:02:00Z', '2026.46.2', 'deploy', 'ok'], ['2026-11-20T15:58:00Z', '2026.47.0', 'deploy', 'ok'], ['2026-11-22T07:51:00Z', '2026.47.1', 'deploy.canary', 'failed']];
const deployRows = (params: Record<string, unknown>): unknown[] =>
  DEPLOYS.map(([at, version, kind, state], i) => ({ minute: Date.parse(at) / 1000, at: String(Date.parse(at)), id: `deploy-${i}`, component: 'api-1', kind, state, labels: JSON.stringify({ version }) })).filter((one) => params.service === 'checkout' && Number(one.at) >= Number(params.from) && Number(one.at) <= Number(params.to)).reverse();

/** What a statement of the pages finds in the tables above; null = it asks for something else. `quiet` = a program in which nothing ever fired. */
export const alertRows = (statement: string, params: Record<string, unknown> = {}, quiet = false): unknown[] | null => {
  if (statement.includes("startsWith(kind, 'deploy.')")) return statement.includes('AS any FROM shape') ? [{ any: params.service === 'checkout' ? 1 : 0 }] : deployRows(params);
  if (!/FROM alert|FROM delivery|FROM sli_minute|\{source:String\}/.test(statement)) return null;
  if (statement.includes('FROM outbox')) return [];
  const all = quiet ? [] : ALERTS.filter((one) => one.since <= Number(params.until ?? Number.POSITIVE_INFINITY));
  const last = all.filter((one) => !all.some((other) => other.slo === one.slo && other.rule === one.rule && other.seq > one.seq));
  const told = (one: Line): object => ({ slo: one.slo, rule: one.rule, state: one.state, since: String(one.since), body: JSON.stringify(one.body) });
  if (statement.includes('{hours:UInt32}')) return [{ worst: params.def !== 'd-pay-success' || quiet ? [] : Array.from({ length: 214 }, (_, i) => FIRED / 1000 + 60 * i), every: '1' }];
  if (statement.includes('{source:String}')) return SPENT.map(([field, value, bad, counted]) => ({ field, value, bad: String(bad), counted: String(counted) }));
  if (statement.includes('FROM sli_minute')) return [{ minute: Date.parse('2026-11-12T14:17:00Z') / 1000, bad: '699', counted: '2798' }, { minute: FIRED / 1000, bad: '374', counted: '1726' }];
  if (statement.includes('FROM delivery')) return (quiet ? [] : DELIVERIES).filter((one) => (JSON.parse(String(params.keys)) as string[]).includes(one.key)).map((one) => ({ ...one, at: String(one.at) }));
  if (statement.includes('uniqExactIf(slo')) return (['firing', 'pending', 'blind', 'resolved', 'inactive'] as const).map((state) => ({ state, n: String(last.filter((one) => one.state === state).length), rules: String(last.filter((one) => one.state === state).length), slos: '4', others: '0' })).filter((one) => one.n !== '0');
  if (statement.includes('ORDER BY r.position')) return [];
  if (statement.includes('AS turned')) {
    const q = String(params.q).toLowerCase();
    const rules = last.filter((one) => q === '' || `${one.slo} ${one.rule} ${one.severity} ${one.state}`.toLowerCase().includes(q));
    const stretch = (text: string): object => ({ ms: HOUR, text });
    return rules.map(({ slo, rule, state, since, severity, body: { kind, windows, threshold, targets } }) => ({ body: JSON.stringify({ name: rule, slo, kind, severity, burn: windows && { long: stretch(windows.long), short: stretch(windows.short), factor: { num: String(Math.round((threshold ?? 0) * 10_000)), den: '10000' }, op: 'gt', guard: { bad: nano(3), events: nano(10) } }, after: 0, tell: {}, targets, at: '' }), state, since: String(since), n: String(rules.length) }));
  }
  if (statement.includes("a.state = 'resolved'")) {
    const over = all.filter((one) => one.state === 'resolved').sort((a, b) => b.since - a.since);
    return over.map((one) => ({ ...told(one), n: String(over.length) }));
  }
  if (statement.includes('ORDER BY rule, seq')) return all.filter((one) => one.slo === params.slo).map((one) => ({ rule: one.rule, seq: one.seq, state: one.state, since: String(one.since), severity: one.severity }));
  return last.filter((one) => (params.slo === '' || one.slo === params.slo) && (JSON.parse(String(params.states)) as string[]).includes(one.state)).map(told);
};
