/** A plan from its text; a faulty one throws its faults. */
import { checkPlan } from '../../shared/plan/check.ts';
import type { Plan } from '../../shared/plan/measure.ts';
import { faultLine } from '../../shared/plan/report.ts';

export const planOf = (text: string): Plan => {
  const { plan, faults } = checkPlan([{ file: 'plan.yaml', text }]);
  if (!plan) throw new Error(faults.map(faultLine).join('\n'));
  return plan;
};

/** The service that most plans of tests are about. */
export const SHOP = `
apiVersion: openslo/v1
kind: Service
metadata: {name: shop}
spec: {}`;
/** One SLO more on an SLI. */
export const slo = (name: string, sli: string, more = ''): string => `
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: ${name}${more}}
spec: {service: shop, indicatorRef: ${sli}, budgetingMethod: Occurrences, timeWindow: [{duration: 60d, isRolling: true}], objectives: [{targetPercent: 60}]}`;
/** One SLI more over requests. */
export const ratio = (name: string, state: string): string => `
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: ${name}}
spec: {ratioMetric: {counter: false, good: {metricSource: {type: heptad, spec: {kind: req, where: {state: ${state}}}}}, total: {metricSource: {type: heptad, spec: {kind: req}}}}}`;

/** A target named kept on an SLO, in per cent. */
export const kept = (slo: string, adequate = 50, desired = 60): string => `
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: kept}
spec: {measure: {slo: ${slo}}, period: month, timeZone: UTC, adequate: ${adequate}%, desired: ${desired}%}
`;
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
