/** The page /pipeline and its form, made on the server, complete without JavaScript; while the store does not answer it still says so. */
import type { Router } from 'express';
import type { Log } from '../../shared/log.ts';
import type { Receipt } from './refused.ts';
import { darkMain, pipelineMain } from '../cards/pipeline.ts';
import { REPLAY, type Replayed } from '../cards/refused.ts';
import { Problem } from '../problem.ts';
import { blindMeasures } from './blind.ts';
import type { Desk } from './entry.ts';
import { fieldOf, fieldsOf, formBody, goTo, whoIs, whoTyped } from './form.ts';
import { type PipelineReads, pipelineShown } from './pipeline-facts.ts';
import { refusedOf, type Replaying, sendAgain } from './refused.ts';
import type { Reader } from './rows.ts';
import type { Send } from './slo-pages.ts';
import { planZone, zoneFor } from './zone.ts';

/** Messages that a page shows of one code, and that one click sends again. */
const SAMPLES = 20;
const AT_ONCE = 200;

export type PipelinePage = PipelineReads & { rows: Reader; send: Send; desk: Desk; replaying: Replaying; log?: Log | undefined };

const one = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const whole = (value: unknown): number => (/^\d{1,6}$/.test(String(value ?? '')) ? Number(value) : 0);

/** Sends messages again, all at once; one that is not kept whole stays. Throws what is thrown first otherwise. */
const sendAll = async (desk: Desk, deps: Replaying, ids: readonly string[], who: string): Promise<Replayed> => {
  const receipts = await Promise.all(ids.map((id) => sendAgain(desk, deps, id, { who }).catch((error: unknown): Receipt | null => {
    if (error instanceof Problem && error.status === 409) return null;
    throw error;
  })));
  const done = receipts.filter((receipt) => receipt !== null);
  const refused = done.reduce((sum, { rejected }) => sum + rejected.length, 0);
  return { sent: done.length, accepted: done.length - refused, refused, left: ids.length - done.length };
};

/** Mounts the page and what its form asks for. */
export const mountPipelinePage = (router: Router, { rows, send, desk, replaying, log, ...reads }: PipelinePage): void => {
  router.get('/pipeline', async (request, response) => {
    const show = (main: ReturnType<typeof darkMain>, status: number): void => send(request, response, status, { title: 'Pipeline', main, here: 'pipeline', live: 'stream', topics: 'pipeline,alerts' });
    try {
      const known = await rows.known();
      const zone = zoneFor(response, planZone(known));
      const code = one(request.query['sample']);
      const [shown, blind, messages] = await Promise.all([pipelineShown(reads), known ? blindMeasures(rows, reads.read, known) : null, code === null ? [] : refusedOf(reads.read, code, SAMPLES)]);
      const { sent, accepted, refused, left } = request.query;
      const replayed = sent === undefined ? null : { sent: whole(sent), accepted: whole(accepted), refused: whole(refused), left: whole(left) };
      show(pipelineMain(shown, blind, { codes: shown.refused, sample: code === null ? null : { code, messages }, replayed, able: replaying.replay !== null && desk.entry !== null, most: AT_ONCE, who: whoIs(request), now: shown.now, zone }, zone), 200);
    } catch (error) {
      const id = crypto.randomUUID();
      log?.error({ err: error, id, path: request.path }, 'a page failed');
      show(darkMain(id, reads.clock.machine()), 503);
    }
  });

  router.post(REPLAY, formBody, async (request, response) => {
    const who = whoTyped(request, response) || whoIs(request);
    const [code, body, ids] = [fieldOf(request, 'code'), fieldOf(request, 'body'), fieldsOf(request, 'id')];
    let done: Replayed;
    if (body !== '' && ids.length === 1) {
      const { rejected } = await sendAgain(desk, replaying, ids[0] as string, { body, who });
      done = { sent: 1, accepted: rejected.length === 0 ? 1 : 0, refused: rejected.length, left: 0 };
    } else done = await sendAll(desk, replaying, fieldOf(request, 'selected') !== '' ? ids.slice(0, AT_ONCE) : (await refusedOf(reads.read, code, AT_ONCE)).map(({ id }) => id), who);
    const query = new URLSearchParams({ ...(code !== '' && (body !== '' || ids.length > 0) ? { sample: code } : {}), ...Object.fromEntries(Object.entries(done).map(([name, n]) => [name, String(n)])) });
    goTo(response, `/pipeline?${query}#refused`);
  });
};
