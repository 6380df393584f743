/**
 * A shop that does not exist: the messages of any second of its life, made from a seed, so that the same seed and second always give the same messages.
 * Pages are looked at (service catalogue), orders are placed (service checkout), and once a minute each region of the edge says how many requests it
 * answered (samples). Incidents are rows: what goes wrong, from when to when.
 */

/** What goes wrong in an incident: orders fail, pages are slow, or nothing comes at all. */
export const INCIDENTS = ['errors', 'slow', 'silence'] as const;
export type IncidentKind = (typeof INCIDENTS)[number];
/** `from` and `to` in ms since the epoch; `share` of the messages that are hit. */
export type Incident = { kind: IncidentKind; from: number; to: number; share: number };

export type Messages = { events: string[]; samples: string[] };

/** 32 well mixed bits of two numbers (the finaliser of MurmurHash3). */
export const mix = (a: number, b: number): number => {
  let x = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

const REGIONS = ['eu', 'us', 'asia'] as const;
const ROUTES = ['/', '/search', '/item', '/basket'] as const;
/** Of ten messages three are orders. */
const ORDERS = 3;
/** Chances in a million: an order fails, a page fails, a page is slow. */
const ORDER_FAILS = 300;
const PAGE_FAILS = 400;
const PAGE_SLOW = 38_000;

/**
 * The messages of the second that begins at `at` (ms): `rate` events spread over it in order of time, and samples when a minute begins. Several shops
 * share the events in turn; the services of the second are called checkout-2 and so on.
 */
export const second = (seed: number, at: number, rate: number, incidents: readonly Incident[], shops = 1): Messages => {
  const out: Messages = { events: [], samples: [] };
  const now = incidents.filter((one) => at >= one.from && at < one.to);
  const tick = Math.floor(at / 1000);
  const hit = (kind: IncidentKind, roll: number): boolean => now.some((one) => one.kind === kind && roll % 1_000_000 < one.share * 1_000_000);
  if (!now.some((one) => one.kind === 'silence'))
    for (let i = 0; i < rate; i++) {
      const roll = mix(seed, Math.imul(tick, 65_536) + i);
      const shop = i % shops === 0 ? '' : `-${(i % shops) + 1}`;
      const [fate, more] = [mix(roll, 1), mix(roll, 2)];
      const time = at + Math.floor((i * 1000) / rate);
      const region = REGIONS[more % 3];
      if (roll % 10 < ORDERS) {
        const fails = fate % 1_000_000 < ORDER_FAILS || hit('errors', mix(roll, 3));
        // what is in a basket: mostly small, sometimes large
        const euro = 12 + (more % 4000) / 100 + (fate % 13 === 0 ? 90 : 0);
        out.events.push(`{"id":"o${tick.toString(36)}-${i}","time":${time},"service":"checkout${shop}","kind":"order","state":"${fails ? 'error' : 'ok'}","value":${euro.toFixed(2)},"unit":"EUR","severity":"${fails ? 'error' : 'info'}","labels":{"region":"${region}"}}`);
      } else {
        const slow = fate % 1_000_000 < PAGE_SLOW || hit('slow', mix(roll, 4));
        const fails = mix(roll, 5) % 1_000_000 < PAGE_FAILS;
        const ms = slow ? 400 + (more % 1600) : 40 + (more % 180);
        out.events.push(`{"id":"p${tick.toString(36)}-${i}","time":${time},"service":"catalogue${shop}","kind":"page","state":"${fails ? 'error' : 'ok'}","value":${ms},"unit":"ms","labels":{"route":"${ROUTES[more % 4]}","region":"${region}"}}`);
      }
    }
  // the samples of a region count the minute that ends now
  if (tick % 60 === 0)
    REGIONS.forEach((region, r) => {
      const roll = mix(seed ^ 0x5bd1e995, Math.imul(tick, 4) + r);
      const total = 4000 + (roll % 2000);
      const bad = (mix(roll, 6) % 3) + (hit('errors', 0) ? Math.floor(total * 0.02) : 0);
      out.samples.push(`{"id":"e${tick.toString(36)}-${region}","time":${at},"service":"edge","component":"${region}","sli":"edge-requests","good":${total - bad},"total":${total},"labels":{"region":"${region}"}}`);
    });
  return out;
};
