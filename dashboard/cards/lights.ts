/** The four lights of the pipeline: Kafka, aggregator, ClickHouse, alerts; each a state in a word, what is the matter, and for one that is not green what becomes of it if nobody does anything. Pure. */
import type { VNode } from 'preact';
import type { PipelineShown } from '../routes/pipeline-facts.ts';
import type { Status } from '../../shared/tiers/row.ts';
import { bytes, count, fixed } from './figure.ts';
import { h, link, type Part } from './markup.ts';
import { shape } from './state.ts';
import { length, minuteBrief } from './when.ts';

/** status gives the shape; null: it is not used. nothing: what becomes of it if nobody does anything; next: what to do. */
export type Light = { name: string; status: Status | null; word: string; says: string; nothing: string | null; next: Part };

/** A partition whose newest event is so old and that lags is behind, ms. */
const OLD = 30_000;
/** Messages that may wait where no ages are known, on a replay. */
const MANY = 1000;
/** Ledger rows that one tick takes (aggregator/ledger.ts): more is a backlog. */
const BACKLOG = 500;
/** Without a tick for so long, by the wall clock, it is not heard any more, ms. */
const SILENT = 60_000;

const light = (name: string, status: Status | null, word: string, says: string, nothing: string | null = null, next: Part = null): Light => ({ name, status, word, says, nothing, next });
const some = (n: number, one: string, more = `${one}s`): string => `${count(n)} ${n === 1 ? one : more}`;

const kafkaLight = ({ facts, lines, wall }: PipelineShown): Light => {
  const name = 'Kafka';
  const doctor = h('code', null, 'heptad doctor');
  if (facts.lag === null) return light(name, 'unknown', 'No signal', 'The brokers do not answer, or nobody who reads them has told anything for a minute.', 'what is sent waits in Kafka for as long as its topics keep it, and figures stand still.', h('span', null, 'Look whether the brokers run: ', doctor));
  const mine = lines.filter((one) => one.partition !== null && one.end !== null);
  if (mine.length === 0) return light(name, null, 'Not used', 'No broker is named (KAFKA_BROKERS). Messages come over HTTP and by heptad import.');
  const stopped = mine.filter((one) => one.stopped !== null);
  if (stopped.length > 0) return light(name, 'missed', 'Failing', `${some(stopped.length, 'partition')} of ${mine.length} ${stopped.length === 1 ? 'is' : 'are'} not read any more: the topic was made anew (${stopped[0]?.stopped}).`, 'the watermark stands still, and with it every figure.', h('span', null, 'Raise ', h('code', null, 'HEPTAD_LOG_EPOCH'), ' to read the new topic from its start.'));
  const behind = mine.filter((one) => (one.lag ?? 0) > 0 && (wall ? (one.age ?? 0) > OLD : (one.lag ?? 0) > MANY));
  const rate = mine.reduce((sum, one) => sum + one.rate, 0);
  if (behind.length > 0) {
    const worst = behind.reduce((a, b) => ((b.lag ?? 0) > (a.lag ?? 0) ? b : a));
    return light(name, 'tolerated', 'Behind', `${behind.length} of ${some(mine.length, 'partition')} ${behind.length === 1 ? 'is' : 'are'} behind: ${worst.log}/${worst.partition} by ${some(worst.lag ?? 0, 'message')}${worst.age === null ? '' : `, ${length(worst.age)} old`}.`, 'figures wait for the slowest partition. Nothing is lost while Kafka keeps its messages.', 'If it does not catch up, run more ingest processes.');
  }
  return light(name, 'met', 'Running', `${some(mine.length, 'partition')} read to the end, ${fixed(rate, rate < 10 ? 1 : 0)} messages a second.`);
};

const aggregatorLight = ({ facts, waiting, ticks, now, wall }: PipelineShown, zone: string): Light => {
  const name = 'Aggregator';
  const last = ticks[0];
  if (!last) return light(name, 'unknown', 'No signal', facts.accepted + waiting > 0 ? 'Nothing was climbed yet.' : 'No event has come in, so there is nothing to climb.', facts.accepted + waiting > 0 ? 'what came in is kept and in no figure.' : null, facts.accepted + waiting > 0 ? h('span', null, 'Look whether ', h('code', null, 'heptad aggregate'), ' runs.') : link('/', 'Send the first event'));
  const speed = `Last tick ${fixed(last.ms, 0)} ms, p95 ${facts.tick.p95 === null ? '–' : fixed(facts.tick.p95, 0)} ms.`;
  if (wall && now - last.at > SILENT) return light(name, 'unknown', 'No signal', `The last tick was ${length(now - last.at)} ago, at ${minuteBrief(last.at, now, zone)}.`, 'figures and alerts stand still. Nothing is lost: what comes in is kept and climbed later.', 'Its log says why; start it again if it has ended.');
  if (waiting > BACKLOG) return light(name, 'tolerated', 'Behind', `${some(waiting, 'ledger row')} wait to be climbed. ${speed}`, 'figures are late by what waits. Nothing is lost.', 'After a start or an import this passes by itself.');
  return light(name, 'met', 'Running', `${speed} ${waiting === 0 ? 'Nothing waits to be climbed.' : `${some(waiting, 'ledger row')} ${waiting === 1 ? 'waits' : 'wait'} to be climbed.`}`);
};

const storeLight = ({ facts, disk }: PipelineShown): Light => {
  const name = 'ClickHouse';
  const [first] = facts.troubles;
  const size = facts.storage.reduce((sum, one) => sum + one.bytes, 0);
  const says = `${bytes(size)} in ${some(facts.storage.length, 'table')}${disk === null ? '' : `; ${bytes(disk.free)} of ${bytes(disk.total)} free`}.`;
  if (first !== undefined) return light(name, 'missed', 'Failing', `${first}.`, 'figures are not to be relied on, or do not go on.', facts.troubles.length > 1 ? h('span', null, h('code', null, 'heptad audit'), ` names ${some(facts.troubles.length - 1, 'thing')} more.`) : null);
  if (disk !== null && disk.free * 20 < disk.total) return light(name, 'tolerated', 'Nearly full', says, 'when the disk is full nothing more is taken in, and figures stand still. Nothing that stands there is lost.', 'Make room, or keep raw for a shorter time (HEPTAD_RETENTION).');
  return light(name, 'met', 'Running', says);
};

const alertsLight = ({ told, deaf, now, wall }: PipelineShown, zone: string): Light => {
  const name = 'Alerts';
  const ill = told.filter((one) => one.waiting > 0 && one.failed !== null);
  const [first] = ill;
  const well = told.filter((one) => one.delivered !== null && !ill.includes(one));
  const delivers = well.length > 0 ? ` ${well.map((one) => one.target).join(', ')} ${well.length === 1 ? 'delivers' : 'deliver'}.` : '';
  if (first) return light(name, 'missed', 'Failing', `${first.target}: ${first.message || 'not reached'}, last tried ${wall && first.failed !== null ? `${length(Math.max(0, now - first.failed))} ago` : minuteBrief(first.failed ?? 0, now, zone)}; ${some(first.waiting, 'notice')} ${first.waiting === 1 ? 'waits' : 'wait'}.${ill.length > 1 ? ` So do ${ill.slice(1).map((one) => one.target).join(', ')}.` : ''}${delivers}`, 'what fires is told to nobody there. What waits is tried again for a day.', link('/alerts', 'What was tried'));
  const [mute] = deaf;
  if (mute) return light(name, 'missed', 'Failing', `${mute.fault}.${delivers}`, 'what fires is told to nobody there.', link('/alerts', 'What it needs'));
  const newest = well.reduce((latest, one) => Math.max(latest, one.delivered ?? 0), 0);
  return light(name, 'met', 'Running', newest > 0 ? `${well.map((one) => one.target).join(', ')} ${well.length === 1 ? 'delivers' : 'deliver'}, the last time at ${minuteBrief(newest, now, zone)}.` : 'Nothing was to be told yet.');
};

/** The four, in the order in which an event meets them. */
export const lightsOf = (shown: PipelineShown, zone: string): Light[] => [kafkaLight(shown), aggregatorLight(shown, zone), storeLight(shown), alertsLight(shown, zone)];

/** The lights of a store that does not answer: of the others nothing is known. */
export const darkLights = (id: string): Light[] => [
  light('Kafka', 'unknown', 'No signal', 'How far it is stands in the store.'),
  light('Aggregator', 'unknown', 'No signal', 'What it has climbed stands in the store.'),
  light('ClickHouse', 'missed', 'Failing', `The store did not answer as it should. Request ${id}.`, 'nothing new is counted. What is sent waits in Kafka, or is turned away over HTTP with 503, to be sent again.', h('span', null, 'Look whether it runs and what ', h('code', null, 'heptad doctor'), ' says.')),
  light('Alerts', 'unknown', 'No signal', 'Who was told what stands in the store.'),
];

/** The strip. */
export const lightStrip = (lights: readonly Light[]): VNode =>
  h(
    'ul',
    { class: 'lights', 'aria-label': 'State of the pipeline' },
    lights.map((one) =>
      h('li', { id: `light-${one.name.toLowerCase()}` }, h('h2', null, shape(one.status), h('span', null, one.name), h('span', { class: 'word' }, one.word)), h('p', null, one.says), one.nothing === null ? null : h('p', null, h('b', null, 'If you do nothing: '), one.nothing), one.next === null ? null : h('p', null, one.next)),
    ),
  );
