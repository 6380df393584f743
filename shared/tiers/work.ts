/** Work that a person asks of the aggregator, and what comes of it: a span climbed again, the same span under another plan, a test of a notification target. */
import type { MeasureTier } from '../plan/measure.ts';
import type { Row, Status } from './row.ts';

/** [from, to), ms. restate: closed periods that end in (from, to] are judged again by the plan in force. */
export type BackfillAsk = { kind: 'backfill'; from: number; to: number; restate: boolean };
export type WhatifAsk = { kind: 'whatif'; from: number; to: number; files: { file: string; text: string }[] };
/** force: also when the books do not balance. */
export type RebuildAsk = { kind: 'rebuild'; force: boolean };
/** A copy of the store, under this name beside it. */
export type BackupAsk = { kind: 'backup' };
/** A notification that tells of nothing, to try a target of the plan out. */
export type TestAsk = { kind: 'test'; target: string };
export type WorkAsk = BackfillAsk | WhatifAsk | RebuildAsk | BackupAsk | TestAsk;

/** url = as much of it as may be shown; payload = what was posted, exactly; status = HTTP's, null when nobody answered. */
export type Tested = { target: string; url: string; payload: string; delivered: boolean; status: number | null; message: string };

/** minutes = how many were climbed; closed, restated = rows of closed periods that were written. */
export type Backfilled = { from: string; to: string; minutes: number; closed: number; restated: number };

/** [from, to) = the days whose raw is kept; differing = those of them whose slices came out otherwise; restated = rows of closed periods that did. */
export type Rebuilt = { from: string | null; to: string | null; days: number; minutes: number; differing: string[]; restated: number };
/** folder = where the copy lies until it is fetched; bytes = what it holds. */
export type BackedUp = { folder: string; at: string; tables: number; bytes: number };

export type Verdict = Pick<Row, 'value' | 'score' | 'status' | 'target'>;
/** One measure now and then; null where a plan does not have it. difference = then less now, null when one of them has no value. */
export type Compared = { tier: MeasureTier; name: string; scorecard: string | null; unit: string; now: Verdict | null; then: Verdict | null; difference: { value: number | null; score: number | null } };
/** A period whose status would be another: of a rolling window, days that follow one another. */
export type Turned = { tier: MeasureTier; name: string; scorecard: string | null; from: string; to: string; now: Status | null; then: Status | null };
/** measures at `to`; plans by id. */
export type Comparison = { from: string; to: string; plan: { now: string; then: string }; measures: Compared[]; periods: Turned[] };

/** How far: share 0 to 1, and in words. */
export type Step = { share: number; message: string };
export type Work = { id: string; kind: WorkAsk['kind']; state: 'waiting' | 'running' | 'done' | 'failed'; share: number; message: string; result: Backfilled | Comparison | Rebuilt | BackedUp | Tested | null };
