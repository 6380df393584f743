/** How a row of tier 2 came about: what was counted over the SLI's window, piece by piece. */
import type { SliMeasure } from '../../shared/plan/measure.ts';
import type { Account } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { windowZone } from '../ladder.ts';
import { type Coverage, coverages, type Scene, slices } from '../scene.ts';
import { sliSums } from '../sums.ts';
import { pieces, sliParts } from './pieces.ts';
import { timing } from './time.ts';
import { coverageStep, input, said } from './words.ts';

/** What one kind counts, in words and by its unit. */
const COUNTED: Record<SliMeasure['kind'], { words: string; unit: string }> = {
  ratio: { words: 'value = good events ÷ all events of the total', unit: 'events' },
  threshold: { words: 'value = sum of the values ÷ number of values', unit: 'values' },
  counts: { words: 'value = Σ good ÷ Σ total of the samples', unit: '' },
  counter: { words: 'value = Σ increase of good ÷ Σ increase of total, a decrease being a reset', unit: '' },
  state: { words: 'value = seconds up ÷ seconds measured', unit: 's' },
  ticket: { words: 'value = tickets stopped within the limit ÷ tickets stopped, or past the limit', unit: 'tickets' },
};

/** The unit in which an SLI counts good and total. */
export const countedUnit = (sli: SliMeasure): string => COUNTED[sli.kind].unit;

/** What an SLI reads and by which rule it counts. */
export const sliInputs = (sli: SliMeasure): Account['inputs'] => [
  input('kind of SLI', sli.kind),
  input('services', sli.services.length === 0 ? 'every service' : sli.services.join(', ')),
  ...sli.sides.map((one) => input(`reads as ${one.side}`, `${one.stream} ${one.kind ?? 'of any kind'}${one.where.length > 0 ? ` where ${one.where.map(({ field, test }) => `${field} ${JSON.stringify(test)}`).join(' and ')}` : ''}`)),
  ...(sli.every > 0 ? [input('a sample covers', sli.every / 1000, 's')] : []),
  ...(sli.state
    ? [input('up', sli.state.up.join(', ')), input('down', sli.state.down?.join(', ') ?? 'every other state'), input('components', sli.state.components?.join(', ') ?? 'those ever seen'), input('need', sli.state.need ?? 'all'), input('stale after', sli.state.staleAfter === null ? 'never' : sli.state.staleAfter / 1000, 's')]
    : []),
  ...(sli.ticket
    ? [input('ticket key', sli.ticket.key), input('limit', sli.ticket.limit / 1000, 's'), input('starts at', sli.ticket.start.join(', ')), input('pauses at', sli.ticket.pause.join(', ') || 'nothing'), input('stops at', sli.ticket.stop.join(', ')), input('calendar of the clock', sli.ticket.schedule?.calendar?.name ?? 'around the clock')]
    : []),
];

/** `asked` = the row, on its way: what is asked for here in the same moment shares its statements. */
export const explainSli = async (scene: Scene, sli: SliMeasure, asked: Promise<Row>): Promise<Account> => {
  const { shown, counted } = slices(scene, sli.window);
  const [row, parts, [coverage], [sum]] = await Promise.all([asked, sliParts(scene, sli, pieces(counted, windowZone(sli.window))), coverages(scene, [{ sli, ...shown }]), sliSums(scene.door, [{ def: sli.def, ...counted }])]);
  const cover = coverage as Coverage;
  const { words, unit } = COUNTED[sli.kind];
  const named = unit === '' ? '' : ` ${unit}`;
  const numbers = row.total === null || row.total === 0 ? 'nothing was counted' : sli.kind === 'threshold' ? `${said(Number(sum?.sum ?? 0))} ${sli.unit} ÷ ${said(row.total)} = ${said(row.value)} ${sli.unit}`.replaceAll('  ', ' ').trim() : `${said(row.good)}${named} ÷ ${said(row.total)}${named} = ${said(row.value)}`;
  return {
    formula: { words, numbers },
    steps: [{ what: 'value', formula: words.replace('value = ', ''), numbers, value: row.value }, coverageStep(row, cover.measured / 1000, cover.expected / 1000)],
    inputs: [...sliInputs(sli), input('window', sli.window.text)],
    time: await timing(scene, { sli, schedule: null, shown, slices: counted, coverage: cover }),
    parts,
  };
};
