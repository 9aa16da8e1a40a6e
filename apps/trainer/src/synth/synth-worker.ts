/** A thread of `ssvaerr synth`: renders the clips it is asked for. */
import { parentPort } from 'node:worker_threads';
import type { ClipDescription } from '@ssvaerr/synthface';
import { syntheticClip } from './synthetic-clip.ts';

interface Asked {
  readonly description: ClipDescription;
  readonly margin: number | null;
}

parentPort?.on('message', ({ description, margin }: Asked) => {
  const clip = syntheticClip(description, margin);
  parentPort?.postMessage({ id: description.id, clip }, [
    clip.frames.buffer as ArrayBuffer,
    clip.labels.buffer as ArrayBuffer,
    clip.audio.buffer as ArrayBuffer,
  ]);
});
