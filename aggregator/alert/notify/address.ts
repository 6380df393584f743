/**
 * The guard before every notification: where a URL leads, and whether it may be gone there. https to public addresses, http and https to this machine, and
 * whatever HEPTAD_NOTIFY_ALLOW names; a host is resolved once, every address of it is checked, and only what was checked is connected to.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { addressAllowed, type Allowed, allowed, hostAllowed } from '../../../shared/allowed.ts';
import { turns } from '../../../shared/turns.ts';

export type Address = { address: string; family: number };
export type Lookup = (host: string) => Promise<Address[]>;

/** addresses: all of them checked. trusted: it is named in HEPTAD_NOTIFY_ALLOW, so what it answers may be shown. */
export type Passage = { addresses: Address[]; trusted: boolean };
/** Why it may not be gone there. lasting: only another URL or another list changes it, so trying again is idle. */
export type Refusal = { refused: string; lasting: boolean };
/** Throws what the lookup throws. */
export type Guard = (url: URL) => Promise<Passage | Refusal>;

const list = (family: 'ipv4' | 'ipv6', subnets: readonly [string, number][]): BlockList => {
  const made = new BlockList();
  for (const [address, prefix] of subnets) made.addSubnet(address, prefix, family);
  return made;
};

/** IANA's special-purpose registry: this network, private, shared (CGNAT), loopback, link-local, protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved. */
const NOT_PUBLIC_4 = list('ipv4', [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
]);
/** All that is global unicast: what lies outside (mapped and compatible IPv4, NAT64, unique local, link-local, multicast…) is not public. */
const GLOBAL_6 = list('ipv6', [['2000::', 3]]);
/** …and within it: Teredo and other protocol assignments, 6to4, documentation. */
const NOT_PUBLIC_6 = list('ipv6', [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]]);
const LOOPBACK_4 = list('ipv4', [['127.0.0.0', 8]]);

const isLoopback = (address: string): boolean => address === '::1' || (isIP(address) === 4 && LOOPBACK_4.check(address, 'ipv4'));
const isPublic = (address: string): boolean => {
  const version = isIP(address);
  if (version === 4) return !NOT_PUBLIC_4.check(address, 'ipv4');
  return version === 6 && GLOBAL_6.check(address, 'ipv6') && !NOT_PUBLIC_6.check(address, 'ipv6');
};

/** Host of a URL as the network takes it: no brackets, no dot at the end. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
/** All that may be shown of a URL: no user, no password, no path (tokens stand there). */
export const shown = (url: URL): string => `${url.protocol}//${url.host}`;

/**
 * The system's resolver, two names at a time and each name once: it works on the threads that the embedded engine needs too, so names that nobody answers for
 * must not take them all.
 */
export const patientLookup = (resolve: Lookup = (host) => systemLookup(host, { all: true })): Lookup => {
  const asked = new Map<string, Promise<Address[]>>();
  const two = turns([1, 2]);
  const inTurn = (host: string): Promise<Address[]> =>
    two(async () => {
      try {
        return await resolve(host);
      } finally {
        asked.delete(host);
      }
    });
  return (host) => {
    const answer = asked.get(host) ?? inTurn(host);
    asked.set(host, answer);
    return answer;
  };
};

/** Makes the guard of a list of allowed places (entries that cannot be understood are none: shared/settings.ts refuses them before). */
export const guard = (notifyAllow: readonly string[], lookup: Lookup = patientLookup()): Guard => {
  const places = notifyAllow.map(allowed).filter((one): one is Allowed => one !== null);
  const blocks = places.some((one) => one.block !== null);
  return async (url) => {
    const [host, port] = [hostOf(url), Number(url.port || (url.protocol === 'http:' ? 80 : 443))];
    const plain = url.protocol === 'http:';
    const literal = isIP(host) !== 0;
    const refuse = (why: string, lasting = literal): Refusal => ({ refused: `${shown(url)} ${why}`, lasting });
    if (!plain && url.protocol !== 'https:') return { refused: `a target is https, this is ${url.protocol.replace(':', '')}`, lasting: true };
    const named = hostAllowed(places, host, port);
    const here = host === 'localhost' || isLoopback(host);
    const needsTls = 'is http: use https, or name the host in HEPTAD_NOTIFY_ALLOW';
    // a name that no list can make good is not even asked for
    if (plain && !named && !here && !literal && !blocks) return refuse(needsTls, true);
    const addresses = literal ? [{ address: host, family: isIP(host) }] : await lookup(host);
    if (addresses.length === 0) return refuse('has no address');
    let trusted = true;
    for (const { address } of addresses) {
      if (named || addressAllowed(places, address, port)) continue;
      trusted = false;
      if (isLoopback(address)) {
        // a name from outside that leads here is somebody else's way to our own ports
        if (!here) return refuse('leads to this machine under another name: name the host in HEPTAD_NOTIFY_ALLOW');
      } else if (!isPublic(address)) return refuse('leads to an address that is private or reserved: name the host in HEPTAD_NOTIFY_ALLOW');
      else if (plain) return refuse(needsTls);
    }
    return { addresses, trusted };
  };
};
