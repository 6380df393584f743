/** Plans and messages at random, from a seed: small, and fond of edges (zones, clock changes, ties, gaps, copies). */
import { instant, MINUTE, period, wall } from './calendar.ts';

export type Case = { plan: object[]; events: string[]; samples: string[]; instants: number[] };

/** A seeded source of chance (mulberry32). */
export class Chance {
  private state: number;
  constructor(seed: number) { this.state = Math.imul(seed, 0x9e3779b1) >>> 0; }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  to(n: number): number { return Math.floor(this.next() * n); }
  odds(p: number): boolean { return this.next() < p; }
  one<T>(list: readonly T[]): T { return list[this.to(list.length)] as T; }
  some<T>(list: readonly T[], n: number): T[] {
    const left = [...list];
    return Array.from({ length: Math.min(n, left.length) }, () => left.splice(this.to(left.length), 1)[0] as T);
  }
}

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Chatham', 'America/Santiago', 'Pacific/Apia', 'America/Havana', 'Pacific/Kiritimati', 'Asia/Beirut', 'Africa/Cairo'];
const ANCHORS = ['2025-01-01 00:00:00', '2025-01-31 12:00:00', '2024-12-30 00:00:00', '2022-09-01 08:00:00', '2024-02-29 23:30:00', '2024-08-31 02:30:00', '2025-06-01 00:30:00'];
/** Ordinary days, ends of months, and the days around clock changes. */
const DAYS = ['2025-03-09', '2025-03-30', '2025-04-06', '2025-09-07', '2025-10-05', '2025-10-26', '2025-11-02', '2025-01-31', '2025-06-30', '2024-12-31', '2024-02-29', '2025-05-14', '2025-04-25', '2025-11-02'];
const TARGETS: (string | number)[] = [0.5, 0.75, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9995, 0.999999999, 0.333333333, 1];
const ROUTES = ['/pay', '/pay/card', '/cart', '/list'];

const metric = (spec: object): object => ({ metricSource: { type: 'heptad', spec } });
const doc = (kind: string, name: string, spec: object, annotations: Record<string, string> = {}): object =>
  ({ apiVersion: ['Service', 'SLI', 'SLO'].includes(kind) ? 'openslo/v1' : 'heptad/v1', kind, metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) }, spec });

const CALENDARS = ['office', 'shift', 'plain'];
const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const HOURS = [['08:00-18:00'], ['06:00-12:30', '13:00-23:00'], ['00:00-24:00'], ['22:00-06:00'], ['01:30-02:30', '03:00-20:00'], ['02:15-14:45'], ['00:00-00:30', '02:00-03:00', '09:07-23:59'], ['23:30-00:30'], ['00:00-00:00'], ['12:00-12:00']];

/** A time of day, fond of those at which clocks change. */
const clock = (c: Chance): string => (c.odds(0.4) ? c.one(['00:00', '00:30', '01:30', '02:00', '02:30', '03:00', '23:45']) : `${String(c.to(24)).padStart(2, '0')}:${String(c.to(60)).padStart(2, '0')}`);

/** Opening hours with holidays and maintenance near the day of the case. */
const calendarsOf = (c: Chance, day: string): object[] => {
  const date = (d: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + d * 86_400_000).toISOString().slice(0, 10);
  const weeks = (): object => c.one([
    () => ({ 'mon-fri': c.one(HOURS), ...(c.odds(0.7) ? { sat: c.one(HOURS) } : {}), ...(c.odds(0.5) ? { sun: c.one(HOURS) } : {}) }),
    () => ({ 'mon-sun': c.one(HOURS) }),
    () => ({ 'sat-mon': c.one(HOURS), 'tue-fri': c.one(HOURS) }),
    () => ({ [c.one(DAY_NAMES)]: ['00:00-24:00'] }),
  ])();
  const near = (): Date => new Date(Date.parse(`${day}T00:00:00Z`) + (c.to(4) - 1) * 86_400_000);
  const rule = (): string => {
    const that = near();
    const code = CODES[(that.getUTCDay() + 6) % 7] as string;
    const of = that.getUTCDate();
    const last = new Date(Date.UTC(that.getUTCFullYear(), that.getUTCMonth() + 1, 0)).getUTCDate();
    return c.one(['FREQ=DAILY', `FREQ=WEEKLY;BYDAY=${code}`, `FREQ=WEEKLY;BYDAY=${code},${c.one(CODES.filter((one) => one !== code))}`, `FREQ=MONTHLY;BYDAY=${Math.ceil(of / 7)}${code}`, `FREQ=MONTHLY;BYDAY=-${Math.ceil((last - of + 1) / 7)}${code}`, `FREQ=MONTHLY;BYDAY=${code}`, `FREQ=MONTHLY;BYMONTHDAY=${of}`, `FREQ=MONTHLY;BYMONTHDAY=${of - last - 1}`]);
  };
  return CALENDARS.map((name) => doc('Calendar', name, {
    ...(c.odds(0.9) ? { timeZone: c.one(ZONES) } : {}),
    ...(name === 'plain' ? {} : { week: weeks() }),
    ...(c.odds(0.6) ? { holidays: c.some([-1, 0, 1, 2, -30], 1 + c.to(3)).map((d) => (c.odds(0.5) ? date(d) : { date: date(d), hours: c.one(HOURS) })) } : {}),
    ...(c.odds(0.7) ? { maintenance: Array.from({ length: 1 + c.to(2) }, (_, i) => ({ name: `m${i}`, rrule: rule(), at: c.odds(0.1) ? '02:10:30' : clock(c), for: c.one(['1m', '30m', '45m', '2h', '5h', '26h']) })) } : {}),
  }));
};

/** Corrections around the messages, some off the minute, some of which overlap. */
const correctionsOf = (c: Chance, slos: string[], kpts: string[], from: number, to: number): object[] =>
  Array.from({ length: c.to(5) }, (_, i) => {
    const start = Math.floor((from + c.to(to - from)) / MINUTE) * MINUTE - c.one([0, 0, 60 * MINUTE]) + c.one([0, 0, 22_000, 500]);
    const end = start + c.one([10, 30, 90, 300, 1500]) * MINUTE + c.one([0, 0, 38_000, 59_500]);
    const [some, other] = [c.some(slos, 1 + c.to(4)), c.some(kpts, c.to(3))];
    return doc('Correction', `fix-${i}`, { slos: some, ...(other.length > 0 ? { kpts: other } : {}), from: new Date(start).toISOString(), to: new Date(end).toISOString(), reason: 'supplier' });
  });

type Sli = { name: string; threshold: boolean; services: string[] };

/** SLIs of one service: ratios by good and by bad, values, samples. */
const slisOf = (c: Chance, service: string): { docs: object[]; slis: Sli[] } => {
  const kind = `${service}.request`;
  const ratio = (good: object, where: object | null, bad = false): object => {
    const read = where === null ? { kind } : { kind, where };
    return { ratioMetric: { counter: false, [bad ? 'bad' : 'good']: metric({ kind, where: good }), total: metric(read) } };
  };
  const region = { 'labels.region': { exists: true } };
  const all: [string, object, Record<string, string>?][] = [
    ['ok', ratio({ state: ['ok', 'warn'] }, null)],
    ['fast', ratio({ 'labels.route': { prefix: '/pay' }, state: { not: c.odds(0.5) ? 'error' : ['error', 'warn'] }, value: { lte: 180 } }, { 'labels.route': { prefix: '/pay' } })],
    ['errors', ratio({ severity: c.odds(0.5) ? ['error', 'critical'] : { gte: 'error' }, ...region }, c.odds(0.7) ? region : null, true)],
    ['mid', ratio({ value: { between: [50, 250] } }, { value: { exists: true } })],
    ['odd', ratio(c.one<object>([{ component: { prefix: service }, value: { gt: 60, lte: 182.4 } }, { state: { exists: false } }, { 'labels.region': { not: ['eu', 'ap'] } }, { severity: { lt: 'error' } }, { 'labels.score': { between: [2, 4] } }]), c.one<object | null>([null, { component: [`${service}-1`] }, { 'labels.region': ['eu', 'us'] }, { value: { gte: 50 } }]), c.odds(0.3))],
    ['low', ratio({ 'labels.score': { gte: 4 } }, { 'labels.score': { exists: true } })],
    ['time', { thresholdMetric: metric({ kind, unit: 'ms', ...(c.odds(0.4) ? { where: { state: 'ok' } } : {}) }) }],
    ['edge', { ratioMetric: { counter: false, rawType: 'success', raw: metric({ samples: `${service}-edge`, ...(c.odds(0.4) ? { where: { 'labels.region': 'eu' } } : {}) }) } }, { 'heptad/every': c.one(['1m', '2m', '5m', '10m', '15m', '25m']) }],
    ['ctr', { ratioMetric: { counter: true, rawType: 'success', raw: metric({ samples: `${service}-ctr` }) } }, { 'heptad/every': c.one(['1m', '5m', '10m', '25m']) }],
    ['up', { ratioMetric: { counter: false, rawType: 'success', raw: metric({ state: {
      kind: `${service}.probe`, up: ['ok', 'degraded'], ...(c.odds(0.7) ? { down: ['down'] } : {}), ...(c.odds(0.6) ? { components: ['web-1', 'web-2', 'web-3'].map((one) => `${service}-${one}`) } : {}), ...(c.odds(0.6) ? { need: c.one([1, 2, 3]) } : {}), ...(c.odds(0.7) ? { staleAfter: c.one(['4m', '20m', '3h']) } : {}),
    } }) } }],
    ['desk', { ratioMetric: { counter: false, rawType: 'success', raw: metric({ ticket: { kind: `${service}.incident`, key: 'labels.number', start: ['new'], ...(c.odds(0.8) ? { pause: ['waiting'] } : {}), stop: ['done', 'closed'], limit: c.one(['30m', '2h', '4h']), ...(c.odds(0.5) ? { calendar: c.one(CALENDARS) } : {}) } }) } }],
  ];
  const picked = [...c.some(all.slice(0, 6), 3), ...all.slice(6)];
  return {
    docs: picked.map(([name, spec, notes]) => doc('SLI', `${service}-${name}`, spec, notes)),
    slis: picked.map(([name]) => ({ name: `${service}-${name}`, threshold: name === 'time', services: [service] })),
  };
};

const window = (c: Chance): object => {
  if (c.odds(0.55)) return { duration: c.one(['30m', '1h', '6h', '12h', '1d', '2d', '7d', '1w', '28d', '30d', '1M', '1Q']), isRolling: true };
  if (c.odds(0.1)) return { duration: c.one(['1d', '1w', '1M', '1Q', '1Y']), isRolling: false };
  return { duration: c.one(['1d', '1d', '1w', '2w', '1M', '1M', '2M', '1Q', '1Y', '3d']), isRolling: false, calendar: { startTime: c.one(ANCHORS), timeZone: c.one(ZONES) } };
};

/** Above all targets it would be refused; above some of them it is lowered to these. */
const adequateBelow = (c: Chance, target: number, highest: number): string => `${Number(Math.min(highest * 100, target * 100 - c.one([0.5, 1, 10, -0.5])).toFixed(7))}%`;

const slo = (c: Chance, sli: Sli, i: number): { name: string; objectives: number; doc: object } => {
  const name = `${sli.name}-o${i}`;
  const method = c.one(['Occurrences', 'Occurrences', 'Timeslices', 'RatioTimeslices']);
  const targets: number[] = [];
  const objectives = Array.from({ length: sli.threshold ? 1 + c.to(3) : 1 + c.to(1.2) }, (_, k) => {
    const target = c.one(TARGETS) as number;
    targets.push(target);
    const sliced = method === 'Occurrences' ? {} : { timeSliceWindow: c.one(['1m', '1m', '5m', '7m', '15m', '1h', '1d', '1d', '2d']) };
    const sliceTarget = method === 'Timeslices' || (method === 'RatioTimeslices' && c.odds(0.4)) ? { timeSliceTarget: c.one([0.5, 0.8, 0.9, 0.95, 0.99, 1]) } : {};
    return { displayName: `o${k + 1}`, ...(sli.threshold ? { op: c.one(['lt', 'lte', 'gt', 'gte']), value: c.one([100, 150, 182.4, 250]) } : {}), ...(c.odds(0.5) ? { target } : { targetPercent: Number((target * 100).toFixed(7)) }), ...sliced, ...sliceTarget };
  });
  const notes: Record<string, string> = { 'heptad/alerts': 'none' };
  if (c.odds(0.5)) notes['heptad/adequate'] = adequateBelow(c, c.one([0.5, 0.9, 0.99, 0.999]), Math.max(...targets));
  if (c.odds(0.4)) notes['heptad/coverage-floor'] = c.one(['0', '0.3', '0.8', '0.95', '0.99', '1']);
  if (c.odds(0.4)) notes['heptad/calendar'] = c.one(CALENDARS);
  if (c.odds(0.5)) notes['heptad/no-data'] = c.one(['ignore', 'good', 'bad', 'carry', 'carry']);
  if (c.odds(0.3)) notes['heptad/party'] = c.one(['internal', 'supplier:acme']);
  const spec = { service: c.one(sli.services), indicatorRef: sli.name, budgetingMethod: method, ...(c.odds(0.06) ? {} : { timeWindow: [window(c)] }), objectives };
  return { name, objectives: objectives.length, doc: doc('SLO', name, spec, notes) };
};

/** Activities over objectives and earlier activities; weighted ones stand only in weighted ones. */
const activities = (c: Chance, objectives: string[]): { docs: object[]; names: string[] } => {
  const plain: string[] = [];
  const weighted: string[] = [];
  const docs = Array.from({ length: 5 }, (_, i) => {
    const name = `activity-${i}`;
    const form = c.one(['all', 'any', 'atLeast', 'weighted', 'all', 'any']);
    const refs = c.some([...objectives, ...plain], 2 + c.to(3));
    const lines = c.odds(0.6) ? { adequate: c.one(['50%', '80%', '90%']), desired: c.one(['90%', '97%', '99.9%']) } : {};
    const window = c.odds(0.8) ? { window: c.one(['1h', '6h', '1d', '7d', '28d']) } : {};
    const target = c.odds(0.7) ? { sliceTarget: c.one(['50%', '80%', '90%', '99%', '100%']) } : {};
    const notes: Record<string, string> = c.odds(0.3) ? { 'heptad/coverage-floor': c.one(['0.3', '0.9', '0.99']) } : {};
    const vma = (ref: string): boolean => ref.startsWith('activity-');
    if (form === 'weighted') {
      const children = [...refs, ...c.some(weighted, c.to(2))];
      weighted.push(name);
      return doc('VitalMissionActivity', name, { weighted: children.map((ref) => ({ [vma(ref) ? 'vma' : 'slo']: ref, weight: c.one([1, 2, 3, 5, 0.5, 1.25]) })), ...window, ...lines }, notes);
    }
    plain.push(name);
    const [inner, outer] = refs.length > 3 && c.odds(0.5) ? [[...refs.slice(0, 2), ...(c.odds(0.3) ? refs.slice(3) : [])], refs.slice(2)] : [[], refs];
    const list = [...outer, ...(inner.length > 0 ? [{ [c.one(['all', 'any'])]: inner }] : [])];
    return doc('VitalMissionActivity', name, { ...(form === 'atLeast' ? { atLeast: 1 + c.to(list.length), of: list } : { [form]: list }), ...target, ...window, ...lines }, notes);
  });
  return { docs, names: [...plain, ...weighted] };
};

/** Targets that count time of their own are those on statistics. */
const STATISTICS = 4;

const targets = (c: Chance, slos: string[], vmas: string[], slis: string[], day: string): { docs: object[]; names: string[] } => {
  const docs = Array.from({ length: 9 }, (_, i) => {
    const base = { ...(c.odds(0.9) ? { period: c.one(['day', 'day', 'week', 'month', 'quarter', 'year']) } : {}), ...(c.odds(0.9) ? { timeZone: c.one(ZONES) } : {}) };
    const notes: Record<string, string> = c.odds(0.3) ? { 'heptad/coverage-floor': c.one(['0.2', '0.9', '1']) } : {};
    const dates = c.some([-40, -1, 0, 1, 2, 10], c.to(3)).map((d) => new Date(Date.parse(`${day}T00:00:00Z`) + d * 86_400_000).toISOString().slice(0, 10)).toSorted();
    if (i < STATISTICS) {
      const measure = c.odds(0.5) && vmas.length > 0 ? { vma: c.one(vmas) } : { slo: c.one(slos) };
      if (c.odds(0.15)) return doc('KeyPerformanceTarget', `target-${i}`, { measure, ...base }, notes);
      const desired = c.one([50, 80, 90, 95, 97.34, 99, 100, 66.666666667]);
      const both = c.odds(0.8);
      const lines = { desired: `${desired}%`, ...(both ? { adequate: `${Number((desired - c.one([0, 0.5, 2, 10])).toFixed(9))}%` } : {}) };
      const later = both && dates.length > 0 && c.odds(0.4) ? { targets: dates.map((from) => ({ from, ...c.one([{ adequate: '40%', desired: '70%' }, { adequate: '20%' }, { desired: '100%' }]) })) } : {};
      return doc('KeyPerformanceTarget', `target-${i}`, { measure, polarity: 'higher', ...base, ...lines, ...later }, notes);
    }
    if (c.odds(0.45)) notes['heptad/calendar'] = c.one(CALENDARS);
    const statistic = c.one(['mean', 'mean', 'max', 'min', 'sum', 'count', 'p50', 'p95', 'p99', 'p12.5', 'last', 'nps', 'quotient']);
    const middle = ({ max: 500, min: 40, sum: 20_000, count: 200, p95: 450, p99: 500, nps: -50, quotient: 1 } as Record<string, number>)[statistic] ?? 150;
    const polarity = c.one(['higher', 'lower', 'range']);
    const side = (): object => ({ sli: c.one(slis), statistic: c.one(['mean', 'sum', 'count', 'p50', 'max']) });
    const measure = statistic === 'quotient' ? { quotient: { of: c.odds(0.2) ? { slo: c.one(slos) } : side(), by: c.odds(0.2) && vmas.length > 0 ? { vma: c.one(vmas) } : side() } } : { sli: c.one(slis), statistic };
    const at = (share: number): number => Number((middle * share).toFixed(3));
    const unit = statistic === 'count' || c.odds(0.2) ? {} : { unit: 'ms' };
    if (polarity === 'range') {
      const edges = (...shares: number[]): number[] => shares.map(at).toSorted((a, b) => a - b);
      const wider = dates.length > 0 && c.odds(0.5) ? { targets: dates.map((from, k) => ({ from, ...(k === 0 ? { adequate: edges(0.2, 2.5) } : { adequate: edges(0.1, 3), desired: edges(0.6, 1.4) }) })) } : {};
      return doc('KeyPerformanceTarget', `target-${i}`, { measure, ...unit, polarity, ...base, desired: edges(0.7, 1.2), ...(c.odds(0.8) ? { adequate: edges(0.4, 1.9) } : {}), ...wider }, notes);
    }
    const up = (polarity === 'higher') === middle > 0;
    const [desired, adequate] = up ? [at(1.1), at(0.7)] : [at(0.8), at(c.one([1.1, 1.7, 2]))];
    const ends = c.odds(0.4) ? (up ? { worst: at(0.5), best: at(1.6) } : { worst: at(2.5), best: at(0.3) }) : {};
    const later = dates.length > 0 && c.odds(0.5) ? { targets: dates.map((from, k) => ({ from, ...(k === 0 ? { adequate: up ? at(0.6) : at(1.3 + k), desired: up ? at(0.9) : at(0.7) } : { adequate: up ? at(0.65) : at(1.4) }) })) } : {};
    return doc('KeyPerformanceTarget', `target-${i}`, { measure, ...unit, polarity, ...base, desired, adequate, ...ends, ...later }, notes);
  });
  return { docs, names: docs.map((_, i) => `target-${i}`) };
};

/** Indicators, areas and one or two scorecards; some indicators hang under none. */
const board = (c: Chance, kpts: string[]): object[] => {
  const weight = (): object => (c.odds(0.7) ? { weight: c.one([1, 2, 3, 4, 0.5]) } : {});
  const mode = (): object => (c.odds(0.15) ? { mode: 'worst' } : {});
  const critical = (): object => (c.odds(0.2) ? { critical: true } : {});
  const floor = (): Record<string, string> => (c.odds(0.2) ? { 'heptad/coverage-floor': c.one(['0.2', '0.75', '1']) } : {});
  const kpis = Array.from({ length: 6 }, (_, i) => doc('KeyPerformanceIndicator', `indicator-${i}`, { targets: c.some(kpts, 1 + c.to(4)).map((kpt) => ({ kpt, ...weight(), ...critical() })), ...mode(), owner: 'team' }, floor()));
  const names = kpis.map((_, i) => `indicator-${i}`);
  const perspectives = ['financial', 'customer', 'internal-process', 'learning-and-growth'];
  const areas = Array.from({ length: 3 }, (_, i) => doc('KeyResultArea', `area-${i}`, { perspective: c.one(perspectives), indicators: c.some(names, 1 + c.to(3)).map((kpi) => ({ kpi, ...weight() })), ...weight(), ...mode() }, floor()));
  const cards = Array.from({ length: 1 + c.to(2) }, (_, i) => doc('Scorecard', i === 0 ? 'card' : 'a-card', {
    period: c.one(['month', 'quarter', 'week', 'year', 'day']), timeZone: c.one(ZONES), fiscalYearStart: c.one(['01', '01', '04', '11']), perspectives, areas: i === 0 ? ['area-0', 'area-1'] : c.some(['area-0', 'area-2'], 1 + c.to(2)),
  }));
  return [...kpis, ...areas, ...cards];
};

const stamp = (c: Chance, ms: number): string | number => {
  if (c.odds(0.2)) return ms;
  if (c.odds(0.15)) return `${new Date(ms + 60 * MINUTE).toISOString().slice(0, 23)}+01:00`;
  return new Date(ms).toISOString();
};

/** One message, sometimes twice, sometimes differing, sometimes late. */
const copies = (c: Chance, m: Record<string, unknown>, arrives: number): { at: number; line: string }[] => {
  const late = c.odds(0.05) ? c.to(180) * MINUTE : c.to(3000);
  const out = [{ at: arrives + late, line: JSON.stringify(m) }];
  if (c.odds(0.03)) out.push({ at: arrives + c.to(30) * MINUTE, line: JSON.stringify(m) });
  if (c.odds(0.02) && m['kind'] !== undefined) {
    const other = c.one([{ state: c.one(['ok', 'warn', 'error']) }, { value: 42.5 }, { labels: { route: '/pay', region: 'ap' } }, { state: undefined }, { severity: 'critical' }]);
    out.push({ at: arrives + c.to(30) * MINUTE, line: JSON.stringify({ ...m, ...other }) });
  }
  return out;
};

const eventsOf = (c: Chance, service: string, kind: string, from: number, to: number, count: number): { at: number; line: string }[] => {
  const sick = from + c.to(to - from);
  return Array.from({ length: count }, (_, i) => {
    const edge = c.odds(0.05);
    const raw = from + c.to(to - from);
    const time = edge ? Math.min(to, Math.ceil(raw / MINUTE) * MINUTE) : raw;
    const bad = c.odds(time > sick && time < sick + 90 * MINUTE ? 0.5 : 0.04);
    const labels = { ...(c.odds(0.98) ? { route: c.one(ROUTES) } : {}), ...(c.odds(0.8) ? { region: c.one(['eu', 'us']) } : {}), ...(c.odds(0.3) ? { score: String(1 + c.to(5)) } : {}) };
    const m = {
      id: `${service.slice(0, 2)}-${i}`, time: stamp(c, time), service, component: `${service}-${1 + c.to(2)}`, kind, ...(c.odds(0.97) ? { state: bad ? 'error' : c.one(['ok', 'ok', 'ok', 'warn']) } : {}), unit: 'ms',
      ...(bad && c.odds(0.6) ? { severity: c.one(['warning', 'error', 'critical']) } : {}), labels,
      ...(c.odds(0.95) ? { value: c.odds(0.1) ? c.one([50, 100, 150, 180, 182.4, 250, 0, -3.5, 50.1234567885, 50.1234567895, 249.9999999996, 250.0000000004, 1e-7]) : Math.round((20 + c.next() ** 3 * 600 + (bad ? 200 : 0)) * 10) / 10 } : {}),
    };
    return copies(c, m, time);
  }).flat();
};

const samplesOf = (c: Chance, service: string, every: number, from: number, to: number): { at: number; line: string }[] => {
  const out: { at: number; line: string }[] = [];
  const dark = from + c.to(to - from);
  for (const region of ['eu', 'us']) {
    const jitter = c.odds(0.5) ? c.to(MINUTE) : 0;
    const begin = from + c.one([0, 0, 3 * MINUTE, 130 * MINUTE]);
    for (let t = begin, i = 0; t <= to; t += every, i++) {
      if (t > dark && t < dark + 200 * MINUTE && c.odds(0.9)) continue;
      const n = c.odds(0.1) ? 0 : c.to(60);
      out.push(...copies(c, { id: `${region}${i}`, time: stamp(c, Math.min(to, t + jitter)), service, sli: `${service}-edge`, good: Math.max(0, n - c.one([0, 0, 0, 1, 5, 0.25])), total: n, labels: { region } }, t));
    }
  }
  return out;
};

/** What is folded: cumulative samples that are reset now and then, components that speak and fall silent, tickets that come back. */
const foldedOf = (c: Chance, service: string, from: number, to: number, count: number): { events: { at: number; line: string }[]; samples: { at: number; line: string }[] } => {
  const when = (): number => (c.odds(0.1) ? Math.floor((from + c.to(to - from)) / MINUTE) * MINUTE : from + c.to(to - from));
  const times = (n: number): number[] => Array.from({ length: n }, when).filter((t) => t >= from).toSorted((a, b) => a - b);
  const samples = ['a', 'b'].flatMap((pod) => {
    let [good, total] = [c.to(900), 1000];
    return times(count / 2).flatMap((time, i) => {
      if (c.odds(0.05)) [good, total] = [0, 0];
      const more = c.to(40);
      total += more;
      good += Math.max(0, more - c.one([0, 0, 1, 7]));
      return copies(c, { id: `${pod}${i}`, time: stamp(c, time), service, sli: `${service}-ctr`, component: `pod-${pod}`, good, total, labels: { pod } }, time);
    });
  });
  const events = [
    ...times(count).flatMap((time, i) => copies(c, { id: `p${c.to(4)}${i}`, time: stamp(c, time), service, component: `${service}-web-${1 + c.to(3)}`, kind: `${service}.probe`, state: c.one(['ok', 'ok', 'ok', 'degraded', 'down', 'starting']) }, time)),
    ...times(count / 2).flatMap((time, i) => copies(c, { id: `t${i}`, time: stamp(c, time), service, component: 'desk', kind: `${service}.incident`, state: c.one(['new', 'new', 'waiting', 'working', 'done', 'closed']), labels: { number: `N-${c.to(Math.ceil(count / 8))}` } }, time)),
  ];
  return { events, samples };
};

export const generate = (seed: number): Case => {
  const c = new Chance(seed);
  const day = c.one(DAYS);
  const from = wall(`${day} 00:00:00`) - c.to(1440) * MINUTE + c.one([0, 0, c.to(MINUTE)]);
  const to = from + c.one([400, 1000, 1440, 2880, 3600]) * MINUTE + c.one([0, 0, c.to(MINUTE)]);
  const services = c.some(['billing', 'checkout', 'catalog', 'mail', 'search'], 2);
  const empty = c.odds(0.4) ? ['idle'] : [];
  const own = [...services, ...empty].map((s) => slisOf(c, s));
  const shared: Sli = { name: 'shared-ok', threshold: false, services: c.odds(0.6) ? services : services.slice(0, 1) };
  const sharedTime: Sli = { name: 'shared-time', threshold: true, services };
  const list: Sli = { name: 'both-ok', threshold: false, services: services.slice(0, 1) };
  const sharedDocs = [
    doc('SLI', 'shared-ok', { ratioMetric: { counter: false, good: metric({ kind: 'page.view', where: { state: 'ok' } }), total: metric({ kind: 'page.view' }) } }),
    doc('SLI', 'shared-time', { thresholdMetric: metric({ kind: 'page.view', unit: 'ms' }) }),
    doc('SLI', 'both-ok', { ratioMetric: { counter: false, good: metric({ kind: 'page.view', service: services, where: { state: ['ok', 'warn'] } }), total: metric({ kind: 'page.view', service: services }) } }),
    doc('SLI', 'unused', { ratioMetric: { counter: false, good: metric({ kind: 'page.view', where: { value: { lt: 100 } } }), total: metric({ kind: 'page.view', where: { value: { exists: true } } }) } }),
  ];
  const slis = own.flatMap((o) => o.slis);
  const slos = [...slis, ...slis, ...slis, shared, shared, shared, sharedTime, sharedTime, list].filter((_, i) => i < slis.length || c.odds(0.7)).map((s, i) => slo(c, s, i));
  const objectives = slos.flatMap((s) => Array.from({ length: s.objectives }, (_, k) => (k === 0 ? s.name : `${s.name}.${k + 1}`)));
  const vmas = activities(c, objectives);
  const viewers = [...new Set(slos.filter((s) => s.name.startsWith('shared-time')).map((s) => (s.doc as { spec: { service: string } }).spec.service))];
  const values = [...slis.filter((s) => s.threshold).map((s) => s.name), ...(viewers.length > 1 ? viewers.map((service) => `shared-time@${service}`) : [])];
  const kpts = targets(c, objectives, vmas.names, values, day);
  const fixed = [...calendarsOf(c, day), ...correctionsOf(c, slos.map((one) => one.name), kpts.names.slice(STATISTICS), from, to)];
  const docs = [...fixed, ...[...services, ...empty].map((s) => doc('Service', s, { description: s })), ...own.flatMap((o) => o.docs), ...sharedDocs, ...slos.map((s) => s.doc), ...vmas.docs, ...kpts.docs, ...board(c, kpts.names)];
  const count = c.one([30, 60, 150, 400]);
  const sent = services.flatMap((s) => [...eventsOf(c, s, `${s}.request`, from, to, count), ...eventsOf(c, s, 'page.view', from, to, Math.ceil(count / 4))]);
  const sampled = services.flatMap((s) => {
    const sli = docs.find((d) => (d as { metadata: { name: string } }).metadata.name === `${s}-edge`) as { metadata: { annotations: Record<string, string> } };
    return samplesOf(c, s, Number.parseInt(sli.metadata.annotations['heptad/every'] as string, 10) * MINUTE, from, to);
  });
  const more = services.map((s) => foldedOf(c, s, from, to, count));
  sent.push(...more.flatMap((one) => one.events));
  sampled.push(...more.flatMap((one) => one.samples));
  const edges = Array.from({ length: 2 }, () => period(c.one(['day', 'week', 'month']), c.one(ZONES), from + c.to(to - from)).to).filter((t) => t > from && t < to);
  const moments = [from + c.to(to - from), Math.floor((from + c.to(to - from)) / MINUTE) * MINUTE, ...edges, ...edges.slice(0, 1).map((t) => t + 500), instant(c.one(ZONES), Math.floor(to / 86_400_000) * 86_400_000), to + 3_600_000];
  const order = (list: { at: number; line: string }[]): string[] => list.toSorted((a, b) => a.at - b.at).map((x) => x.line);
  return { plan: docs, events: order(sent), samples: order(sampled), instants: [from - 30 * MINUTE, ...new Set(moments.filter((t) => t > from))].toSorted((a, b) => a - b) };
};
