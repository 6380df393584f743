/** The tables of the page of alerts as data, for files: what stands, incidents that are over, what is silenced, the rules of the plan. Pure. */
import type { Marked } from '../../shared/tiers/alert.ts';
import type { Row } from '../../shared/tiers/row.ts';
import type { Silenced } from '../routes/alert-marks.ts';
import { type Columns, type Table, tableOf } from '../table.ts';
import { ruleWords } from './alert.ts';
import type { ListedRule } from './alert-rules.ts';
import { fileAddress } from './files.ts';

export type AlertTables = { standing: readonly Marked[]; resolved: readonly Marked[]; silences: readonly Silenced[]; rules: readonly ListedRule[]; rows: ReadonlyMap<string, Row> };

const seconds = (from: string | null, to: string | null): number | null => (from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000);

const columns = (rows: ReadonlyMap<string, Row>): Columns<Marked> => ({
  state: (one) => one.state, tier: (one) => one.tier, name: (one) => one.slo, title: (one) => one.title, service: (one) => one.service, rule: (one) => one.rule, kind: (one) => one.kind, when: (one) => one.when, severity: (one) => one.severity,
  since: (one) => one.since, firedAt: (one) => one.firedAt, resolvedAt: (one) => one.resolvedAt, firedSeconds: ['s', (one) => seconds(one.firedAt, one.resolvedAt)],
  longWindow: (one) => one.windows?.long ?? null, shortWindow: (one) => one.windows?.short ?? null, burnLong: ['×', (one) => one.burn.long], burnShort: ['×', (one) => one.burn.short], threshold: ['×', (one) => one.threshold],
  budgetLeft: ['share of 1', (one) => (one.tier === 'slo' ? (rows.get(one.slo)?.budget?.ratio.remaining ?? null) : null)], reason: (one) => one.reason, targets: (one) => one.targets.join(' '), attempts: (one) => one.deliveries.length, delivered: (one) => [...new Set(one.deliveries.filter(({ outcome }) => outcome === 'delivered').map(({ target }) => target))].join(' '),
  acknowledgedBy: (one) => one.ack?.who ?? null, silencedUntil: (one) => one.silence?.until ?? null, key: (one) => one.key,
});

const silences = ({ silences: all }: AlertTables): Table => tableOf({ tier: (one) => one.tier, name: (one) => one.slo, rule: (one) => (one.rule === '' ? null : one.rule), until: (one) => one.until, who: (one) => one.who, text: (one) => one.text, at: (one) => one.at }, all);

/** since: null of a rule that has never fired. */
const rules = ({ rules: all }: AlertTables): Table =>
  tableOf(
    {
      state: ({ alert }) => alert.state, since: ({ alert, turned }) => (turned ? alert.since : null), tier: ({ alert }) => alert.tier, name: ({ alert }) => alert.slo, title: ({ alert }) => alert.title, service: ({ alert }) => alert.service, rule: ({ alert }) => alert.rule, kind: ({ alert }) => alert.kind,
      firesWhen: ({ alert }) => ruleWords(alert), asks: ({ words }) => words, severity: ({ alert }) => alert.severity, threshold: ['×', ({ alert }) => alert.threshold], longWindow: ({ alert }) => alert.windows?.long ?? null, shortWindow: ({ alert }) => alert.windows?.short ?? null, targets: ({ alert }) => alert.targets.join(' '),
    },
    all,
  );

export const ALERT_TABLES = { standing: (it: AlertTables): Table => tableOf(columns(it.rows), it.standing), resolved: (it: AlertTables): Table => tableOf(columns(it.rows), it.resolved), silences, rules } as const;

/** Address of one of them as a file; `q` = what rules are found by. */
export const alertFile = (table: keyof typeof ALERT_TABLES, format: string, q = ''): string => fileAddress(`/api/v1/tables/alerts/${table}`, { q }, format);
