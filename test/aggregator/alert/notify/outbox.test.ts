/** Notifications reach real receivers that are down, slow, in trouble or picky: at least once, under one key, in order, and no target waits for another. */
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { type Notify, type NotifyOptions, startNotify } from '../../../../aggregator/alert/notify/outbox.ts';
import type { Target } from '../../../../aggregator/alert/notify/target.ts';
import { logger } from '../../../../shared/log.ts';
import { clock as makeClock } from '../../../../shared/time/clock.ts';
import { ownStore } from '../../../support/own-store.ts';
import { type Attempt, attempts, deadPort, notify, type Receiver, receiver, START, until } from '../../../support/receiver.ts';

const SECRET = 'canary-secret-1';
const QUICK = { first: 10, most: 80, slow: 120, asked: 300_000, limit: 5000, grace: 200 };

describe('notifications', () => {
  const lines: string[] = [];
  const open: (Notify | Receiver)[] = [];
  const store = ownStore();
  let n = 0;
  afterEach(async () => {
    for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
  });

  const log = logger('test', 'silent');
  const noted = { ...log, info: (...said: unknown[]) => void lines.push(JSON.stringify(said)), warn: (...said: unknown[]) => void lines.push(JSON.stringify(said)), error: (...said: unknown[]) => void lines.push(JSON.stringify(said)) } as unknown as typeof log;
  const begin = (env: Record<string, string>, targets: Target[], waits: NonNullable<NotifyOptions['waits']> = {}, notifyAllow: string[] = []): Notify => {
    const made = startNotify({ door: store().climb, clock: makeClock('wall'), log: noted, config: { notifyAllow }, targets: () => targets, env, waits: { ...QUICK, ...waits } });
    open.push(made);
    return made;
  };
  const listen = async (...args: Parameters<typeof receiver>): Promise<Receiver> => {
    const made = await receiver(...args);
    open.push(made);
    return made;
  };
  /** A target of its own for every test: rows of others stay out of it. */
  const target = (more: Partial<Target> = {}): Target => ({ name: `target-${++n}`, channel: 'webhook', urlEnv: `URL_${n}`, secretEnv: null, ...more });
  const urlOf = (one: Target, url: string): Record<string, string> => ({ [one.urlEnv as string]: url });
  const row = (one: Target, key: string, event: Parameters<typeof notify>[3], more: Parameters<typeof notify>[4] = {}): Promise<void> => notify(store().climb, one.name, `${one.name}:${key}`, event, more);
  const ends = (one: Target, many: number): Promise<Attempt[]> => until(() => attempts(store(), one.name), (rows) => rows.filter(({ outcome }) => outcome !== 'failed').length >= many);

  test('a target is tried out with what tells of nothing: the exact payload and the answer are told, nothing is written down, and a fault is said', async () => {
    const one = target({ secretEnv: 'SECRET' });
    const there = await listen((response) => void response.writeHead(418).end());
    const office = begin({ ...urlOf(one, `${there.url}/hook/canary-token-2`), SECRET }, [one, { ...target(), urlEnv: 'NOT_SET' }]);
    const tested = await office.test?.(one.name, 'trial-1');
    expect(tested).toMatchObject({ target: one.name, url: there.url, delivered: false, status: 418, payload: there.got[0]?.text });
    expect(there.got[0]?.body).toMatchObject({ type: 'heptad.alert.firing', subject: 'test', data: { title: 'Test of a notification target', severity: 'test', reason: 'somebody tries this target out; nothing is the matter' } });
    expect(JSON.stringify(tested)).not.toMatch(/canary/);
    expect(await attempts(store(), one.name)).toEqual([]);
    await expect(office.test?.(`target-${n}`, 'trial-2')).rejects.toThrow('needs the variable NOT_SET');
  });

  test('arrive as CloudEvents, signed, under a key of their own, firing before resolved, and are written down', async () => {
    const one = target({ secretEnv: 'SECRET' });
    const there = await listen();
    const office = begin({ ...urlOf(one, `${there.url}/hook/canary-token-2`), SECRET }, [one]);
    await row(one, 'a', 'firing');
    await row(one, 'a', 'resolved');
    office.wake();
    const rows = await ends(one, 2);
    expect(there.got.map(({ body }) => body.type)).toEqual(['heptad.alert.firing', 'heptad.alert.resolved']);
    const [first] = there.got as [Receiver['got'][number]];
    expect(first.headers['content-type']).toContain('application/cloudevents+json');
    expect(first.path).toBe('/hook/canary-token-2');
    expect(first.body).toMatchObject({ specversion: '1.0', id: `${one.name}:a/firing/${one.name}`, source: '/heptad/alerts', subject: 'checkout', time: '2026-11-01T10:00:00Z', data: { key: `${one.name}:a`, state: 'firing', burn: { long: 20.5, short: 31 }, threshold: 14.4, severity: 'page' } });
    expect(first.headers['idempotency-key']).toBe(first.body.id);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(first.headers['heptad-signature'])) ?? [];
    expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${first.text}`).digest('hex'));
    expect(Math.abs(Number(t) * 1000 - Date.now())).toBeLessThan(60_000);
    expect(rows.map(({ event, attempt, outcome, status }) => [event, attempt, outcome, status])).toEqual([['firing', 1, 'delivered', 204], ['resolved', 1, 'delivered', 204]]);
    expect(rows[0]?.message).toBe(`${there.url} answered 204`);
    expect(JSON.stringify([rows, lines])).not.toMatch(/canary/);
  });

  test('a receiver that answers 500 twice and then 200 gets it three times under one key; every attempt is written down', async () => {
    const one = target();
    const there = await listen((response, nth) => void response.writeHead(nth <= 2 ? 500 : 200).end('canary-body'));
    await row(one, 'a', 'firing');
    await row(one, 'a', 'resolved');
    begin(urlOf(one, there.url), [one]);
    const rows = await ends(one, 2);
    expect(there.got.map(({ body }) => body.type.split('.').pop())).toEqual(['firing', 'firing', 'firing', 'resolved']);
    expect(new Set(there.got.slice(0, 3).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(there.got.slice(0, 3).map(({ text }) => text)).size).toBe(1);
    expect(rows.map(({ event, attempt, outcome, status }) => [event, attempt, outcome, status])).toEqual([['firing', 1, 'failed', 500], ['firing', 2, 'failed', 500], ['firing', 3, 'delivered', 200], ['resolved', 1, 'delivered', 200]]);
    expect(JSON.stringify(rows), 'what a host that nobody allowed says is not shown').not.toMatch(/canary/);
  });

  test('a receiver that is down gets them when it is up, another target does not wait for it', async () => {
    const [down, well] = [target(), target()];
    const port = await deadPort();
    const there = await listen();
    for (const key of ['a', 'b', 'c']) for (const event of ['firing', 'resolved'] as const) await Promise.all([row(down, key, event), row(well, key, event)]);
    begin({ ...urlOf(down, `http://127.0.0.1:${port}`), ...urlOf(well, there.url) }, [down, well]);
    await ends(well, 6);
    const failed = await until(() => attempts(store(), down.name), (rows) => rows.length >= 4);
    expect(failed.every(({ outcome, status, message }) => outcome === 'failed' && status === null && message === `http://127.0.0.1:${port} cannot be reached: ECONNREFUSED`)).toBe(true);
    const late = await listen((response) => void response.writeHead(204).end(), port);
    await ends(down, 6);
    for (const { got } of [there, late]) {
      expect(got).toHaveLength(6);
      for (const key of ['a', 'b', 'c']) expect(got.filter(({ body }) => body.data.key.endsWith(`:${key}`)).map(({ body }) => body.data.state)).toEqual(['firing', 'resolved']);
    }
  });

  test('pages go before tickets, then what happened first, also to a target that was down; a page that it cannot digest leaves tickets their turn', async () => {
    const one = target();
    const port = await deadPort();
    for (const [key, severity, when] of [['a', 'ticket', 1], ['b', 'ticket', 0], ['c', 'ticket', 2], ['y', 'page', 9], ['z', 'page', 8]] as const) await row(one, key, 'firing', { severity, when: START + when });
    begin(urlOf(one, `http://127.0.0.1:${port}`), [one]);
    const failed = await until(() => attempts(store(), one.name), (rows) => rows.length >= 6);
    const order = (rows: readonly { key: string }[]): string => rows.map(({ key }) => key.slice(-1)).join('');
    // every other try is a page's, and the pages take turns
    expect(order(failed.slice(0, 5))).toBe('zbyaz');
    const there = await listen((response) => void response.writeHead((there.got.at(-1) as Receiver['got'][number]).body.data.key.endsWith('y') ? 500 : 204).end(), port);
    await until(() => attempts(store(), one.name), (rows) => rows.filter(({ outcome }) => outcome === 'delivered').length >= 4);
    expect(order(there.got.map(({ body }) => body.data)).replaceAll('y', '').replace(/^[abc]z/, (two) => two.split('').reverse().join('')), 'at most the try whose turn it was comes before the page').toMatch(/^z[abc]{3}/);
    const other = target();
    const office = await listen();
    for (const [key, severity, when] of [['a', 'ticket', 1], ['b', 'ticket', 0], ['y', 'page', 9], ['z', 'page', 8]] as const) await row(other, key, 'firing', { severity, when: START + when });
    begin(urlOf(other, office.url), [other]);
    await ends(other, 4);
    expect(order(office.got.map(({ body }) => body.data))).toBe('zyba');
  });

  test('a receiver that answers after the limit is tried again; meanwhile others get theirs at once', async () => {
    const [slow, well] = [target(), target()];
    const held: (() => void)[] = [];
    const dozing = await listen((response, nth) => {
      if (nth > 1) response.writeHead(200).end();
      else held.push(() => response.writeHead(200).end());
    });
    const there = await listen();
    await row(slow, 'a', 'firing');
    await row(slow, 'a', 'resolved');
    const office = begin({ ...urlOf(slow, dozing.url), ...urlOf(well, there.url) }, [slow, well], { limit: 1500 });
    await until(() => dozing.got.length, (many) => many === 1);
    await row(well, 'a', 'firing');
    office.wake();
    await ends(well, 1);
    expect(await attempts(store(), slow.name), 'the slow one is still being waited for').toEqual([]);
    const rows = await ends(slow, 2);
    for (const answer of held) answer();
    expect(rows.map(({ event, attempt, outcome }) => [event, attempt, outcome])).toEqual([['firing', 1, 'failed'], ['firing', 2, 'delivered'], ['resolved', 1, 'delivered']]);
    expect(rows[0]?.message).toBe(`${dozing.url} did not answer within 1.5 s`);
    expect(dozing.got.map(({ headers }) => headers['idempotency-key'])).toEqual([0, 0, 1].map((i) => `${slow.name}:a/${['firing', 'resolved'][i]}/${slow.name}`));
  });

  test('a status is an answer, however the rest dribbles or swells', async () => {
    const [dribbling, huge] = [target(), target()];
    const one = await listen((response) => void response.writeHead(200).write('.'));
    const two = await listen((response) => {
      response.writeHead(500);
      const more = (): void => void (response.write(Buffer.alloc(65_536)) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    await row(dribbling, 'a', 'firing');
    await row(huge, 'a', 'firing');
    begin({ ...urlOf(dribbling, one.url), ...urlOf(huge, two.url) }, [dribbling, huge], { limit: 3000 }, [`127.0.0.1:${two.port}`]);
    expect(await ends(dribbling, 1)).toMatchObject([{ attempt: 1, outcome: 'delivered', status: 200 }]);
    expect((await until(() => attempts(store(), huge.name), (rows) => rows.length > 0))[0]).toMatchObject({ outcome: 'failed', status: 500 });
  });

  test('what is left goes out after a restart, under the same key, and what was delivered does not', async () => {
    const one = target();
    const port = await deadPort();
    const there = await listen();
    await row(one, 'a', 'firing');
    const first = begin(urlOf(one, there.url), [one]);
    await ends(one, 1);
    await first.stop();
    await row(one, 'a', 'resolved');
    const second = begin(urlOf(one, `http://127.0.0.1:${port}`), [one]);
    const tried = await until(() => attempts(store(), one.name), (rows) => rows.length >= 3);
    await second.stop();
    begin(urlOf(one, there.url), [one]);
    const rows = await ends(one, 2);
    expect(there.got.map(({ body }) => body.data.state)).toEqual(['firing', 'resolved']);
    const last = rows.at(-1);
    expect(last).toMatchObject({ event: 'resolved', outcome: 'delivered' });
    expect(last?.attempt, 'attempts are counted on').toBeGreaterThanOrEqual(tried.length);
    expect(new Set(rows.map(({ id, attempt }) => `${id} ${attempt}`)).size).toBe(rows.length);
  });

  test('what a receiver refuses or cannot digest holds up no other incident; the end of its own may overtake what was refused, then that is given up', async () => {
    const one = target();
    const there = await listen((response) => {
      const { id } = (there.got.at(-1) as Receiver['got'][number]).body;
      response.writeHead(id.includes(':bad/firing') ? 400 : id.includes(':sick/') ? 500 : 200).end();
    });
    const heard = (): string[] => there.got.map(({ body }) => /:(.*)\/target/.exec(body.id)?.[1] as string).filter((id) => !id.startsWith('sick'));
    await row(one, 'bad', 'firing');
    await row(one, 'bad', 'no-data');
    await row(one, 'sick', 'firing', { when: START + 3 });
    await row(one, 'good', 'firing', { when: START + 5 });
    const office = begin(urlOf(one, there.url), [one], { slow: 300 });
    await until(() => attempts(store(), one.name), (rows) => rows.some(({ key, outcome }) => key.endsWith(':good') && outcome === 'delivered') && rows.filter(({ key }) => key.endsWith(':bad')).length >= 2 && rows.filter(({ key }) => key.endsWith(':sick')).length >= 3);
    await row(one, 'bad', 'resolved');
    office.wake();
    const rows = (await ends(one, 4)).filter(({ key }) => key.endsWith(':bad'));
    expect(rows.find(({ event }) => event === 'resolved')).toMatchObject({ outcome: 'delivered' });
    for (const event of ['firing', 'no-data']) expect(rows.filter((other) => other.event === event).at(-1)).toMatchObject({ outcome: 'given-up', status: null, message: 'the end of the incident was delivered before' });
    const before = heard();
    expect(before, 'nothing but its end overtakes').not.toContain('bad/no-data');
    await row(one, 'other', 'firing');
    office.wake();
    await ends(one, 5);
    expect(heard(), 'what was given up is sent no more').toEqual([...before, 'other/firing']);
  });

  test('a notification that nobody takes for a day is given up', async () => {
    const one = target();
    const there = await listen((response) => void response.writeHead(503).end());
    await row(one, 'a', 'firing');
    begin(urlOf(one, there.url), [one], { giveUp: 200 });
    const rows = await ends(one, 1);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.slice(0, -1).every(({ outcome }) => outcome === 'failed')).toBe(true);
    expect(rows.at(-1)).toMatchObject({ outcome: 'given-up', status: 503 });
  });

  test('stopped while a receiver thinks it over, it ends after the grace, says so, and the next start delivers', async () => {
    const one = target();
    const there = await listen((response, nth) => void (nth > 1 && response.writeHead(200).end()));
    await row(one, 'a', 'firing');
    const office = begin(urlOf(one, there.url), [one]);
    await until(() => there.got.length, (many) => many === 1);
    await office.stop();
    expect(await attempts(store(), one.name)).toMatchObject([{ attempt: 1, outcome: 'failed', status: null, message: 'stopped before an answer came' }]);
    begin(urlOf(one, there.url), [one]);
    expect((await ends(one, 1)).at(-1)).toMatchObject({ attempt: 2, outcome: 'delivered' });
  });

  test('Retry-After is kept', async () => {
    const one = target();
    const times: number[] = [];
    const there = await listen((response, nth) => {
      times.push(performance.now());
      response.writeHead(nth === 1 ? 429 : 200, nth === 1 ? ['retry-after', '1'] : []).end();
    });
    await row(one, 'a', 'firing');
    const office = begin(urlOf(one, there.url), [one]);
    await until(() => attempts(store(), one.name), (rows) => rows.length === 1);
    await row(one, 'b', 'firing');
    office.wake();
    await ends(one, 2);
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThan(990);
  });

  test('a redirect is not followed', async () => {
    const one = target();
    const there = await listen();
    const door = await listen((response) => void response.writeHead(307, { location: there.url }).end());
    await row(one, 'a', 'firing');
    begin(urlOf(one, door.url), [one]);
    const rows = await until(() => attempts(store(), one.name), (all) => all.length >= 2);
    expect(rows[0]).toMatchObject({ outcome: 'failed', status: 307, message: `${door.url} answered 307; redirects are not followed` });
    expect(there.got).toEqual([]);
  });

  test('a target without its variable, of a kind not built, or gone from the plan fails in words, once a start, and others go on', async () => {
    const [mute, unsigned, strange, gone, well] = [target({ urlEnv: 'NOWHERE_URL' }), target({ secretEnv: 'NO_SECRET' }), target({ channel: 'pagerduty' }), target(), target()];
    const there = await listen();
    const env: Record<string, string> = { ...urlOf(unsigned, there.url), ...urlOf(well, there.url) };
    for (const one of [mute, unsigned, strange, gone, well]) for (const event of ['firing', 'resolved'] as const) await row(one, 'a', event);
    const before = lines.length;
    const plan = [mute, unsigned, strange, well];
    const office = begin(env, plan);
    await ends(well, 2);
    const said = async (one: Target): Promise<string[]> => (await until(() => attempts(store(), one.name), (rows) => rows.length >= 2)).map(({ message }) => message);
    expect(await said(mute)).toEqual(Array(2).fill(`target ${mute.name} needs the variable NOWHERE_URL (or NOWHERE_URL_FILE), which is not set`));
    expect(await said(unsigned)).toEqual(Array(2).fill(`target ${unsigned.name} needs the variable NO_SECRET (or NO_SECRET_FILE), which is not set`));
    expect(await said(strange)).toEqual(Array(2).fill(`target ${strange.name} is of the kind pagerduty, which is not built yet`));
    expect(await said(gone)).toEqual(Array(2).fill(`the plan has no notification target ${gone.name}`));
    office.wake();
    await row(well, 'b', 'firing');
    office.wake();
    await ends(well, 3);
    expect((await attempts(store(), mute.name)).length).toBe(2);
    expect(lines.slice(before).filter((line) => line.includes('NOWHERE_URL'))).toHaveLength(1);
    // a plan that names it again is enough
    Object.assign(env, urlOf(gone, there.url));
    plan.push(gone);
    office.wake();
    expect((await ends(gone, 2)).filter(({ outcome }) => outcome === 'delivered')).toHaveLength(2);
    await office.stop();
    begin({ ...env, NOWHERE_URL: there.url }, [mute]);
    await ends(mute, 2);
    expect(there.got.filter(({ body }) => body.data.key.startsWith(`${mute.name}:`)).map(({ body }) => body.data.state)).toEqual(['firing', 'resolved']);
  });

  test('what an allowed host says of a refusal is shown: 200 characters of it, without secrets', async () => {
    const one = target({ secretEnv: 'SECRET' });
    const there = await listen((response, _nth, request) => void response.writeHead(401).end(`no\r\nway ${request.url} canary-token ${request.headers.authorization} ${SECRET} ${'x'.repeat(100_000)}`));
    await row(one, 'a', 'firing');
    begin({ ...urlOf(one, `http://canary-user:canary-password@127.0.0.1:${there.port}/hook/canary-token?key=canary-key`), SECRET }, [one], {}, [`127.0.0.1:${there.port}`]);
    const [first] = await until(() => attempts(store(), one.name), (rows) => rows.length >= 1);
    expect(there.got[0]?.headers.authorization).toBe(`Basic ${Buffer.from('canary-user:canary-password').toString('base64')}`);
    expect(first?.message).toMatch(new RegExp(`^http://127.0.0.1:${there.port} answered 401: no way `));
    expect(first?.message.length).toBeLessThan(260);
    expect(JSON.stringify([await attempts(store(), one.name), lines])).not.toMatch(new RegExp(`canary|${Buffer.from('canary-user:canary-password').toString('base64')}`));
  });
});
