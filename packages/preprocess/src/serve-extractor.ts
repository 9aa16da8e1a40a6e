import { parentPort } from 'node:worker_threads';
import {
  type Extracted,
  type ExtractedClip,
  type ExtractJob,
  type ExtractTools,
  extractClips,
} from './extract-clips.ts';

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

/**
 * Makes this thread an extractor of {@link extractorsInThreads}: it extracts the clips of one video after the other.
 *
 * @param load Starts TF.js's backend and loads the networks; called once, before the first video.
 */
export function serveExtractor(load: () => Promise<ExtractTools>): void {
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
      tools ??= load();
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
}
