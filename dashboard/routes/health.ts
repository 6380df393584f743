/** For machines that watch: /livez, /readyz, /version and /metrics (Prometheus text). */
import type { Router } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Memory } from '../../shared/pressure.ts';
import { type Condition, troubles } from '../../shared/store/condition.ts';
import type { Door } from '../../shared/store/store.ts';
import { ALERT_STATES } from '../../shared/tiers/alert.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { alertCounts } from './alert-facts.ts';
import { pipelineFacts, type Progress } from './pipeline.ts';

export const mountHealth = (router: Router, { read, progress, version, clock, condition, memory }: { read: Door; progress: (() => Progress[] | null) | null; version: string; clock: Clock; condition: Condition; memory?: Memory }): void => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge => new Gauge({ name, help, labelNames, registers: [registry] });
  const watermark = gauge('heptad_watermark_seconds', 'The instant that everything is climbed up to, seconds since 1970');
  const behind = gauge('heptad_watermark_age_seconds', "How far the watermark lies behind the machine's clock");
  const lag = gauge('heptad_lag', 'Offsets not consumed yet and ledger rows not climbed yet');
  const stopped = gauge('heptad_partition_stopped', 'Kafka partitions that are not read any more, by reason', ['topic', 'partition', 'reason']);
  const accepted = gauge('heptad_accepted', 'Messages stored since the store was made');
  const late = gauge('heptad_late', 'Messages older than retention');
  const unknown = gauge('heptad_unknown_fields', 'Fields of messages that are no part of one: left out');
  const unmatched = gauge('heptad_unmatched', 'Retained samples that no SLI of the plan in force reads');
  const refused = gauge('heptad_refused', 'Messages refused, by code', ['code']);
  const alerts = gauge('heptad_alerts', 'Alert rules of the plan in force, by the state they are in', ['state']);
  const stuck = gauge('heptad_store_stuck', '1 while nothing can be written to the store');
  const findings = gauge('heptad_store_findings', 'What is wrong with the store, as heptad audit names it');
  const limit = gauge('heptad_memory_limit_bytes', 'What this process may hold of memory');
  const short = gauge('heptad_memory_short', '1 while memory is short: Kafka is not fetched, POST answers 503');
  const tick = gauge('heptad_tick_milliseconds', 'How long a tick took', ['of']);

  router.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
  router.get('/readyz', async (_request, response) => {
    try {
      await pipelineFacts({ read, progress, clock, condition });
      const wrong = troubles(condition);
      response.status(wrong.length > 0 ? 503 : 200).type('text').send(wrong.length > 0 ? `${wrong.join('\n')}\n` : 'ok\n');
    } catch {
      response.status(503).type('text').send('the store does not answer\n');
    }
  });
  router.get('/version', (_request, response) => void response.json({ version, node: process.versions.node }));
  router.get('/metrics', async (_request, response) => {
    const facts = await pipelineFacts({ read, progress, clock, condition });
    stuck.set(condition.stuck() ? 1 : 0);
    findings.set(condition.findings().length);
    if (memory) limit.set(memory.budget.limit);
    if (memory) short.set(memory.short() ? 1 : 0);
    if (facts.watermark !== null) {
      watermark.set(Date.parse(facts.watermark) / 1000);
      behind.set((clock.machine() - Date.parse(facts.watermark)) / 1000);
    }
    if (facts.lag !== null) lag.set(facts.lag);
    stopped.reset();
    for (const one of facts.kafka) if (one.stopped) stopped.set({ topic: one.topic, partition: String(one.partition), reason: one.stopped }, 1);
    accepted.set(facts.accepted);
    late.set(facts.late);
    unknown.set(facts.unknown);
    unmatched.set(facts.unmatched);
    for (const [code, n] of Object.entries(facts.refused)) refused.set({ code }, n);
    const counts = await alertCounts(read);
    for (const state of ALERT_STATES) alerts.set({ state }, counts[state]);
    if (facts.tick.last !== null) tick.set({ of: 'last' }, facts.tick.last);
    if (facts.tick.p95 !== null) tick.set({ of: 'p95' }, facts.tick.p95);
    response.type(registry.contentType).send(await registry.metrics());
  });
};
