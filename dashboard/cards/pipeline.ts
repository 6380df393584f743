/** The page of the pipeline (P9), for whoever operates it: four lights, the facts in a line, partitions with their books, what was refused, what is blind, ticks and storage. */
import type { VNode } from 'preact';
import { secondsHint } from '../../shared/time/seconds.ts';
import type { Blind, BlindShown } from '../routes/blind.ts';
import type { PipelineShown } from '../routes/pipeline-facts.ts';
import { bytes, count, fixed } from './figure.ts';
import { asFiles } from './files.ts';
import { darkLights, lightsOf, lightStrip } from './lights.ts';
import { h, link, page, type Part, section } from './markup.ts';
import { partitionsOf } from './partitions.ts';
import { pipelineFile } from './pipeline-tables.ts';
import { refusedOf, type RefusedShown } from './refused.ts';
import { stack } from './stack.ts';
import { shape } from './state.ts';
import { ticksOf } from './ticks.ts';
import { exactly, length, minuteBrief } from './when.ts';

const head = (now: number, zone: string): VNode => h('div', { class: 'head' }, h('h1', null, 'Pipeline'), h('p', { class: 'meta' }, h('span', null, 'What comes in, what is counted, what goes out'), h('span', { id: 'as-of' }, `${exactly(Math.floor(now / 1000) * 1000, zone)}, ${zone}`)));

const fact = (name: string, value: Part, beside: Part = null): VNode => h('div', null, h('dt', null, name), h('dd', null, h('b', null, value), beside === null ? null : h('span', null, ' ', beside)));

/** "420 ms", "1.4 s", "2 min 10 s". */
const brief = (ms: number): string => (ms < 1000 ? `${fixed(ms, 0)} ms` : ms < 60_000 ? `${fixed(ms / 1000, 1)} s` : length(ms));

/** Of which raw they were counted. */
const conflictsSay = ({ conflicts, conflictsOver }: PipelineShown['facts']): string =>
  conflicts === null ? 'too much comes in a minute to look through; heptad audit counts all' : conflictsOver === null ? 'ids with different contents, in all raw that is kept' : `ids with different contents, in the newest ${length(conflictsOver * 1000)}; heptad audit counts all`;

const factsOf = ({ facts, holder, waiting, refused, wall, now }: PipelineShown, zone: string): VNode => {
  const at = facts.watermark === null ? null : Date.parse(facts.watermark);
  const all = Object.values(facts.refused).reduce((sum, n) => sum + n, 0);
  return h(
    'dl',
    { class: 'facts' },
    fact('Watermark', at === null ? '–' : exactly(Math.floor(at / 1000) * 1000, zone), at === null ? 'nothing was climbed yet' : holder === null ? (wall ? `nothing holds it, ${length(Math.max(0, now - at))} ago` : 'nothing holds it') : `held by ${holder}`),
    fact('Lag', facts.lag === null ? '–' : count(facts.lag), facts.lag === null ? 'Kafka does not answer' : waiting > 0 ? `of it ${count(waiting)} ledger ${waiting === 1 ? 'row' : 'rows'} to climb` : 'messages and ledger rows'),
    fact('Accepted', count(facts.accepted)),
    fact('Refused', count(all), refused.length === 0 ? null : `${count(refused.reduce((sum, one) => sum + one.waiting, 0))} not sent again`),
    fact('Late', count(facts.late)),
    fact('Unread samples', count(facts.unmatched)),
    fact('Fields left out', count(facts.unknown)),
    fact('Offsets in gaps', count(facts.gaps)),
    fact('Conflicts', facts.conflicts === null ? 'not known' : count(facts.conflicts), conflictsSay(facts)),
    fact('Accepted to figures', facts.freshness.p50 === null || facts.freshness.p95 === null ? 'not known' : `${brief(facts.freshness.p50)} median`, facts.freshness.p95 === null ? 'nothing came in and was climbed in the last hour' : `${brief(facts.freshness.p95)} p95 in the last hour; open pages are told at once`),
  );
};

const blindRow = (one: Blind, now: number, zone: string) => {
  const last = one.leaves.at(-1);
  return {
    id: `blind-${one.tier}-${one.name}`,
    cells: [
      h('span', null, h('span', { class: 'tier' }, `${one.tier.toUpperCase()} `), link(page(one.tier, one.name), one.title)),
      one.since === null ? '–' : `${minuteBrief(one.since, now, zone)}${now > one.since ? `, ${length(now - one.since)}` : ''}`,
      one.why,
      last === undefined ? h('span', { class: 'quiet' }, 'Nothing else yet') : h('span', { class: 'state' }, shape('unknown'), h('span', null, h('span', { class: 'tier' }, `${last.tier.toUpperCase()} `), link(page(last.tier, last.name), last.title), one.leaves.length > 1 ? ` and ${one.leaves.length - 1} more` : '')),
      link(`${page(one.tier, one.name)}${one.entered ? '#entered' : '#events'}`, one.entered ? 'How to enter a value' : 'Last events', h('span', { class: 'vh' }, ` of ${one.title}`)),
    ] as Part[],
  };
};

/** Listed at most. */
const MOST_BLIND = 50;

const blindOf = ({ list, slis, kpts }: BlindShown, at: number, zone: string): VNode =>
  section(
    'blind',
    'Blind measures',
    list.length === 0
      ? h('p', { class: 'quiet' }, `None: all of ${slis[1]} SLIs and ${kpts[1]} KPTs have data.`)
      : h('p', { class: 'quiet' }, `No data where data are due: ${slis[0]} of ${slis[1]} SLIs, ${kpts[0]} of ${kpts[1]} KPTs. A blind alert keeps its former state and resolves nothing.${list.length > MOST_BLIND ? ` The first ${MOST_BLIND} of ${list.length}.` : ''}`),
    list.length === 0 ? null : stack({ caption: 'Blind measures and what they leave without data', name: 'blind', columns: [{ text: 'Measure' }, { text: 'Blind since', kind: 'when' }, { text: 'Why' }, { text: 'What it leaves without data' }, { text: 'Look', kind: 'look' }], rows: list.slice(0, MOST_BLIND).map((one) => blindRow(one, at, zone)) }),
    list.length === 0 ? null : h('p', { class: 'ways' }, asFiles('Blind measures', (format) => pipelineFile('blind', format))),
  );

const storageOf = ({ facts, disk }: PipelineShown): VNode => {
  const [rows, size] = [facts.storage.reduce((sum, one) => sum + one.rows, 0), facts.storage.reduce((sum, one) => sum + one.bytes, 0)];
  return section(
    'storage',
    'Storage',
    h('p', { class: 'quiet' }, `${bytes(size)} on disk in ${count(facts.storage.length)} tables${disk === null ? '' : `; ${bytes(disk.free)} of ${bytes(disk.total)} free`}.`),
    facts.storage.length === 0 ? null : h('details', { class: 'table-of', id: 'tables' }, h('summary', null, 'Every table'), stack({ caption: 'Storage by table', name: 'storage', columns: [{ text: 'Table' }, { text: 'Rows', kind: 'num' }, { text: 'On disk', kind: 'num' }], rows: facts.storage.map((one) => ({ cells: [h('code', null, one.table), count(one.rows), bytes(one.bytes)] })), foot: [{ class: 'total', cells: ['All', count(rows), bytes(size)] }] }), h('p', { class: 'ways' }, asFiles('Storage', (format) => pipelineFile('storage', format)))),
  );
};

/** Everything inside `main`. blind null: no plan says what is due. */
export const pipelineMain = (shown: PipelineShown, blind: BlindShown | null, refused: RefusedShown, zone: string): Part[] => {
  const at = shown.facts.watermark === null ? shown.now : Date.parse(shown.facts.watermark);
  return [
    head(shown.now, zone),
    lightStrip(lightsOf(shown, zone)),
    factsOf(shown, zone),
    shown.seconds === 0 ? null : h('p', { id: 'seconds' }, `Late: ${secondsHint(shown.seconds)}.`),
    partitionsOf(shown),
    refusedOf(refused),
    h('div', { class: 'halves' }, blind === null ? section('blind', 'Blind measures', h('p', { class: 'quiet' }, 'No plan is in force, so no data are due. ', link('/', 'What to do first'))) : blindOf(blind, at, zone), ticksOf(shown, zone)),
    storageOf(shown),
  ];
};

/** The page of a store that does not answer: what can be said without it. */
export const darkMain = (id: string, now: number): Part[] => [head(now, 'UTC'), lightStrip(darkLights(id)), h('p', { class: 'lead' }, link('/pipeline', 'Try again'))];
