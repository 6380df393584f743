/** A thread that makes one PNG and ends: what the renderer holds of memory, which is not counted as this program's, goes with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';

const { svg, options } = workerData as { svg: string; options: ResvgRenderOptions };
parentPort?.postMessage(new Resvg(svg, options).render().asPng());
