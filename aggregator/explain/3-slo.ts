/** How a row of tier 3 came about: attainment by its budgeting method, status, budget, burn rates and exhaustion, each with its numbers. */
import type { SliMeasure, SloMeasure } from '../../shared/plan/measure.ts';
import { nano, ONE, units } from '../../shared/plan/scalar.ts';
import type { Account, Working } from '../../shared/tiers/explanation.ts';
import type { Row } from '../../shared/tiers/row.ts';
import { back } from '../../shared/time/schedule.ts';
import { sloFigures } from '../fill.ts';
import { type Scene, sliceEnd, slices } from '../scene.ts';
import { burnWindows } from '../rollup/3-slo.ts';
import { less } from '../exact.ts';
import { countedUnit } from './2-sli.ts';
import { sloParts } from './pieces.ts';
import { coverageOf, timing } from './time.ts';
import { coverageStep, input, plain, said, statusStep } from './words.ts';

/** What a method adds up, in words, and the unit of what it counts. */
export const methodOf = (slo: SloMeasure, sli: SliMeasure): { words: string; unit: string } => {
  if (slo.method === 'Occurrences') return { words: 'Σ good ÷ Σ total', unit: countedUnit(sli) };
  const length = slo.slice % 86_400_000 === 0 ? `${slo.slice / 86_400_000} d` : `${slo.slice / 60_000} min`;
  return slo.method === 'Timeslices'
    ? { words: `timeslices of ${length} with good ÷ total ≥ ${said(plain(slo.sliceTarget ?? '0'))} ÷ counted timeslices`, unit: 'timeslices' }
    : { words: `Σ good ÷ total of each counted timeslice of ${length} ÷ counted timeslices`, unit: 'timeslices' };
};

const budgetSteps = (row: Row, error: number, unit: string): Working[] => {
  const { budget } = row;
  if (!budget) return [];
  const bad = budget.events.consumed;
  const named = unit === '' ? '' : ` ${unit}`;
  return [
    { what: 'budget used', formula: '(1 − A) ÷ E', numbers: row.value === null || error === 0 ? 'there is no such rate' : `(1 − ${said(row.value)}) ÷ ${said(error)}`, value: budget.ratio.consumed },
    { what: 'budget left', formula: '1 − budget used', numbers: budget.ratio.consumed === null ? 'there is no such rate' : `1 − ${said(budget.ratio.consumed)}`, value: budget.ratio.remaining },
    { what: `budget in ${unit || 'counts'}, left`, formula: 'E × total − bad', numbers: `${said(error)} × ${said(row.total)} − ${said(bad)} = ${said(budget.events.allowed)} − ${said(bad)}${named}`, value: budget.events.remaining },
    { what: 'budget in seconds, left', formula: 'E × C − (1 − A) × C', numbers: budget.seconds.consumed === null ? 'nothing was counted' : `${said(budget.seconds.allowed)} s − ${said(budget.seconds.consumed)} s`, value: budget.seconds.remaining },
  ];
};

/** `asked` = the row, on its way: what is asked for here in the same moment shares its statements. */
export const explainSlo = async (scene: Scene, slo: SloMeasure, asked: Promise<Row>): Promise<Account> => {
  const sli = scene.ladder.slis.get(slo.source) as SliMeasure;
  const { shown, counted } = slices(scene, slo.window);
  const end = sliceEnd(scene.at);
  const burns = burnWindows(scene, slo);
  const [row, { parts, filled }, rates] = await Promise.all([
    asked,
    sloParts(scene, slo, slo.sliceZone, counted),
    sloFigures(scene, burns.map(([, ms]) => ({ slo, zone: slo.sliceZone, from: back(slo.schedule, end, ms), to: end }))),
  ]);
  const cover = coverageOf(scene, row, sli, shown, filled.measured);
  const error = plain(nano(ONE - units(slo.target)));
  const { words, unit } = methodOf(slo, sli);
  const numbers = row.value === null ? 'nothing was counted' : `${said(row.good)} ÷ ${said(row.total)}${unit === '' ? '' : ` ${unit}`} = ${said(row.value)}`;
  const filling = filled.total === '0' ? null : { policy: slo.noData, seconds: filled.measured / 1000, good: Number(filled.good), total: Number(filled.total) };
  const time = await timing(scene, { sli, schedule: slo.schedule, shown, slices: counted, coverage: cover, filled: filling });
  return {
    formula: { words: `A = ${words}`, numbers },
    steps: [
      { what: 'attainment A', formula: words, numbers, value: row.value },
      statusStep(row, plain(slo.target), plain(slo.adequate), slo.floor),
      { what: 'error allowed E', formula: '1 − target', numbers: `1 − ${said(plain(slo.target))}`, value: error },
      ...budgetSteps(row, error, unit),
      ...burns.map(([label], i): Working => {
        const { good = '0', total = '0' } = rates[i] ?? {};
        const bad = Number(less(total, good));
        return { what: `burn over ${label}`, formula: '(bad ÷ total) ÷ E', numbers: Number(total) === 0 || error === 0 ? 'there is no such rate' : `(${said(bad)} ÷ ${said(Number(total))}) ÷ ${said(error)}`, value: row.burn?.[label] ?? null };
      }),
      { what: 'exhausts at', formula: 'at + budget left × window ÷ burn now', numbers: row.exhaustsAt ? `${said(row.budget?.ratio.remaining ?? null)} of the budget is left` : 'at this rate it lasts', value: row.exhaustsAt ?? null },
      coverageStep(row, (cover.measured + filled.measured) / 1000, cover.expected / 1000),
    ],
    inputs: [
      input('SLI', slo.sli), input('service', slo.service), input('party', slo.party), input('budgeting method', slo.method),
      ...(slo.method === 'Occurrences' ? [] : [input('timeslice', slo.slice / 1000, 's'), input('timeslice target', slo.sliceTarget === null ? null : plain(slo.sliceTarget))]),
      input('target (desired)', plain(slo.target)), input('adequate', plain(slo.adequate)), input('window', slo.window.text), input('counted seconds C', time.scheduled, 's'), input('coverage floor', plain(slo.floor)),
      input('calendar', slo.schedule?.calendar?.name ?? 'around the clock'), input('no-data policy', slo.noData),
    ],
    time,
    parts,
  };
};
