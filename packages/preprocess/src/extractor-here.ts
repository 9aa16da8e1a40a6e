import { Interrupted } from '@ssvaerr/host';
import {
  type ExtractJob,
  type ExtractSink,
  type ExtractTools,
  extractClips,
} from './extract-clips.ts';
import type { Extractor } from './extractor.ts';

/**
 * Makes an extractor that runs in this thread, on TF.js's current backend.
 *
 * @param load Loads the networks. Called once, before the first video.
 * @example
 * ```ts no-run
 * import { faceApiLandmarker } from '@ssvaerr/face/face-api';
 * import { extractorHere } from '@ssvaerr/preprocess';
 * import * as tf from '@tensorflow/tfjs';
 * import * as faceapi from '@vladmandic/face-api/dist/face-api.node-wasm.js';
 *
 * const models = 'node_modules/@vladmandic/face-api/model';
 * await tf.setBackend('wasm');
 * const extractor = extractorHere(async () => ({
 *   landmarker: await faceApiLandmarker(faceapi, { models: (net) => net.loadFromDisk(models) }),
 *   audio: null,
 * }));
 * await extractor.close(); // as `preprocess` does, which takes extractors as an option
 * ```
 */
export function extractorHere(load: () => Promise<ExtractTools>): Extractor {
  let tools: Promise<ExtractTools> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let closed = false;
  const assertOpen = () => {
    if (closed) throw new Interrupted('');
  };
  const extract = async (job: ExtractJob, sink: ExtractSink) => {
    tools ??= load();
    return extractClips(job, await tools, {
      frames(count) {
        assertOpen();
        sink.frames(count);
      },
      async clip(clip) {
        assertOpen();
        await sink.clip(clip);
      },
    });
  };
  return {
    run(job, sink) {
      const extracting = extract(job, sink);
      running = extracting.catch(() => {});
      return extracting;
    },
    async close() {
      closed = true;
      await running;
      const loaded = await tools?.catch(() => undefined); // who ran it knows
      loaded?.landmarker.dispose();
      tools = undefined;
    },
  };
}
