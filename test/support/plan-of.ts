/** A plan from its text; a faulty one throws its faults. */
import { checkPlan } from '../../shared/plan/check.ts';
import type { Plan } from '../../shared/plan/measure.ts';
import { faultLine } from '../../shared/plan/report.ts';

export const planOf = (text: string): Plan => {
  const { plan, faults } = checkPlan([{ file: 'plan.yaml', text }]);
  if (!plan) throw new Error(faults.map(faultLine).join('\n'));
  return plan;
};

/** The upper tiers over one target named kept: indicator, result area, scorecard. */
export const ABOVE = `---
apiVersion: heptad/v1
kind: KeyPerformanceIndicator
metadata: {name: reliability}
spec: {targets: [{kpt: kept}]}
---
apiVersion: heptad/v1
kind: KeyResultArea
metadata: {name: served}
spec: {perspective: customer, indicators: [{kpi: reliability}]}
---
apiVersion: heptad/v1
kind: Scorecard
metadata: {name: card}
spec: {period: month, timeZone: UTC, areas: [served]}
`;
