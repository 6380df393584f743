/** AlertRules as a page, and the verdicts that no page can show: a line met to the last digit, and a budget that is spent. */
import { describe, expect, test } from 'vitest';
import { alertRuleVerdict } from '../../../aggregator/alert/alert-rule.ts';
import type { Rule, When } from '../../../shared/plan/rule.ts';
import type { Row } from '../../../shared/tiers/row.ts';
import { playPage } from './page.ts';

playPage('alert-rules.md');

describe('the verdict on a budget', () => {
  const at = Date.parse('2026-11-02T10:00:00Z');
  const rule = { slo: 's' } as Rule;
  const row = (more: Partial<Row>): Row => ({ status: 'missed', ...more }) as Row;
  const left = (remaining: number, allowed: number): NonNullable<Row['budget']> => {
    const part = { allowed, consumed: null, remaining };
    return { events: part, ratio: { ...part, remaining: remaining / allowed }, seconds: part, of: null };
  };
  const when: When = { kind: 'budget-remaining', share: '0.100000000' };

  test('a line is met exactly, where a quotient of doubles lies above it', () => {
    expect(0.07 / 0.7).toBeGreaterThan(0.1);
    expect(alertRuleVerdict(rule, when, row({ budget: left(0.07, 0.7) }), undefined, at)).toMatchObject({ over: true, calm: false });
    expect(alertRuleVerdict(rule, when, row({ budget: left(0.070000001, 0.7) }), undefined, at)).toMatchObject({ over: false, calm: true });
  });
  test('of a status that is unknown nothing changes', () => {
    expect(alertRuleVerdict(rule, when, row({ status: 'unknown', budget: left(0, 1) }), undefined, at)).toMatchObject({ over: false, calm: false });
    expect(alertRuleVerdict(rule, when, undefined, undefined, at)).toMatchObject({ over: false, calm: false });
  });
  test('a budget that is spent and still burns is exhausted within any time', () => {
    const soon: When = { kind: 'exhausts-in', within: { ms: 60_000, text: '1m' } };
    expect(alertRuleVerdict(rule, soon, row({ budget: left(-1, 1), exhaustsAt: '2026-11-01T00:00:00Z' }), undefined, at)).toMatchObject({ over: true, words: { over: 'the error budget is spent, and still burns' } });
    expect(alertRuleVerdict(rule, soon, row({ budget: left(0.5, 1), exhaustsAt: '2026-11-02T10:01:00Z' }), undefined, at).over).toBe(true);
    expect(alertRuleVerdict(rule, soon, row({ budget: left(0.5, 1), exhaustsAt: '2026-11-02T10:01:00.001Z' }), undefined, at)).toMatchObject({ over: false, calm: true });
  });
});
