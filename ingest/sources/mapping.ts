/**
 * What the columns of a CSV file mean: `--map 'time="Local time",value=delay,labels.route=route,unit='ms''` names a column, a text or the row for a field;
 * a column that is named like a field needs no mapping. Pure.
 */
import { HeptadError } from '../../shared/errors.ts';
import { didYouMean } from '../../shared/plan/hint.ts';

const FIELDS = ['id', 'time', 'service', 'component', 'kind', 'sli', 'state', 'value', 'unit', 'good', 'total', 'severity'] as const;
const NUMBERS = new Set(['value', 'good', 'total']);

/** Where a field comes from: a column by name, the same text for every row, or (for ids) the file's name and the row's line. */
type Origin = { column: string } | { text: string } | 'row';
export type Mapping = Map<string, Origin>;

const wrong = (message: string, hint?: string): HeptadError => new HeptadError('USAGE', `--map: ${message}`, hint ? { hint } : {});
const known = (field: string): boolean => (FIELDS as readonly string[]).includes(field) || /^labels\../.test(field);

const PAIR = /\s*([^=,"']+?)\s*=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,"']*?))\s*(?:,|$)/y;

/** Reads `field=column,…`. Throws USAGE naming the first pair that cannot be understood. */
export const readMapping = (text: string): Mapping => {
  const out: Mapping = new Map();
  for (PAIR.lastIndex = 0; PAIR.lastIndex < text.length; ) {
    const from = PAIR.lastIndex;
    const found = PAIR.exec(text);
    if (!found) throw wrong(`${text.slice(from).trim()} is not field=column`, 'a column with a comma or a blank stands in "double quotes", a fixed text in \'single quotes\', pairs are parted by commas');
    const [, field = '', column, fixed, plain] = found;
    if (!known(field)) throw wrong(`a message has no field ${field}`, didYouMean(field, [...FIELDS, 'labels.NAME']) ?? `fields are ${FIELDS.join(', ')} and labels.NAME`);
    if (out.has(field)) throw wrong(`${field} is given twice`);
    if (plain === '#' && field !== 'id') throw wrong(`# (the row) can only be an id, not ${field}`);
    if (column === '' || plain === '') throw wrong(`${field} names no column`);
    out.set(field, plain === '#' ? 'row' : fixed !== undefined ? { text: fixed.replaceAll("''", "'") } : { column: (column ?? plain ?? '').replaceAll('""', '"') });
  }
  return out;
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** A cell as the field wants it: numbers where they are numbers, everything else as it stands, for the path to judge. */
const cast = (field: string, text: string): string | number => {
  if (NUMBERS.has(field) && NUMBER.test(text)) return Number.isFinite(Number(text)) ? Number(text) : 'Infinity';
  return field === 'time' && /^\d{1,15}$/.test(text) ? Number(text) : text;
};

/** The message of a row, by its cells and the line on which it stands; null when no cell says anything. */
export type RowMessage = (cells: readonly string[], line: number) => Record<string, unknown> | null;

/**
 * Joins a mapping with the header of a file. `defaults` (--kind, --service) fill in what neither a column nor the mapping gives.
 * Throws USAGE when a column does not exist or a required field has none.
 */
export const messagesBy = (mapping: Mapping, header: readonly string[], defaults: { kind?: string; service?: string }, file: string): RowMessage => {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const columns: { field: string; label: string | null; at: number }[] = [];
  const fixed: { field: string; label: string | null; text: string }[] = [];
  const fields = new Set<string>();
  const add = (field: string, origin: Origin): void => {
    fields.add(field);
    const label = field.startsWith('labels.') ? field.slice(7) : null;
    if (origin === 'row') return;
    if ('text' in origin) return void fixed.push({ field, label, text: origin.text });
    const at = header.indexOf(origin.column);
    if (at < 0) throw wrong(`${file} has no column ${origin.column}`, didYouMean(origin.column, header) ?? `its columns are ${header.join(', ')}`);
    if (header.includes(origin.column, at + 1)) throw wrong(`${file} has two columns ${origin.column}`);
    columns.push({ field, label, at });
  };
  for (const [field, origin] of mapping) add(field, origin);
  for (const column of new Set(header)) if (known(column) && !mapping.has(column)) add(column, { column });
  if (!fields.has('id')) fields.add('id');
  const byRow = !columns.some((one) => one.field === 'id') && !fixed.some((one) => one.field === 'id');
  for (const [field, option] of [['time', ''], ['service', ' or --service NAME'], ['kind', ' or --kind KIND']] as const)
    if (!fields.has(field) && !(field === 'kind' && (fields.has('sli') || defaults.kind)) && !(field === 'service' && defaults.service))
      throw new HeptadError('USAGE', `${file}: no column gives the ${field}`, { hint: `say which with --map ${field}=COLUMN${option}; its columns are ${header.join(', ')}` });
  return (cells, line) => {
    const out: Record<string, unknown> = byRow ? { id: `${name}:${line}` } : {};
    const labels: Record<string, string> = {};
    const put = ({ field, label }: { field: string; label: string | null }, text: string): void => {
      if (label === null) out[field] = cast(field, text);
      else Object.defineProperty(labels, label, { value: text, enumerable: true });
    };
    let said = false;
    for (const one of columns) {
      const text = (cells[one.at] as string).trim();
      if (text === '') continue;
      said = true;
      put(one, text);
    }
    if (!said) return null;
    for (const one of fixed) put(one, one.text);
    if (out['service'] === undefined && defaults.service !== undefined) out['service'] = defaults.service;
    if (out['kind'] === undefined && out['sli'] === undefined && defaults.kind !== undefined) out['kind'] = defaults.kind;
    if (Object.keys(labels).length > 0) out['labels'] = labels;
    return out;
  };
};
