/** What the API answers, as schemas: the envelope of a measure row and what lists wrap around it. */
import { z } from 'zod';
import { ALERT_STATES, RULE_KINDS } from '../../shared/tiers/alert.ts';

const figure = z.number().nullable();
const edge = z.union([z.number(), z.tuple([z.number(), z.number()])]).nullable().meta({ description: 'a line, or the two edges of a range' });
export const tierName = z.enum(['sie', 'sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'perspective', 'scorecard']);
const status = z.enum(['met', 'tolerated', 'missed', 'unknown']).nullable();
const part = z.object({ allowed: figure, consumed: figure, remaining: figure });
const contributor = z.object({ tier: tierName, name: z.string(), weight: figure, value: figure, score: figure, status, contribution: figure });
export const rowSchema = z
  .object({
    tier: tierName, name: z.string(), at: z.string(), window: z.object({ from: z.string(), to: z.string() }).nullable(), value: figure, unit: z.string(), good: figure, total: figure,
    target: z.object({ adequate: edge, desired: edge }).nullable(), score: figure, status, pace: z.enum(['on-track', 'at-risk', 'off-track', 'too-early']).nullable(), forecast: figure, coverage: figure, provisional: z.boolean(), flags: z.array(z.string()),
    budget: z.object({ ratio: part, events: part, seconds: part, of: z.enum(['toDate', 'whole', 'forecast']).nullable() }).optional(), exhaustsAt: z.string().nullable().optional(), burn: z.record(z.string(), figure).optional(),
    contributors: z.array(contributor), plan: z.string(), revision: z.number(), title: z.string(), owner: z.string(), scorecard: z.string().nullable(), polarity: z.enum(['higher', 'lower', 'range']).nullable(), scale: z.object({ worst: z.number(), best: z.number() }).nullable(), effectiveFrom: z.string().optional(),
  })
  .meta({ id: 'MeasureRow' });
/** One measure by name: a kpt, kpi or kra tells more of itself. */
export const detailSchema = rowSchema
  .extend({
    achievement: figure.optional().meta({ description: 'per cent of the target: actual by target, the inverse where lower is better; null of a range' }),
    trend: z
      .object({
        previous: figure.meta({ description: 'the figure of the period before; of sums and counts, of the same elapsed share of it' }), change: figure, lastYear: figure.meta({ description: 'the same of the same period last year' }),
        signal: z.enum(['signal', 'noise', 'too few periods']).nullable().meta({ description: 'XmR over 8 to 24 closed periods' }),
      })
      .nullable()
      .optional(),
    gap: z.object({ actual: figure, target: edge, reference: figure.meta({ description: 'the best of the last 12 closed periods' }) }).optional(),
  })
  .meta({ id: 'MeasureDetail' });
export const sieSchema = rowSchema.extend({ lastAt: z.string().nullable() }).meta({ id: 'SieRow' });
export const listOf = (item: z.ZodType) => z.object({ items: z.array(item), cursor: z.string().nullable() });
export const historySchema = z.object({ items: z.array(z.object({ at: z.string(), value: figure, good: figure, total: figure, score: figure, status, coverage: figure, provisional: z.boolean(), left: figure.optional(), step: z.object({ from: z.string(), good: z.number(), total: z.number(), value: figure, burn: z.record(z.string(), figure) }).optional() })) });
export const eventSchema = z
  .object({
    stream: z.enum(['event', 'sample']), id: z.string(), time: z.string(), service: z.string(), source: z.string(), component: z.string().nullable(), kind: z.string(), state: z.string().nullable(), value: figure, unit: z.string().nullable(), good: figure, total: figure,
    severity: z.string().nullable(), labels: z.record(z.string(), z.string()), counts: z.enum(['good', 'bad', 'total']).nullable(), log: z.string(), partition: z.number(), offset: z.number(),
  })
  .meta({ id: 'Event' });
const spanSchema = z.object({ from: z.string(), to: z.string() });
const secondsSchema = spanSchema.extend({ seconds: z.number() });
const told = z.union([z.number(), z.string()]).nullable();
const samples = z.array(eventSchema);
export const explanationSchema = z
  .object({
    tier: tierName, name: z.string(), at: z.string(), row: rowSchema, formula: z.object({ words: z.string(), numbers: z.string() }),
    steps: z.array(z.object({ what: z.string(), formula: z.string(), numbers: z.string(), value: told })), inputs: z.array(z.object({ name: z.string(), value: told, unit: z.string() })),
    time: z
      .object({
        window: spanSchema.nullable(), counted: spanSchema.nullable(), elapsed: figure, scheduled: figure, excluded: z.array(secondsSchema.extend({ reason: z.string(), text: z.string() })), expected: figure, measured: figure,
        unmeasured: z.array(secondsSchema), more: z.object({ count: z.number(), seconds: z.number() }), partly: z.number(), filled: z.object({ policy: z.string(), seconds: z.number(), good: z.number(), total: z.number() }).nullable(),
      })
      .meta({ description: 'seconds; elapsed = scheduled + all that was excluded, expected = measured + unmeasured + more + partly (in slices measured in part)' }),
    parts: z
      .array(z.object({ label: z.string().nullable(), from: z.string().nullable(), to: z.string().nullable(), good: figure, total: figure, value: figure, bad: z.number().optional(), unknown: z.number().optional(), sum: z.number().optional(), weight: figure.optional(), contribution: figure.optional() }))
      .meta({ description: 'they add up to the whole: good and total of shares, total and sum of values, contributions of weighted figures' }),
    contributors: z.array(contributor.extend({ party: z.string().optional() })), shares: z.array(z.object({ party: z.string(), minutes: z.number() })).optional(), events: z.object({ good: samples, bad: samples, other: samples }),
  })
  .meta({ id: 'Explanation' });
const alertEvent = z.enum(['firing', 'resolved', 'no-data', 'data-back']);
export const ackSchema = z.object({ id: z.string(), at: z.string(), who: z.string(), text: z.string() });
export const silenceSchema = z.object({ id: z.string(), at: z.string().meta({ description: 'when it was entered' }), until: z.string(), who: z.string(), text: z.string() });
export const alertSchema = z
  .object({
    key: z.string().meta({ description: 'the same for everything that is sent about one incident' }), rule: z.string(), slo: z.string(), state: z.enum(ALERT_STATES), since: z.string(), severity: z.string(), burn: z.object({ long: figure, short: figure }), threshold: figure, reason: z.string().nullable(),
    deliveries: z.array(z.object({ at: z.string(), target: z.string(), channel: z.string(), event: alertEvent, attempt: z.number(), outcome: z.string(), status: figure, message: z.string() })),
    kind: z.enum(RULE_KINDS), tier: z.enum(['sli', 'slo', 'vma', 'kpt', 'kpi', 'kra', 'partition']).meta({ description: 'of the measure that slo names; partition: slo is TOPIC/NUMBER of Kafka' }), when: z.string().nullable().meta({ description: 'what an AlertRule watches, in words' }), title: z.string(), service: z.string(), windows: z.object({ long: z.string(), short: z.string() }).nullable(), firedAt: z.string().nullable(), resolvedAt: z.string().nullable(), targets: z.array(z.string()), at: z.string(),
    flags: z.array(z.enum(['silenced', 'acknowledged'])), ack: ackSchema.nullable().meta({ description: 'who has taken the incident on' }), silence: silenceSchema.nullable().meta({ description: 'what holds its notifications back now' }),
  })
  .meta({ id: 'Alert' });
