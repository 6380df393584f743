/** Plays one page of this folder as tests: a heading is a test; its Then table is a story, line by line. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScene, type Scene } from '../../support/alerts.ts';
import { planOf } from '../../support/plan-of.ts';
import { messages, readPage } from '../../support/example.ts';

/** The plan without the documents of these names. */
const without = (text: string, names: readonly string[]): string => text.split(/^---$/m).filter((one) => !names.some((name) => one.includes(`name: ${name}}`) || one.includes(`name: ${name},`))).join('---');

/** Declares the tests of a page. Columns of Then: at, do (restart, or: without NAME), slo, rule, state, told (what is new in the outbox: "-" is nothing), since, reason (a part of it). */
export const playPage = (name: string): void => {
  const page = readPage(new URL(name, import.meta.url));
  describe(page.title, () => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await openScene(planOf(page.plan));
    });
    afterAll(() => scene.close());
    test.each(page.sections.map((one, i) => [one.title, one, i] as const))('%s', async (_title, section, number) => {
      let waiting = section.given.flatMap((line, l) => messages(line, `${number}-${l}`)).sort((a, b) => a.time - b.time);
      const seen = new Map<string, Set<string>>();
      let now = '';
      for (const line of section.then) {
        const at = line['at'] as string;
        const where = `${at} ${line['slo']}/${line['rule']}`;
        const removed = /^without (.*)$/.exec(line['do'] ?? '')?.[1];
        if (line['do']) await scene.restart(removed === undefined ? planOf(page.plan) : planOf(without(page.plan, removed.split(' '))));
        if (at !== now || line['do']) {
          await scene.accept(waiting.filter((one) => one.time < Date.parse(at)));
          waiting = waiting.filter((one) => one.time >= Date.parse(at));
          await scene.reach(Date.parse(at));
          now = at;
        }
        const [slo, rule] = [line['slo'] as string, line['rule'] as string];
        const alert = await scene.alert(slo, rule);
        expect(alert?.state ?? 'inactive', where).toBe(line['state']);
        if (line['since']) expect(alert?.since, where).toBe(line['since']);
        if (line['reason']) expect(alert?.reason, where).toContain(line['reason']);
        const known = seen.get(`${slo}/${rule}`) ?? new Set();
        seen.set(`${slo}/${rule}`, known);
        const fresh = (await scene.outbox(slo, rule)).filter((one) => !known.has(one.id));
        for (const one of fresh) known.add(one.id);
        if (line['told']) expect(fresh.map((one) => one.event).join(' ') || '-', where).toBe(line['told']);
      }
    }, 240_000);
  });
};
