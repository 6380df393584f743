/** A believable scorecard without a store, for looking at the pages in every state: rows as the climb would answer them, one day in November 2026. */
import type { Child, KptMeasure, Measure, MeasureTier } from '../../shared/plan/measure.ts';
import { periodAt } from '../../shared/time/window.ts';
import type { Door, Params } from '../../shared/store/store.ts';
import type { Explanation } from '../../shared/tiers/explanation.ts';
import type { Answer, Contributor, Pace, Row, Status } from '../../shared/tiers/row.ts';
import { AT, alertRows, SLOS, sloHistory, sloRows } from './northwind-slos.ts';

export { AT };
const FROM = Date.parse('2026-09-30T22:00:00Z');
const TO = Date.parse('2026-12-31T23:00:00Z');
const ZONE = 'Europe/Berlin';
const CARD = 'digital';

type Kpt = { name: string; title?: string; value: number | null; unit: string; statistic?: KptMeasure['of']['statistic']; polarity?: 'lower'; adequate: number; desired: number; worst: number; best: number; status: Status; score: number | null; weight?: number; critical?: boolean; pace?: Pace; forecast?: number };
type Kpi = { name: string; title: string; owner: string; weight: number; status: Status; score: number | null; before: number | null; kpts: Kpt[] };
type Kra = { name: string; title: string; perspective: string; owner: string; weight: number; status: Status; score: number | null; kpis: Kpi[] };

const one = (name: string, title: string, owner: string, weight: number, before: number | null, kpt: Omit<Kpt, 'name'>): Kpi => ({ name, title, owner, weight, status: kpt.status, score: kpt.score, before, kpts: [{ name: `${name}-target`, title, ...kpt }] });

const KRAS: Kra[] = [
  {
    name: 'profitable-operations', title: 'Profitable operations', perspective: 'financial', owner: 'Finance', weight: 1, status: 'met', score: 79.2,
    kpis: [
      one('cost-per-order', 'Cost per order', 'Finance', 5, 0.431, { value: 0.423, unit: 'EUR', statistic: 'mean', polarity: 'lower', adequate: 0.6, desired: 0.45, worst: 0.75, best: 0.3, status: 'met', score: 72.6, pace: 'on-track', forecast: 0.422 }),
      one('compute-utilisation', 'Compute utilisation', 'Platform', 2, 58.9, { value: 61.3, unit: '%', statistic: 'mean', adequate: 40, desired: 50, worst: 0, best: 70, status: 'met', score: 95, pace: 'on-track', forecast: 60.8 }),
      one('sla-credits', 'SLA credits paid', 'Finance', 3, null, { value: null, unit: 'EUR', statistic: 'sum', polarity: 'lower', adequate: 20000, desired: 5000, worst: 35000, best: 0, status: 'unknown', score: null }),
    ],
  },
  {
    name: 'customers-can-buy', title: 'Customers can buy', perspective: 'customer', owner: 'Digital sales', weight: 3, status: 'met', score: 73.3,
    kpis: [
      {
        name: 'order-reliability', title: 'Order reliability', owner: 'Digital sales', weight: 5, status: 'tolerated', score: 63.43, before: 68.98,
        kpts: [
          { name: 'orders-can-be-taken', title: 'Orders can be taken', value: 0.99810, unit: '', adequate: 0.995, desired: 0.999, worst: 0.991, best: 1, status: 'tolerated', score: 59.18, weight: 2, critical: true, pace: 'at-risk', forecast: 0.9985 },
          { name: 'orders-are-fast', title: 'Orders are fast', value: 268.31, unit: 'ms', statistic: 'mean', polarity: 'lower', adequate: 450, desired: 300, worst: 900, best: 100, status: 'met', score: 71.94, weight: 1, pace: 'on-track', forecast: 266 },
        ],
      },
      one('customer-satisfaction', 'Customer satisfaction', 'Digital sales', 3, 0.861, { value: 0.884, unit: '', adequate: 0.8, desired: 0.85, worst: 0.75, best: 0.9, status: 'met', score: 89.3, pace: 'on-track', forecast: 0.886 }),
      one('delivery-promise', 'Delivery promise kept', 'Logistics', 2, 0.971, { value: 0.974, unit: '', adequate: 0.95, desired: 0.97, worst: 0.93, best: 0.99, status: 'met', score: 73.3, pace: 'on-track', forecast: 0.976 }),
    ],
  },
  {
    name: 'customers-get-help', title: 'Customers get help', perspective: 'customer', owner: 'Contact centre', weight: 2, status: 'tolerated', score: 58.5,
    kpis: [
      one('first-call', 'First-call resolution', 'Contact centre', 3, 0.733, { value: 0.712, unit: '', adequate: 0.65, desired: 0.78, worst: 0.52, best: 0.91, status: 'tolerated', score: 49.2, pace: 'at-risk', forecast: 0.717 }),
      one('net-promoter', 'Net promoter score', 'Contact centre', 2, 39.1, { value: 41.6, unit: '', statistic: 'mean', adequate: 30, desired: 40, worst: 20, best: 50, status: 'met', score: 72, pace: 'on-track', forecast: 41.9 }),
    ],
  },
  {
    name: 'stable-operations', title: 'Stable operations', perspective: 'internal-process', owner: 'SRE', weight: 1, status: 'tolerated', score: 47.2,
    kpis: [
      one('time-to-restore', 'Median time to restore', 'SRE', 4, 43.2, { value: 52.3, unit: 'min', statistic: 'mean', polarity: 'lower', adequate: 45, desired: 30, worst: 60, best: 15, status: 'missed', score: 17.1, pace: 'off-track', forecast: 54.8 }),
      one('change-failure', 'Change failure rate', 'Platform', 4, 0.102, { value: 0.091, unit: '', polarity: 'lower', adequate: 0.15, desired: 0.1, worst: 0.2, best: 0.05, status: 'met', score: 72.7, pace: 'on-track', forecast: 0.089 }),
      one('restored-in-time', 'Restored within 4 h', 'SRE', 2, 0.94, { value: 0.934, unit: '', adequate: 0.9, desired: 0.95, worst: 0.85, best: 1, status: 'tolerated', score: 56, pace: 'at-risk', forecast: 0.945 }),
    ],
  },
];
const PERSPECTIVES: [string, string, Status, number][] = [['financial', 'Financial', 'met', 79.2], ['customer', 'Customer', 'met', 67.4], ['internal-process', 'Internal process', 'tolerated', 47.2]];

const nano = (n: number): string => n.toFixed(9);
const child = (tier: MeasureTier, name: string, weight = 1, critical = false): Child => ({ tier, name, def: `${tier}-${name}`, weight: nano(weight), critical });
const common = (name: string, title: string, owner = '') => ({ name, def: `d-${name}`, title, description: '', owner, internal: false, at: 'northwind.yaml:1' });
const KPTS = KRAS.flatMap((kra) => kra.kpis.flatMap((kpi) => kpi.kpts));

/** Who can take an order: both must be good in each minute. */
const ACTIVITY = { good: 75_228, total: 75_371, given: [['checkout-availability', 121], ['stock-check', 22]] as const };

export const MEASURES: Measure[] = [
  { tier: 'scorecard', ...common(CARD, 'Digital Services scorecard'), description: 'Counted from simulated minutes of a shop.', parent: 'Northwind', period: 'quarter', zone: ZONE, fiscalYearStart: 1, perspectives: [...PERSPECTIVES.map(([name]) => name), 'learning-and-growth'], children: PERSPECTIVES.map(([name]) => child('perspective', name)), floor: nano(0.5) },
  ...PERSPECTIVES.map(([name, title]): Measure => ({ tier: 'perspective', ...common(name, title), scorecard: CARD, children: KRAS.filter((kra) => kra.perspective === name).map((kra) => child('kra', kra.name, kra.weight)), floor: nano(0.5) })),
  ...KRAS.map((kra): Measure => ({ tier: 'kra', ...common(kra.name, kra.title, kra.owner), mode: 'mean', perspective: kra.perspective, weight: nano(kra.weight), children: kra.kpis.map((kpi) => child('kpi', kpi.name, kpi.weight)), floor: nano(0.5), scorecards: [CARD] })),
  ...KRAS.flatMap((kra) => kra.kpis.map((kpi): Measure => ({ tier: 'kpi', ...common(kpi.name, kpi.title, kpi.owner), mode: 'mean', children: kpi.kpts.map((kpt) => child('kpt', kpt.name, kpt.weight, kpt.critical)), floor: nano(0.5), scorecards: [CARD] }))),
  ...KPTS.map((kpt): Measure => ({ tier: 'kpt', ...common(kpt.name, kpt.title ?? ''), of: { ...(kpt.name === 'orders-can-be-taken' ? { tier: 'vma', name: 'take-an-order' } : { tier: kpt.statistic ? 'sli' : 'slo', name: kpt.statistic ? 'pay-success' : 'checkout-availability' }), def: 'x', statistic: kpt.statistic ?? 'attainment' }, unit: kpt.unit, polarity: kpt.polarity ?? 'higher', period: 'quarter', zone: ZONE, by: null, schedule: null, lines: [], floor: nano(0.5) })),
  { tier: 'vma', ...common('take-an-order', 'Take an order', 'Digital sales'), op: 'all', need: 0, sliceTarget: nano(0.95), level: 1, children: ACTIVITY.given.map(([name]) => child('slo', name)), window: { kind: 'rolling', ms: 28 * 86_400_000, text: '28d' }, adequate: nano(0.995), desired: nano(0.999), floor: nano(0.5) },
  ...SLOS,
  { tier: 'sli', ...common('pay-success', 'Pay success'), kind: 'ratio', state: null, ticket: null, through: null, services: ['checkout'], sides: [{ side: 'total', stream: 'event', kind: 'http.request', where: [] }, { side: 'good', stream: 'event', kind: 'http.request', where: [] }], every: 0, unit: '', sli: 'pay-success', window: { kind: 'rolling', ms: 28 * 86_400_000, text: '28d' } },
];

const row = (tier: Row['tier'], name: string, rest: Partial<Row>): Row => ({
  tier, name, at: new Date(AT).toISOString(), window: { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() }, value: null, unit: '', good: null, total: null, target: null, score: null, status: 'unknown',
  pace: null, forecast: null, coverage: 0.994, provisional: true, flags: [], contributors: [], plan: 'northwind', revision: 0, title: '', owner: '', scorecard: CARD, polarity: 'higher', scale: null, ...rest,
});

/** Contributions that add up to the score. */
const parts = (tier: Row['tier'], children: { name: string; weight?: number; score: number | null; status: Status; value?: number | null }[]): Contributor[] => {
  const all = children.reduce((sum, one) => sum + (one.score === null ? 0 : (one.weight ?? 1)), 0);
  return children.map((one) => ({ tier, name: one.name, weight: one.weight ?? 1, value: one.value ?? one.score, score: one.score, status: one.status, contribution: one.score === null ? null : ((one.weight ?? 1) * one.score) / all }));
};

/** A quarter some `ago`: a gentle wave round today's figure. */
const then = (value: number | null, before: number | null, ago: number, salt: number): number | null => (ago === 1 ? before : value === null ? (ago > 2 ? 3000 + 900 * Math.sin(ago * 2.1) : null) : (before ?? value) * (1 + 0.02 * Math.sin(ago * 1.7 + salt)));

const rowsOf = (tier: MeasureTier, ago: number): Row[] => {
  switch (tier) {
    case 'scorecard':
      return [row('scorecard', CARD, { value: 64.6, score: 64.6, status: 'tolerated', contributors: parts('perspective', PERSPECTIVES.map(([name, , status, score]) => ({ name, status, score }))) })];
    case 'perspective':
      return PERSPECTIVES.map(([name, , status, score]) => row('perspective', name, { value: score, score, status, contributors: parts('kra', KRAS.filter((kra) => kra.perspective === name)) }));
    case 'kra':
      return KRAS.map((kra) => row('kra', kra.name, { value: kra.score, score: kra.score, status: kra.status, owner: kra.owner, contributors: parts('kpi', kra.kpis) }));
    case 'kpi':
      return KRAS.flatMap((kra) => kra.kpis.map((kpi) => {
        const score = ago === 0 ? kpi.score : kpi.kpts.length > 1 ? then(kpi.score, kpi.before, ago, 1) : kpi.score;
        const only = kpi.kpts.length === 1 ? kpi.kpts[0] : undefined;
        return row('kpi', kpi.name, { value: only ? (ago === 0 ? only.value : then(only.value, kpi.before, ago, 0)) : score, unit: only ? only.unit : 'score', target: only ? { adequate: only.adequate, desired: only.desired } : null, scale: only ? { worst: only.worst, best: only.best } : null, polarity: only?.polarity ?? 'higher', score, status: kpi.status, pace: only ? (only.pace ?? null) : 'at-risk', forecast: only ? (only.forecast ?? null) : 64.2, owner: kpi.owner, contributors: parts('kpt', kpi.kpts) });
      }));
    case 'kpt':
      return KRAS.flatMap((kra) => kra.kpis.flatMap((kpi) => kpi.kpts.map((kpt, i) => row('kpt', kpt.name, {
        value: ago === 0 ? kpt.value : then(kpt.value, kpi.before, ago, i), unit: kpt.unit, score: kpt.score, status: kpt.status, pace: kpt.pace ?? null, forecast: kpt.forecast ?? null,
        target: { adequate: kpt.adequate, desired: kpt.desired }, scale: { worst: kpt.worst, best: kpt.best }, polarity: kpt.polarity ?? 'higher',
      }))));
    case 'vma':
      return [row('vma', 'take-an-order', {
        value: ACTIVITY.good / 75_371, good: ACTIVITY.good, total: ACTIVITY.total, target: { adequate: 0.995, desired: 0.999 }, status: 'tolerated', scorecard: null,
        contributors: ACTIVITY.given.map(([name, contribution]) => ({ tier: 'slo', name, weight: 1, value: 0.99, score: null, status: null, contribution })),
      })];
    case 'slo':
      return sloRows().map(({ name, ...rest }) => row('slo', name, rest));
    case 'sli':
      return [row('sli', 'pay-success', { value: 0.999289, good: 68_635_000, total: 68_683_813, status: null, scorecard: null })];
    default:
      return [];
  }
};

/** A row taken apart: by its contributors, else by two spans; some time left out and some not measured. */
const explained = (row: Row): Explanation => {
  const known = row.contributors.filter((one) => one.contribution !== null && one.score !== null);
  const numbers = known.length > 0 ? `(${known.map((one) => `${one.weight} × ${one.score}`).join(' + ')}) ÷ ${known.reduce((sum, one) => sum + (one.weight ?? 0), 0)}` : `${row.good ?? 0} ÷ ${row.total ?? 0} events`;
  const span = (from: number, to: number) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  const words = known.length > 0 ? 'score = Σ weight × score ÷ Σ weight of the known children' : 'A = Σ good ÷ Σ total';
  const half = (FROM + AT) / 2;
  return {
    tier: row.tier, name: row.name, at: row.at, row, contributors: row.contributors, formula: { words, numbers: `${numbers} = ${row.score ?? row.value}` },
    steps: [{ what: 'value', formula: words, numbers, value: row.score ?? row.value }, { what: 'status', formula: 'score < 33⅓ missed, < 66⅔ tolerated, else met', numbers: `score ${row.score}`, value: row.status }],
    inputs: [{ name: 'coverage floor', value: 0.5, unit: '' }, { name: 'period', value: 'quarter', unit: '' }],
    time: {
      window: row.window, counted: span(FROM, AT), elapsed: (AT - FROM) / 1000, scheduled: (AT - FROM) / 1000 - 7200, excluded: [{ ...span(FROM, FROM + 7_200_000), reason: 'correction', text: 'the move', seconds: 7200 }],
      expected: (AT - FROM) / 1000 - 7200, measured: (AT - FROM) / 1000 - 21_600, unmeasured: [{ ...span(half, half + 14_400_000), seconds: 14_400 }], more: { count: 0, seconds: 0 }, partly: 0, filled: null,
    },
    parts: known.length > 0
      ? row.contributors.map((one) => ({ label: `${one.tier}/${one.name}`, from: null, to: null, good: null, total: null, value: one.score, weight: one.weight, contribution: one.contribution }))
      : [span(FROM, half), span(half, AT)].map((one) => ({ label: null, ...one, good: row.good === null ? null : row.good / 2, total: row.total === null ? null : row.total / 2, value: row.value })),
  };
};

/** Rows as the climb would answer them; earlier instants are earlier quarters. */
export const northwind: Answer = {
  watermark: async () => AT,
  mark: async () => '',
  rows: async ({ tier, at, names, asReported, detail }) => {
    // within the open quarter nothing has moved since
    const ago = at === null || at > FROM ? 0 : Math.max(1, Math.round((FROM - at) / (92 * 86_400_000)) + 1);
    const rows = rowsOf(tier, ago).filter((one) => names === null || names.includes(one.name)).map((one) => (detail ? { ...one, achievement: null, trend: null, gap: { actual: one.value, target: one.target?.desired ?? null, reference: one.value === null ? null : one.value * 1.002 } } : one));
    if (at === null || at >= AT) return rows;
    const then = rows.map((one) => ({ ...one, at: new Date(at).toISOString() }));
    if (ago === 0) return then;
    // what has ended is closed, and one of it was restated
    const span = periodAt('quarter', ZONE, at);
    return then.map((one) => ({ ...one, window: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() }, pace: null, forecast: null, provisional: false, ...(one.name === 'time-to-restore' && !asReported ? { flags: ['restated' as const], revision: 2 } : {}) }));
  },
  explain: async ({ tier, name }) => {
    const row = rowsOf(tier, 0).find((one) => one.name === name);
    return row ? explained(row) : null;
  },
  audit: async () => ({ minutes: 0, of: 0, findings: [] }),
  auditHour: async () => ({ hour: null, findings: [] }),
  history: async ({ tier, name, at, step }) => {
    if (tier === 'slo') return sloHistory(name, at, step);
    const now = rowsOf(tier, 0).find((one) => one.name === name);
    // one day in nine was worse, one in twenty nobody knows
    return now ? at.map((t, i) => ({ at: new Date(t).toISOString(), value: now.value === null ? null : now.value * (1 + 0.0004 * Math.sin(i)), good: null, total: null, score: now.score, status: Math.floor(t / 86_400_000) % 20 === 3 ? 'unknown' : Math.floor(t / 86_400_000) % 9 === 0 ? 'missed' : now.status, coverage: now.coverage, provisional: true })) : [];
  },
};

/** Two plans: the first wanted less. */
const definitions = (params: Params = {}): unknown[] => {
  const now = MEASURES.find((one) => one.tier === params.tier && one.name === params.name);
  return now ? [{ since: String(FROM), plan: 'northwind-0', body: JSON.stringify({ ...now, def: 'before', owner: 'Nobody yet' }) }, { since: String(FROM + 86_400_000), plan: 'northwind', body: JSON.stringify(now) }] : [];
};

const states = (params: Params = {}): unknown[] =>
  (JSON.parse(String(params.wanted)) as [MeasureTier, string][]).flatMap(([tier, name]) => rowsOf(tier, 0).filter((one) => one.name === name).map(({ status }) => ({ tier, name, scope: '', status: status ?? '' })));

/** A door that knows the plan above and nothing else. */
export const northwindDoor: Door = {
  rows: async <T>(statement: string, params?: Params): Promise<T[]> =>
    (statement.includes('{wanted:String}') ? states(params) : statement.includes('FROM plan HAVING') ? [{ plan: 'northwind', folder: 'northwind', warnings: '[]', faults: '[]', since: String(FROM) }] : statement.includes('LEFT JOIN (SELECT plan, argMin(body') ? definitions(params) : statement.includes('AS since FROM sli_day') ? [{ since: AT / 1000 - 3 * 86_400 }] : alertRows(statement, params) ?? (statement.includes('FROM measure') ? MEASURES.map((body) => ({ plan: 'northwind', body: JSON.stringify(body) })) : statement.includes('FROM ledger') ? [{ events: '25252838', newest: String(AT) }] : statement.includes('FROM sli_day') ? [{ first: String(Date.parse('2023-07-03T00:00:00Z')), days: '1200' }] : [])) as T[],
  run: async () => undefined,
  fill: async () => undefined,
  insert: async () => undefined,
  rowsRead: () => 0,
};
