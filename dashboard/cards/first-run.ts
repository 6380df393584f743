/** The page of a program without a plan: what to do next, as commands to copy, and how many events have come in. */
import type { VNode } from 'preact';
import { count } from './figure.ts';
import { h, link, type Part } from './markup.ts';

const step = (title: string, says: string, command: string): VNode =>
  h('li', null, h('h2', null, title), h('p', null, says), h('div', { class: 'command' }, h('pre', { tabindex: 0, 'aria-label': title }, h('code', null, command)), h('button', { type: 'button', class: 'copy', hidden: true, 'data-keep': '' }, 'Copy')));

/** `origin` = the address this page was asked at, `events` = accepted so far. */
export const firstRun = (origin: string, events: number): Part[] => [
  h('div', { class: 'head' }, h('h1', null, 'No plan yet'), h('p', { class: 'note' }, 'Heptad is running. A plan says which events make which figures; without one, events are kept and nothing is judged.')),
  events === 0
    ? h('p', { class: 'waiting', id: 'waiting', role: 'status' }, 'Waiting for the first event … ', h('b', null, 'received 0'))
    : h('p', { class: 'waiting', id: 'waiting', role: 'status' }, 'Received ', h('b', null, count(events)), events === 1 ? ' event: ' : ' events: ', link('/events', events === 1 ? 'look at it' : 'look at them')),
  h(
    'ol',
    { class: 'steps' },
    step(
      'Send an event',
      'Any service may send events over HTTP; this one is kept at once.',
      `curl -X POST ${origin}/api/v1/events -H 'content-type: application/json' \\\n  -d '{"id":"1","time":"'$(date -u +%FT%TZ)'","service":"checkout","kind":"http.request","state":"ok","value":182.4,"unit":"ms"}'`,
    ),
    step('See a filled scorecard', 'Real flight records of one quarter, replayed through the same path as your events. Stop this program first, or give the demo a port of its own.', 'npx heptad up --demo airline --port 8090'),
    step('Connect Kafka and a plan', 'The first command writes a plan for one service, a folder of YAML files. Heptad then reads the topics heptad.sie and heptad.sli; leave KAFKA_BROKERS out to go on over HTTP.', 'npx heptad init checkout --out ./plan\nKAFKA_BROKERS=localhost:9092 npx heptad up --plan ./plan'),
  ),
];
