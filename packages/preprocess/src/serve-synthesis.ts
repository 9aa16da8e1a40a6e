import { parentPort } from 'node:worker_threads';
import type { ClipDescription } from '@ssvaerr/synthface';
import { type SyntheticColor, syntheticClip } from './synthetic-clip.ts';

interface Asked {
  readonly description: ClipDescription;
  readonly margin: number | null;
  readonly color: SyntheticColor;
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
  parentPort?.on('message', ({ description, margin, color }: Asked) => {
    const clip = syntheticClip(description, margin, color);
    parentPort?.postMessage({ id: description.id, clip }, [
      clip.frames.buffer as ArrayBuffer,
      clip.labels.buffer as ArrayBuffer,
      clip.audio.buffer as ArrayBuffer,
    ]);
  });
}
