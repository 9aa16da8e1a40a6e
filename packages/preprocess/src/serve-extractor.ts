import { parentPort } from 'node:worker_threads';
import {
  type Extracted,
  type ExtractedClip,
  type ExtractJob,
  type ExtractTools,
  extractClips,
} from './extract-clips.ts';

/** A message to the thread. */
export type Order =
  | { readonly kind: 'job'; readonly job: ExtractJob }
  | { readonly kind: 'taken' }
  | { readonly kind: 'stop' };

/** A message from the thread. After a clip it waits for the order `taken`. */
export type News =
  | { readonly kind: 'frames'; readonly count: number }
  | { readonly kind: 'clip'; readonly clip: ExtractedClip }
  | { readonly kind: 'done'; readonly extracted: Extracted }
  | { readonly kind: 'failed'; readonly what: string };

/**
 * Makes this thread a worker of {@link extractorsInThreads}: it extracts the clips of one video after the other.
 *
 * @param load Starts the TF.js backend and loads the networks. Called once, before the first video.
 * @example
 * ```ts no-run
 * // The module of a thread, for `extractorsInThreads`.
 * import { type FaceApiNet, faceApiLandmarker } from '@ssvaerr/face/face-api';
 * import { serveExtractor } from '@ssvaerr/preprocess';
 * import * as tf from '@tensorflow/tfjs';
 * import * as faceapi from '@vladmandic/face-api/dist/face-api.node-wasm.js';
 *
 * const models = 'node_modules/@vladmandic/face-api/model';
 * serveExtractor(async () => {
 *   await tf.setBackend('wasm');
 *   const load = { models: (net: FaceApiNet) => net.loadFromDisk(models) };
 *   return { landmarker: await faceApiLandmarker(faceapi, load), audio: null };
 * });
 * ```
 */
export function serveExtractor(load: () => Promise<ExtractTools>): void {
  let tools: Promise<ExtractTools> | undefined;
  let taken = () => {};
  let stopped = false;
  const assertNotStopped = () => {
    if (stopped) throw new Error('stopped');
  };
  const tell = (news: News, moved: ArrayBuffer[] = []) => parentPort?.postMessage(news, moved);

  parentPort?.on('message', async (order: Order) => {
    if (order.kind === 'stop') stopped = true;
    if (order.kind !== 'job') return taken();
    try {
      tools ??= load();
      const extracted = await extractClips(order.job, await tools, {
        frames(count) {
          assertNotStopped();
          tell({ kind: 'frames', count });
        },
        async clip(clip) {
          assertNotStopped(); // after a stop nobody would take it
          const isTaken = new Promise<void>((resolve) => {
            taken = resolve;
          });
          const moved = [clip.frames.buffer, ...(clip.audio ? [clip.audio.features.buffer] : [])];
          tell({ kind: 'clip', clip }, moved);
          await isTaken;
          assertNotStopped();
        },
      });
      tell({ kind: 'done', extracted });
    } catch (error) {
      tell({ kind: 'failed', what: String((error as Error).message) });
    }
  });
}
