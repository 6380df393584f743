/** How an SLO is defined, field by field and as a document to copy, and the calls that answer what its page shows. */
import type { VNode } from 'preact';
import { line, SHARE } from '../../shared/figure.ts';
import { iso } from '../../shared/time/instant.ts';
import type { SloFacts } from './3-slo-page.ts';
import { dimensionOf } from './3-slo-spent.ts';
import { tableAddress } from './3-slo-tables.ts';
import { versionsOf } from './3-slo-versions.ts';
import { field, h, link, page, section } from './markup.ts';
import { calendarWords, corrections, NO_DATA } from './schedule.ts';
import { length, windowWords } from './when.ts';

/** Text with a button that copies it, where a script can. */
const copyable = (label: string, text: string): VNode => h('div', { class: 'command' }, h('pre', { tabindex: 0, 'aria-label': label }, h('code', null, text)), h('button', { type: 'button', class: 'copy', hidden: true, 'data-keep': '' }, 'Copy', h('span', { class: 'vh' }, `: ${label}`)));

export const definitionOf = (it: SloFacts): VNode => {
  const { facts, measure, document } = it;
  return section(
    'definition',
    'Definition',
    h(
      'dl',
      { class: 'fields' },
      field('Name', h('code', null, measure.name)),
      field('Indicator', link(page('sli', measure.sli), facts.below[0]?.title ?? measure.sli)),
      field('Objective', `${line(Number(measure.target), SHARE)} %`),
      field('Adequate from', `${line(Number(measure.adequate), SHARE)} %`),
      field('Window', windowWords(measure.window).replace('over ', '')),
      field('Counted', measure.method === 'Occurrences' ? 'every event' : `timeslices of ${length(measure.slice)}${measure.sliceTarget === null ? '' : `, good from ${line(Number(measure.sliceTarget), SHARE)} %`}`),
      field('Calendar', measure.schedule?.calendar ? calendarWords(measure.schedule.calendar) : 'around the clock'),
      ...(measure.schedule?.corrections.length ? [field('Not counted', corrections(measure.schedule, facts.zone))] : []),
      ...(measure.method === 'Occurrences' ? [] : [field('Unmeasured timeslices', NO_DATA[measure.noData])]),
      field('No state under a coverage of', `${line(Number(measure.floor), SHARE)} %`),
      field('Service', measure.service || '–'),
      field('Owner', measure.owner || '–'),
      field('Party', measure.party),
      field('Written in', h('code', null, measure.at.split('/').slice(-2).join('/'))),
    ),
    h('details', { id: 'document', class: 'how' }, h('summary', null, 'As a document of a plan'), h('p', { class: 'quiet' }, 'OpenSLO v1, as the plan in force has it; a plan file may hold it as it is. Alert policies and corrections are documents of their own.'), copyable('The SLO as OpenSLO', JSON.stringify(document, null, 2))),
    ...versionsOf(it),
  );
};

/** Text between single quotes of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The calls for exactly this view: the figures, the charts over the span that is shown, who spent the budget by the label that is chosen. */
export const callsOf = ({ measure, facts, origin, charts, spent, by, moment }: SloFacts): VNode => {
  const at = `${origin}/api/v1/measures/slo/${encodeURIComponent(measure.name)}`;
  const then = facts.at === null ? null : iso(facts.at);
  const seen = charts === null ? '' : `?from=${iso(Math.floor(charts.from / charts.step + 1) * charts.step)}&to=${charts.items.at(-1)?.at ?? iso(charts.to)}&step=${charts.step / 1000}&with=steps`;
  const dimension = spent && dimensionOf(spent, by);
  const calls = [then === null ? at : `${at}?at=${then}`, `${at}/history${seen}`, ...(dimension ? [origin + tableAddress(measure.name, 'spent', 'json', { by: dimension.field, at: then })] : []), moment === null ? `${at}/events?good=false${then === null ? '' : `&at=${then}`}` : origin + tableAddress(measure.name, 'events', 'json', { moment: String(moment), at: then })];
  return section('api', 'The same by API', copyable('Commands', calls.map((one) => `curl ${quoted(one)}`).join('\n')));
};
