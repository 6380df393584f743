/** Deploys of a service, which the charts of its SLOs mark: events whose kind is deploy or begins with deploy. (deploy.canary), told of in words by their labels. */
import { sql } from '../../shared/store/sql.ts';
import type { Door } from '../../shared/store/store.ts';
import type { Deploy } from '../cards/3-slo-marks.ts';
import { eventPage } from '../cards/1-sie.ts';
import type { Reader } from './rows.ts';

const kindsSql = sql(import.meta.url, '../queries/deploy-kinds.sql');
const deploysSql = sql(import.meta.url, '../queries/deploys.sql');

/** Deploys that one page marks, the newest. */
const MOST = 50;
/** Labels that say what was deployed; the first that is there counts. */
const VERSION = ['version', 'release', 'tag', 'revision', 'commit'];

type Found = { minute: number; at: string; id: string; component: string; kind: string; state: string; labels: string };

/** "canary 2026.47.0, api-1, failed"; of an event that says nothing its id. Pure. */
export const deployWords = ({ id, component, kind, state, labels }: Pick<Found, 'id' | 'component' | 'kind' | 'state' | 'labels'>): string => {
  let known: Record<string, unknown> = {};
  try {
    known = JSON.parse(labels || '{}') as Record<string, unknown>;
  } catch {
    // labels that cannot be read say nothing
  }
  const version = VERSION.map((name) => known[name]).find((value) => typeof value === 'string' && value !== '');
  const what = [kind.slice('deploy.'.length), version].filter(Boolean).join(' ');
  return [what, component, state === 'ok' ? '' : state].filter(Boolean).join(', ') || id;
};

/** In order of time; [from, to] in ms. None of an SLO without a service. */
export const deploysOf = async (reader: Reader, read: Door, service: string, from: number, to: number): Promise<Deploy[]> => {
  if (service === '') return [];
  // most services tell of none: raw is not looked through for them
  const [told] = await reader.kept(`deploys ever ${service}`, () => read.rows<{ any: number }>(kindsSql, { service }));
  if (!told?.any) return [];
  const found = await reader.kept(`deploys ${service} ${Math.floor(from / 60_000)} ${Math.floor(to / 60_000)}`, () => read.rows<Found>(deploysSql, { service, from, to, limit: MOST }));
  return found.map((one) => ({ at: Number(one.at), text: deployWords(one), href: eventPage({ service, id: one.id, minute: one.minute }) })).reverse();
};
