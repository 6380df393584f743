/** The load for a plan that `heptad init` wrote: http.request events of its service, made from a seed, so that the same seed and second always give the same events. */
import { type Incident, type IncidentKind, type Messages, mix } from '../examples/checkout/shop.ts';
import { ask } from '../shared/running.ts';
import { token } from './wherever.ts';

export const KIND = 'http.request';
/** What the simulated shops send (examples/checkout/shop.ts). */
const SHOP = { services: ['catalogue', 'checkout'], kinds: ['page', 'order', 'edge'] };
const ROUTES = ['/', '/search', '/item', '/pay'] as const;
/** Chances in a million: a request fails, is slow. */
const FAILS = 400;
const SLOW = 25_000;

/** The requests of the second that begins at `at` (ms): `rate` of them, spread over it and shared by the services in turn. */
export const requests = (services: readonly string[], seed: number, at: number, rate: number, incidents: readonly Incident[]): Messages => {
  const now = incidents.filter((one) => at >= one.from && at < one.to);
  const tick = Math.floor(at / 1000);
  const hit = (kind: IncidentKind, roll: number): boolean => now.some((one) => one.kind === kind && roll % 1_000_000 < one.share * 1_000_000);
  if (now.some((one) => one.kind === 'silence')) return { events: [], samples: [] };
  const events = Array.from({ length: rate }, (_, i) => {
    const roll = mix(seed, Math.imul(tick, 65_536) + i);
    const fails = mix(roll, 1) % 1_000_000 < FAILS || hit('errors', mix(roll, 3));
    const slow = mix(roll, 2) % 1_000_000 < SLOW || hit('slow', mix(roll, 4));
    const more = mix(roll, 5);
    return JSON.stringify({ id: `r${tick.toString(36)}-${i}`, time: at + Math.floor((i * 1000) / rate), service: services[i % services.length], kind: KIND, state: fails ? 'error' : 'ok', value: slow ? 400 + (more % 1600) : 40 + (more % 180), unit: 'ms', labels: { route: ROUTES[more % 4] } });
  });
  return { events, samples: [] };
};

type Sli = { tier: string; services: string[]; sides: { stream: string; kind: string | null }[] };

/** Which services a running heptad's plan reads http.request events of, and whether it reads anything of the shops. */
export const readBy = async (url: string): Promise<{ services: string[]; shops: boolean }> => {
  const { measures } = await ask<{ measures: { tier: string }[] }>(url, '/api/v1/plan', { token: token() });
  const slis = measures.filter((one): one is Sli => one.tier === 'sli');
  const reads = (kinds: readonly string[]): Sli[] => slis.filter((one) => one.sides.some(({ kind }) => kind !== null && kinds.includes(kind)));
  return {
    services: [...new Set(reads([KIND]).flatMap((one) => one.services))].sort(),
    shops: reads(SHOP.kinds).some((one) => one.services.length === 0 || one.services.some((service) => SHOP.services.includes(service))),
  };
};
