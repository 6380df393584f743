import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../shared/plan/check.ts';
import { type EnteredCorrection, withCorrections } from '../../../shared/plan/approved.ts';
import type { Plan, SloMeasure } from '../../../shared/plan/measure.ts';
import { planOf, ratio, SHOP, slo } from '../../support/plan-of.ts';

const TEXT = `${SHOP}${ratio('answered', 'ok')}${slo('one', 'answered')}${slo('two', 'answered')}\n`;
const ID = '3f2c1a88-0000-4000-8000-000000000001';
const entered = (more: Partial<EnteredCorrection> = {}): EnteredCorrection => ({ id: ID, slos: ['one'], kpts: [], from: Date.parse('2026-11-03T09:12:00Z'), to: Date.parse('2026-11-03T09:40:00Z'), reason: 'supplier', text: 'it\'s "away":\n---\nkind: {SLO}', ...more });
const spans = (plan: Plan): [string, string[]][] => plan.measures.filter((one): one is SloMeasure => one.tier === 'slo').map((one) => [one.name, one.schedule?.corrections.map(({ name }) => name) ?? []]);

describe('a plan under corrections that were entered', () => {
  test('is the plan that it would be with the same documents, whatever they say', () => {
    const written = planOf(`${TEXT}---\n${JSON.stringify({ apiVersion: 'heptad/v1', kind: 'Correction', metadata: { name: ID }, spec: { slos: ['one'], from: '2026-11-03T09:12:00Z', to: '2026-11-03T09:40:00Z', reason: 'supplier', text: entered().text } })}\n`);
    const made = withCorrections(planOf(TEXT), [entered()]);
    expect(made.id).toBe(written.id);
    expect(spans(made)).toEqual([['one', [ID]], ['two', []]]);
    expect(made.measures.find((one) => one.name === 'one')).toMatchObject({ schedule: { corrections: [{ text: entered().text }] } });
  });

  test('is the same without any, and made of its texts anew each time', () => {
    const plan = planOf(TEXT);
    expect(withCorrections(plan, [])).toBe(plan);
    const other = [entered({ slos: ['two'] })];
    expect(withCorrections(withCorrections(plan, [entered()]), other).id).toBe(withCorrections(plan, other).id);
  });

  test('passes over what it does not have, name by name', () => {
    const plan = planOf(TEXT);
    const other = entered({ id: ID.replace(/1$/, '2'), slos: ['gone', 'two', 'gone-too'], kpts: ['none'] });
    const gone = entered({ id: ID.replace(/1$/, '3'), slos: ['gone'] });
    expect(spans(withCorrections(plan, [gone, other, entered()]))).toEqual([['one', [ID]], ['two', [other.id]]]);
    expect(withCorrections(plan, [gone])).toBe(plan);
  });

  test('passes over one that is none at all', () => {
    const plan = planOf(TEXT);
    expect(spans(withCorrections(plan, [entered({ id: ID.replace(/1$/, '4'), to: 0 }), entered()]))).toEqual([['one', [ID]], ['two', []]]);
  });

  test('of a plan that was read back from its rows there are no texts: it stays', () => {
    const { plan } = checkPlan([{ file: 'a.yaml', text: TEXT }]);
    const read = { ...(plan as Plan), texts: [] };
    expect(withCorrections(read, [entered()])).toBe(read);
  });
});
