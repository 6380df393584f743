/** The plan that `heptad init` writes: one file a step of the ladder, each with a word on what to change. Pure text. */

/** Files of the plan for one service. */
export const starter = (service: string): { name: string; text: string }[] => files(service).map(({ name, text }) => ({ name, text: `${EDITORS}${text}` }));

/** For editors with the YAML language server: what may stand where, while it is written. The schema is written beside the plan. */
export const SCHEMA_FILE = 'plan.schema.json';
const EDITORS = `# yaml-language-server: $schema=./${SCHEMA_FILE}\n`;

const files = (service: string): { name: string; text: string }[] => [
  {
    name: '10-service.yaml',
    text: `# The service whose events are measured: the field "service" of each event.
apiVersion: openslo/v1
kind: Service
metadata: {name: ${service}, annotations: {heptad/owner: your-team}}
spec: {description: What ${service} does and for whom}
`,
  },
  {
    name: '20-indicators.yaml',
    text: `# Tier 2, what is counted. Events of the kind http.request are read here:
#   {"id":"1","time":"2026-11-01T10:00:00Z","service":"${service}","kind":"http.request","state":"ok","value":182.4,"unit":"ms"}
apiVersion: openslo/v1
kind: SLI
metadata: {name: ${service}-answered}
spec:
  ratioMetric:
    counter: false
    good: {metricSource: {type: heptad, spec: {kind: http.request, where: {state: ok}}}}
    total: {metricSource: {type: heptad, spec: {kind: http.request}}}
---
# The value of each event, in ms; the objective says which values are good.
apiVersion: openslo/v1
kind: SLI
metadata: {name: ${service}-time}
spec:
  thresholdMetric: {metricSource: {type: heptad, spec: {kind: http.request, unit: ms}}}
`,
  },
  {
    name: '30-objectives.yaml',
    text: `# Tier 3, what is promised: how many of them are good over a window. What the target leaves is the error budget.
apiVersion: openslo/v1
kind: SLO
metadata: {name: ${service}-availability, displayName: ${service} answers, annotations: {heptad/adequate: "99.5%"}}
spec: {service: ${service}, indicatorRef: ${service}-answered, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{targetPercent: 99.9}]}
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: ${service}-speed, displayName: ${service} is fast, annotations: {heptad/adequate: "90%"}}
spec: {service: ${service}, indicatorRef: ${service}-time, budgetingMethod: Occurrences, timeWindow: [{duration: 28d, isRolling: true}], objectives: [{op: lte, value: 300, targetPercent: 95}]}
`,
  },
  {
    name: '40-activities.yaml',
    text: `# Tier 4, what somebody must be able to do. It works in a minute in which all of these reached the slice target.
apiVersion: heptad/v1
kind: VitalMissionActivity
metadata: {name: use-${service}, displayName: Use ${service}}
spec: {all: [${service}-availability, ${service}-speed], sliceTarget: 90%, window: 28d, adequate: 99%, desired: 99.9%}
`,
  },
  {
    name: '50-targets.yaml',
    text: `# Tier 5, figures of a period against two lines: adequate is tolerable, desired is what is wanted.
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: ${service}-can-be-used, displayName: ${service} can be used}
spec: {measure: {vma: use-${service}}, period: month, timeZone: UTC, polarity: higher, adequate: 99%, desired: 99.9%}
---
apiVersion: heptad/v1
kind: KeyPerformanceTarget
metadata: {name: ${service}-mean-time, displayName: Mean time to answer}
spec: {measure: {sli: ${service}-time, statistic: mean}, unit: ms, period: month, timeZone: UTC, polarity: lower, adequate: 300, desired: 200, worst: 600, best: 50}
`,
  },
  {
    name: '60-scorecard.yaml',
    text: `# Tiers 6 and 7 and the scorecard: targets weighted into an indicator, indicators into a result area, areas by perspective.
apiVersion: heptad/v1
kind: KeyPerformanceIndicator
metadata: {name: ${service}-reliability, displayName: Reliability of ${service}}
spec: {targets: [{kpt: ${service}-can-be-used, weight: 2, critical: true}, {kpt: ${service}-mean-time}], owner: your-team}
---
apiVersion: heptad/v1
kind: KeyResultArea
metadata: {name: customers-are-served, displayName: Customers are served}
spec: {perspective: customer, indicators: [{kpi: ${service}-reliability}]}
---
apiVersion: heptad/v1
kind: Scorecard
metadata: {name: ${service}, displayName: ${service} scorecard}
spec: {period: month, timeZone: UTC, areas: [customers-are-served]}
`,
  },
];
