/** HEPTAD_NOTIFY_ALLOW: where notifications may go although the address is private, or the scheme http. Entries are HOST, HOST:PORT, ADDRESS or CIDR; pure. */
import { BlockList, isIP } from 'node:net';

/** One entry, understood: it names a host, or a block of addresses, and perhaps one port. */
export type Allowed = { host: string | null; block: BlockList | null; port: number | null };

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const blockOf = (address: string, prefix: number | null): BlockList => {
  const block = new BlockList();
  block.addSubnet(address, prefix ?? (isIP(address) === 6 ? 128 : 32), family(address));
  return block;
};

/** An entry of the list, or null when it cannot be understood. */
export const allowed = (entry: string): Allowed | null => {
  const text = entry.trim().toLowerCase();
  const cidr = /^([0-9a-f:.]+)\/(\d{1,3})$/.exec(text);
  if (cidr) {
    const [address, prefix] = [cidr[1] as string, Number(cidr[2])];
    if (isIP(address) === 0 || prefix > (isIP(address) === 6 ? 128 : 32)) return null;
    return { host: null, block: blockOf(address, prefix), port: null };
  }
  if (isIP(text)) return { host: null, block: blockOf(text, null), port: null };
  const found = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text);
  const host = found?.[1]?.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const port = found?.[2] === undefined ? null : Number(found[2]);
  if (!host || (port !== null && (port < 1 || port > 65_535))) return null;
  if (isIP(host)) return { host: null, block: blockOf(host, null), port };
  // a host that ends in a number is an address that somebody mistyped
  return HOST.test(host) && !/(^|\.)\d+$/.test(host) ? { host, block: null, port } : null;
};

/** Whether some entry names this host (lower case, no brackets, no dot at the end) at this port. */
export const hostAllowed = (list: readonly Allowed[], host: string, port: number): boolean => list.some((one) => one.host === host && (one.port === null || one.port === port));

/** Whether some entry holds this address at this port. */
export const addressAllowed = (list: readonly Allowed[], address: string, port: number): boolean => list.some((one) => one.block?.check(address, family(address)) === true && (one.port === null || one.port === port));
