/** A thread of `ssvaerr synth`: renders the clips it is asked for. */
import { parentPort } from 'node:worker_threads';
import { type ClipDescription, synthesiseClip } from '@ssvaerr/synthface';

parentPort?.on('message', (description: ClipDescription) => {
  const { frames, labels, audio } = synthesiseClip(description);
  const clip = { frames, labels, audio };
  parentPort?.postMessage({ id: description.id, clip }, [
    frames.buffer as ArrayBuffer,
    labels.buffer as ArrayBuffer,
    audio.buffer as ArrayBuffer,
  ]);
});
