/** A thread of `ssvaerr preprocess`: extracts the clips of one video after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { startEngine } from '../engine.ts';
import {
  type Extracted,
  type ExtractedClip,
  type ExtractJob,
  type ExtractTools,
  extractClips,
} from './extract-clips.ts';
import { type ExtractorOptions, loadTools } from './extract-tools.ts';

/** To the thread. */
export type Order =
  | { readonly kind: 'job'; readonly job: ExtractJob }
  | { readonly kind: 'taken' }
  | { readonly kind: 'stop' };

/** From the thread; it goes on after a clip when that is taken. */
export type News =
  | { readonly kind: 'frames'; readonly count: number }
  | { readonly kind: 'clip'; readonly clip: ExtractedClip }
  | { readonly kind: 'done'; readonly extracted: Extracted }
  | { readonly kind: 'failed'; readonly what: string };

const options = (workerData ?? {}) as ExtractorOptions;
let tools: Promise<ExtractTools> | undefined;
let taken = () => {};
let stopped = false;

const assertGoesOn = () => {
  if (stopped) throw new Error('stopped');
};

const tell = (news: News, moved: ArrayBuffer[] = []) => parentPort?.postMessage(news, moved);

parentPort?.on('message', async (order: Order) => {
  if (order.kind === 'stop') stopped = true;
  if (order.kind !== 'job') return taken();
  try {
    tools ??= startEngine(options.engine, { threads: 1 }).then(() => loadTools(options));
    const extracted = await extractClips(order.job, await tools, {
      frames(count) {
        assertGoesOn();
        tell({ kind: 'frames', count });
      },
      async clip(clip) {
        assertGoesOn(); // nobody takes what comes after a stop
        const isTaken = new Promise<void>((resolve) => {
          taken = resolve;
        });
        const moved = [clip.frames.buffer, ...(clip.heard ? [clip.heard.audio.buffer] : [])];
        tell({ kind: 'clip', clip }, moved);
        await isTaken;
        assertGoesOn();
      },
    });
    tell({ kind: 'done', extracted });
  } catch (error) {
    tell({ kind: 'failed', what: String((error as Error).message) });
  }
});
