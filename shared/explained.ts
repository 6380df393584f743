/** An explanation as text for the terminal: formula, steps, inputs, time, parts, contributors and sample events, aligned, with units. Pure. */
import { exact, text } from './figure.ts';
import { columns, rowsText } from './tables.ts';
import type { Explanation, Part } from './tiers/explanation.ts';

type Event = Record<string, unknown>;
export type ExplainedRow = Explanation & { events: Record<'good' | 'bad' | 'other', Event[]> };

const number = (n: number | null | undefined): string => (n === null || n === undefined ? '–' : text(exact(Number(n.toPrecision(12)))));
const value = (of: number | string | null): string => (typeof of === 'string' ? of : number(of));

const UNITS = [['d', 86_400], ['h', 3600], ['min', 60]] as const;
/** Seconds in the two largest units that they have: "2 d 3 h", "4 min 30 s". */
export const lasting = (seconds: number | null): string => {
  if (seconds === null) return '–';
  const out: string[] = [];
  let left = Math.round(seconds * 1000) / 1000;
  for (const [unit, size] of UNITS) {
    const n = Math.floor(left / size);
    if (n > 0) out.push(`${n} ${unit}`);
    left -= n * size;
  }
  if (left > 0 || out.length === 0) out.push(`${number(Math.round(left * 1000) / 1000)} s`);
  return out.slice(0, 2).join(' ');
};

const under = (title: string, body: string): string[] => (body === '' ? [] : [`\n${title}\n${body.replaceAll(/^/gm, '  ')}`]);
const table = (head: string[], rows: string[][]): string => (rows.length === 0 ? '' : columns(head, rows));

const times = ({ time }: Explanation): string => {
  if (time.window === null) return 'each target over its own period';
  const lines: string[][] = [['window', `${time.window.from} to ${time.window.to}`], ['so far', `${lasting(time.elapsed)}, of which scheduled ${lasting(time.scheduled)}`]];
  for (const one of time.excluded) lines.push([`excluded ${lasting(one.seconds)}`, `${one.reason}: ${one.text}, ${one.from} to ${one.to}`]);
  if (time.expected !== null) lines.push(['measured', `${lasting(time.measured)} of ${lasting(time.expected)} expected`]);
  for (const one of time.unmeasured) lines.push([`unmeasured ${lasting(one.seconds)}`, `${one.from} to ${one.to}`]);
  if (time.more.count > 0) lines.push([`unmeasured ${lasting(time.more.seconds)}`, `in ${time.more.count} shorter gaps`]);
  if (time.partly > 0) lines.push([`unmeasured ${lasting(time.partly)}`, 'in slices that were measured in part']);
  if (time.filled) lines.push([`filled ${lasting(time.filled.seconds)}`, `heptad/no-data: ${time.filled.policy}, ${number(time.filled.good)} good of ${number(time.filled.total)}`]);
  const width = Math.max(...lines.map(([name = '']) => name.length));
  return lines.map(([name = '', what]) => `${name.padEnd(width)}  ${what}`).join('\n');
};

/** Pieces of the window that counted something, or children. */
const parts = ({ parts: all }: Explanation): string => {
  const some = all.filter((one) => one.label !== null || one.total !== 0 || (one.unknown ?? 0) > 0 || (one.sum ?? 0) !== 0);
  const shown: [string, (one: Part) => string, boolean][] = [
    ['part', (one) => (one.label === null ? `${one.from} to ${one.to}` : one.from === null ? one.label : `${one.from} ${one.label}`), true],
    ['weight', (one) => number(one.weight), some.some((one) => one.weight !== undefined)],
    ['good', (one) => number(one.good), some.some((one) => one.good !== null)],
    ['bad', (one) => number(one.bad), some.some((one) => one.bad !== undefined)],
    ['unknown', (one) => number(one.unknown), some.some((one) => one.unknown !== undefined)],
    ['total', (one) => number(one.total), some.some((one) => one.total !== null)],
    ['sum', (one) => number(one.sum), some.some((one) => one.sum !== undefined)],
    ['value', (one) => number(one.value), true],
    ['contribution', (one) => number(one.contribution), some.some((one) => one.contribution !== undefined)],
  ];
  const used = shown.filter(([, , has]) => has);
  const rows = some.map((one) => used.map(([, cell]) => cell(one)));
  const left = all.length - some.length;
  return `${table(used.map(([head]) => head), rows)}${left > 0 ? `${rows.length > 0 ? '\n' : ''}and ${left} more, in which nothing was counted` : ''}`;
};

const event = (one: Event): string[] => [String(one['time']), String(one['id']), `${one['service']}/${one['kind']}`, String(one['state'] ?? '–'), one['value'] === null ? (one['total'] === null ? '–' : `${one['good']} of ${one['total']}`) : `${one['value']} ${one['unit'] ?? ''}`.trim()];

/** The whole explanation; events of those that no filter judges only where there are no others. */
export const explainedText = (one: ExplainedRow): string => {
  const { events } = one;
  const seen = (['good', 'bad', 'other'] as const).filter((side) => side !== 'other' || events.good.length + events.bad.length === 0);
  const listed = seen.flatMap((side) => events[side].map((each) => [side === 'other' ? '–' : side, ...event(each)]));
  return [
    rowsText([one.row]),
    ...under(one.formula.words, one.formula.numbers),
    ...under('Steps', table(['what', 'value', 'with the numbers', 'formula'], one.steps.map((step) => [step.what, value(step.value), step.numbers, step.formula]))),
    ...under('Inputs', table(['name', 'value'], one.inputs.map((each) => [each.name, `${value(each.value)} ${each.unit}`.trim()]))),
    ...under('Time', times(one)),
    ...under('Parts', parts(one)),
    ...under('Contributors', one.tier === 'vma' ? table(['child', 'party', 'contribution'], one.contributors.map((each) => [`${each.tier}/${each.name}`, each.party ?? '–', number(each.contribution)])) : ''),
    ...under('Bad minutes by party', table(['party', 'minutes'], (one.shares ?? []).map((each) => [each.party, number(each.minutes)]))),
    ...under('Newest events', table(['verdict', 'time', 'id', 'kind', 'state', 'value'], listed)),
  ].join('\n');
};
