/** The guard of addresses: whatever way a forbidden one is written, no socket is opened; what is allowed is reached; a name is resolved once and held to its answer. */
import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guard, type Lookup, patientLookup } from '../../../../aggregator/alert/notify/address.ts';
import { post } from '../../../../aggregator/alert/notify/post.ts';
import { folder } from '../../../support/heptad.ts';
import { type Receiver, receiver, until } from '../../../support/receiver.ts';

/** Every socket that this process opens, said by Node itself. */
let sockets = 0;
const counted = (): void => void sockets++;
let there: Receiver;
beforeAll(async () => {
  subscribe('net.client.socket', counted);
  there = await receiver();
});
afterAll(async () => {
  unsubscribe('net.client.socket', counted);
  await there.close();
});

const send = (url: string, allow: string[] = [], lookup?: Lookup): ReturnType<typeof post> =>
  post({ url: new URL(url), headers: {}, body: '{}' }, { guard: guard(allow, lookup), limit: 5000, now: () => 0, signal: new AbortController().signal, secrets: [] });
const answers = (...addresses: string[]): Lookup => () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

/** Addresses of this very machine that are not loopback: a receiver on them would hear a mistake. */
const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);

const FORBIDDEN = [
  // this network, unspecified
  '0.0.0.0', '0', '0x0', '00', '0.1.2.3', '[::]', '[0:0:0:0:0:0:0:0]', '[::0.0.0.0]',
  // private
  '10.0.0.1', '10.255.255.255', '10.1', '0xa.1', '012.0.0.1', '167772161', '0x0a000001', '%31%30.0.0.1', '１０.0.0.1', '10。0。0。1', '172.16.0.1', '172.31.255.254', '172.16.1', '0xac100001', '2886729729', '192.168.0.1', '192.168.1', '0300.0250.1.1', '0xc0a80101', '3232235777', '192.168.0.1.',
  // link-local, and the metadata services behind it
  '169.254.169.254', '169.254.43518', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '0xA9.0xFE.0xA9.0xFE', '169.254.0xa9fe', '①⑥⑨.254.169.254', '169.254.169.254.',
  // CGNAT, assignments, documentation, benchmarks, 6to4 relays
  '100.64.0.1', '100.127.255.254', '100.100.100.200', '192.0.0.1', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '192.88.99.1',
  // multicast, reserved, broadcast
  '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '4294967295', '0xffffffff',
  // IPv4 in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
  '[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[0:0:0:0:0:ffff:192.168.0.1]', '[::ffff:127.0.0.1]', '[::ffff:8.8.8.8]', '[::127.0.0.1]', '[::10.0.0.1]', '[::ffff:0:10.0.0.1]', '[64:ff9b::10.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::7f00:1]', '[2002:a00:1::]', '[2002:7f00:1::1]', '[2002:a9fe:a9fe::1]', '[2001::1]', '[2001:0:a00:1::1]',
  // unique local, link-local, site-local, multicast, discard, documentation, never given out
  '[fc00::1]', '[fd00:ec2::254]', '[fe80::1]', '[feb0::1]', '[fec0::1]', '[ff02::1]', '[ff05::2]', '[100::1]', '[2001:db8::1]', '[3fff::1]', '[4000::1]', '[5f00::1]',
  ...own,
];

describe('the guard', () => {
  test(`${FORBIDDEN.length} spellings of forbidden addresses open no socket, over http or https`, async () => {
    expect(FORBIDDEN.length).toBeGreaterThanOrEqual(80);
    const before = sockets;
    for (const scheme of ['http', 'https']) for (const host of FORBIDDEN) for (const url of [`${scheme}://${host}:${there.port}/x`, `${scheme}://${host}/`]) expect(await send(url), url).toMatchObject({ verdict: 'lasting', status: null });
    expect(sockets).toBe(before);
    expect(there.got).toHaveLength(0);
  });

  test('names that lead there open none either: not as one address of several, not under another name of this machine', async () => {
    const before = sockets;
    for (const host of FORBIDDEN.filter((one) => /^(\[.*:.*\]|\d+\.\d+\.\d+\.\d+)$/.test(one))) {
      const address = host.replace(/^\[(.*)\]$/, '$1');
      for (const lookup of [answers(address), answers('8.8.8.8', address), answers('2600::1', '8.8.8.8', address)]) expect(await send(`https://pager.test:${there.port}/`, [], lookup), host).toMatchObject({ verdict: 'refused', status: null });
    }
    for (const lookup of [answers('127.0.0.1'), answers('8.8.8.8', '::1'), answers('fe80::1%eth0'), answers()]) expect((await send(`https://pager.test:${there.port}/`, [], lookup)).verdict).toBe('refused');
    // localhost is this machine and nothing else
    expect((await send(`http://localhost:${there.port}/`, [], answers('127.0.0.1', '10.0.0.1'))).verdict).toBe('refused');
    expect((await send(`http://localhost:${there.port}/`, [], answers('8.8.8.8'))).verdict).toBe('refused');
    expect(sockets).toBe(before);
  });

  test('http is for this machine and what is allowed; other schemes are for nobody; a name that cannot be good is not even resolved', async () => {
    const before = sockets;
    let asked = 0;
    const lookup: Lookup = (host) => {
      asked++;
      return answers('8.8.8.8')(host);
    };
    expect(await send('http://pager.test/token', [], lookup)).toMatchObject({ verdict: 'lasting', message: 'http://pager.test is http: use https, or name the host in HEPTAD_NOTIFY_ALLOW' });
    expect(await send('http://8.8.8.8/token', [], lookup)).toMatchObject({ verdict: 'lasting' });
    for (const url of ['ftp://127.0.0.1/', 'file://localhost/etc/passwd', 'gopher://127.0.0.1/', 'ws://127.0.0.1/', 'data:text/plain,x']) expect((await send(url, ['127.0.0.1'], lookup)).verdict).toBe('lasting');
    expect(asked).toBe(0);
    expect(await send('http://pager.test/token', ['10.0.0.0/8'], lookup), 'only its address can tell').toMatchObject({ verdict: 'refused' });
    expect(asked).toBe(1);
    expect(sockets).toBe(before);
  });

  test('this machine is reached by its own names', async () => {
    const before = [sockets, there.got.length] as const;
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST.', '0x7f.1', '127.1', '2130706433']) expect(await send(`http://${host}:${there.port}/`), host).toMatchObject({ verdict: 'delivered', status: 204 });
    expect(there.got.length - before[1]).toBe(6);
    expect(sockets - before[0], 'the counter counts').toBeGreaterThanOrEqual(6);
  });

  test.each([
    ['a host', 'pager.test'],
    ['a host and its port', 'pager.test:PORT'],
    ['an address', '127.0.0.1'],
    ['a block', '127.0.0.0/8'],
  ])('%s in the list is reached, resolved once, and nobody beside it', async (_what, entry) => {
    const allow = [entry.replace('PORT', String(there.port))];
    let asked = 0;
    const rebinding: Lookup = (host) => answers(asked++ === 0 ? '127.0.0.1' : '10.0.0.1')(host);
    expect(await send(`http://pager.test:${there.port}/`, allow, rebinding)).toMatchObject({ verdict: 'delivered' });
    expect(asked).toBe(1);
    const before = sockets;
    expect((await send(`http://other.test:${there.port}/`, allow, answers('10.0.0.1'))).verdict).not.toBe('delivered');
    expect((await send(`http://pager.test.evil.test:${there.port}/`, allow, answers('10.0.0.1'))).verdict).not.toBe('delivered');
    if (entry.includes('PORT')) expect((await send('http://pager.test:1/', allow, answers('127.0.0.1'))).verdict).not.toBe('delivered');
    expect(sockets).toBe(before);
  });

  test('over https a receiver must prove who it is, under the name that it was asked by', async () => {
    const at = folder();
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=pager.test', '-addext', 'subjectAltName=DNS:pager.test', '-keyout', join(at.path, 'key'), '-out', join(at.path, 'cert')], { stdio: 'ignore' });
    const [key, cert] = ['key', 'cert'].map((name) => readFileSync(join(at.path, name), 'utf8')) as [string, string];
    at.remove();
    let served = 0;
    const server = createServer({ key, cert }, (request, response) => {
      served++;
      request.resume().on('end', () => void response.writeHead(204).end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const ask = (host: string): ReturnType<typeof post> => send(`https://${host}:${port}/`, [host], answers('127.0.0.1'));
    const trusted = getCACertificates();
    try {
      expect(await ask('pager.test')).toMatchObject({ verdict: 'failed', message: `https://pager.test:${port} cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT` });
      setDefaultCACertificates([...trusted, cert]);
      expect(await ask('pager.test')).toMatchObject({ verdict: 'delivered', status: 204 });
      expect(await ask('other.test')).toMatchObject({ verdict: 'failed', message: `https://other.test:${port} cannot be reached: ERR_TLS_CERT_ALTNAME_INVALID` });
      expect(served).toBe(1);
    } finally {
      setDefaultCACertificates(trusted);
      server.close();
    }
  });

  test('names that nobody answers for take two turns at most, each name once, and the limit holds for them too', async () => {
    const asked: string[] = [];
    const free: (() => void)[] = [];
    const lookup = patientLookup((host) => {
      asked.push(host);
      return new Promise((done) => void free.push(() => done([{ address: '10.0.0.1', family: 4 }])));
    });
    const waits = ['a', 'a', 'b', 'c'].map((host) => post({ url: new URL(`https://${host}.test/`), headers: {}, body: '' }, { guard: guard([], lookup), limit: 100, now: () => 0, signal: new AbortController().signal, secrets: [] }));
    expect((await Promise.all(waits)).map(({ message }) => message)).toEqual(['a', 'a', 'b', 'c'].map((host) => `https://${host}.test did not answer within 0.1 s`));
    expect(asked).toEqual(['a.test', 'b.test']);
    free[0]?.();
    await until(() => asked, (list) => list.includes('c.test'));
  });
});
