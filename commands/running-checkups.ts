/** The checks of `heptad doctor` that ask the heptad that runs: its plan, its Kafka and whom it can tell, which the variables of this shell say nothing about. */
import { HeptadError } from '../shared/errors.ts';
import { ask, foldersAt } from '../shared/running.ts';
import { type Found, ok, wrong } from './finding.ts';

/** Where doctor looks: a data folder, the heptad that runs on it, and the other folders there. `several`: more than one runs, and none was named. */
export type Place = { data: string; url: string | null; others: { path: string; url: string | null }[]; several: boolean };

/** The folder that is meant by `data`: itself when something is in it, else the one inside of it that a heptad runs on, else the only one that holds data. */
export const placeOf = (data: string, server: string | null): Place => {
  const all = foldersAt(data);
  const own = all.find((one) => one.path === data);
  const live = all.filter((one) => one.url !== null);
  const only = all.length === 1 ? all[0] : undefined;
  const chosen = own?.url ? own : (live[0] ?? own ?? only ?? { path: data, url: null });
  return { data: chosen.path, url: server ?? chosen.url, others: all.filter((one) => one.path !== chosen.path), several: server === null && !own?.url && live.length > 1 };
};

const named = (others: Place['others']): string => (others.length === 0 ? '' : `; also there: ${others.map(({ path, url }) => `${path} (${url === null ? 'nothing runs on it' : `heptad answers at ${url}`})`).join(', ')}`);

type Pipeline = { troubles: string[]; lag: number | null; kafka: { topic: string; partition: number; stopped: string | null }[]; targets: { name: string; channel: string; fault: string | null }[] };
type PlanInForce = { plan: string | null; measures: unknown[]; faults: { file: string; line: number; message: string }[] };

/** Whether anything runs, and where it was looked for. */
const heptad = (place: Place, server: string | null, token: string | null) => async (): Promise<Found> => {
  const { data, url, others, several } = place;
  if (url === null) return ok(`none runs on ${data}, nor on a folder in it${others.length === 0 ? '' : `; there are data in ${others.map((one) => one.path).join(', ')}`}`);
  const where = server === null ? `runs on ${data} and answers at ${url}` : `answers at ${url} (HEPTAD_SERVER)`;
  const { troubles } = await ask<Pipeline>(url, '/api/v1/pipeline', { token });
  const [first] = troubles;
  if (first !== undefined) return wrong(`${where}; ${troubles.join('; ')}`, `${new URL('/pipeline', url)} says more`);
  return ok(`${where}${server === null ? named(others) : ''}${several ? '; --data DIR looks at another' : ''}`);
};

const kafka = (url: string, token: string | null) => async (): Promise<Found> => {
  const { kafka: partitions, lag } = await ask<Pipeline>(url, '/api/v1/pipeline', { token });
  const topics = [...new Set(partitions.map((one) => one.topic))];
  const stopped = partitions.filter((one) => one.stopped !== null).map((one) => `${one.topic}/${one.partition}`);
  if (lag === null) return wrong('the running heptad reads Kafka, and Kafka does not answer', 'check KAFKA_BROKERS of that process, and that the broker runs');
  if (stopped.length > 0) return wrong(`the running heptad does not read ${stopped.join(', ')} any more`, `${new URL('/pipeline', url)} says why and what to do`);
  return ok(partitions.length === 0 ? 'the running heptad reads none: it was started without KAFKA_BROKERS' : `the running heptad reads ${topics.join(' and ')}, ${partitions.length} partitions, lag ${lag}`);
};

const plan = (url: string, token: string | null) => async (): Promise<Found> => {
  const { plan: id, measures, faults } = await ask<PlanInForce>(url, '/api/v1/plan', { token });
  const [first] = faults;
  if (first !== undefined) return wrong(`the folder of the running heptad holds a plan with ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}, and the one before stays in force; ${first.file}:${first.line}: ${first.message}`, 'heptad validate DIR shows them all');
  return ok(id === null || measures.length === 0 ? 'the running heptad has none; start it with --plan DIR' : `${measures.length} ${measures.length === 1 ? 'measure' : 'measures'} in force in the running heptad`);
};

const targets = (url: string, token: string | null) => async (): Promise<Found> => {
  const { targets: all } = await ask<Pipeline>(url, '/api/v1/pipeline', { token });
  const faults = all.flatMap((one) => one.fault ?? []);
  if (faults.length > 0) return wrong(faults.join('; '), 'set the variables that the plan names in heptad/url-env and heptad/secret-env for the running process, and start it again');
  return ok(all.length === 0 ? 'the running heptad has none: alerts are shown, and nobody is told' : `nothing speaks against telling ${all.map((one) => one.name).join(', ')}`);
};

/** One check that never looks at the machine: what runs where. */
export const lookAround = (place: Place, server: string | null, token: string | null): [string, () => Promise<Found>] => ['heptad', () => heptad(place, server, token)().catch((error: unknown) => wrong(error instanceof Error ? error.message : String(error), (error instanceof HeptadError && error.hint) || 'start it again'))];

/** What is asked of the heptad that runs, in the place of what this shell would start; null when none does. */
export const asked = ({ url }: Place, token: string | null): { kafka(): Promise<Found>; plan(): Promise<Found>; targets(): Promise<Found> } | null => (url === null ? null : { kafka: kafka(url, token), plan: plan(url, token), targets: targets(url, token) });
