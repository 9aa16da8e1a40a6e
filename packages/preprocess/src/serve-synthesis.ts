import { parentPort } from 'node:worker_threads';
import type { ClipDescription } from '@ssvaerr/synthface';
import { syntheticClip } from './synthetic-clip.ts';

interface Asked {
  readonly description: ClipDescription;
  readonly margin: number | null;
}

/**
 * Makes this thread draw clips for `writeSyntheticStore`.
 *
 * @example
 * ```ts no-run
 * // The whole module of a thread, for the option `thread` of `writeSyntheticStore`.
 * import { serveSynthesis } from '@ssvaerr/preprocess';
 *
 * serveSynthesis();
 * ```
 */
export function serveSynthesis(): void {
  parentPort?.on('message', ({ description, margin }: Asked) => {
    const clip = syntheticClip(description, margin);
    parentPort?.postMessage({ id: description.id, clip }, [
      clip.frames.buffer as ArrayBuffer,
      clip.labels.buffer as ArrayBuffer,
      clip.audio.buffer as ArrayBuffer,
    ]);
  });
}
