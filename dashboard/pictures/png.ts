/** SVG as PNG at twice its size, with a font that comes along, so that the picture is the same on every machine. One at a time, each in a thread of its own. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ResvgRenderOptions } from '@resvg/resvg-js';
import { Problem } from '../problem.ts';

/** Regular and semibold: what frames and charts write in. */
const FONTS = [import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'), import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf')].map((url) => fileURLToPath(url));
/** Scripts that the font has not; for them those of the machine are asked. */
const FOREIGN = /[\u0590-\u1dff\u2c00-\ufaff\ufb07-\u{10ffff}]/u;
const TWICE = 2;
/** Pictures that wait for their turn at most, about three seconds of work. */
const MOST_WAITING = 20;
/** A picture takes a tenth of a second; one that takes so long never ends, ms. */
const LONGEST = 20_000;

const rendered = (svg: string, options: ResvgRenderOptions): Promise<Buffer> =>
  new Promise((done, fail) => {
    const worker = new Worker(new URL('./png-worker.ts', import.meta.url), { workerData: { svg, options } });
    const late = setTimeout(() => void worker.terminate(), LONGEST);
    let made: Buffer | null = null;
    worker.once('message', (bytes: Uint8Array) => {
      made = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    });
    worker.once('error', fail);
    worker.once('exit', () => {
      clearTimeout(late);
      if (made) done(made);
      else fail(new Error('the renderer of PNGs ended without a picture'));
    });
  });

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/** Throws Problem 501 where the renderer has no build for this machine, 503 when too many wait. */
export const png = async (svg: string): Promise<Buffer> => {
  if (waiting >= MOST_WAITING) throw new Problem(503, 'Too many pictures', `${MOST_WAITING} PNGs wait already; ask again in some seconds, or for SVG (format=svg)`);
  const options: ResvgRenderOptions = { fitTo: { mode: 'zoom', value: TWICE }, font: { loadSystemFonts: FOREIGN.test(svg), fontFiles: FONTS, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' }, logLevel: 'off' };
  waiting++;
  const turn = last.then(() => rendered(svg, options)).finally(() => waiting--);
  last = turn.catch(() => undefined);
  try {
    return await turn;
  } catch (error) {
    if (error instanceof Error && /native binding|Cannot find module|ERR_MODULE_NOT_FOUND/.test(`${error.message} ${(error as { code?: string }).code ?? ''}`)) throw new Problem(501, 'No PNG here', 'the renderer of PNGs has no build for this machine; the same chart is there as SVG (format=svg)');
    throw error;
  }
};
