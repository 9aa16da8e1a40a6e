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
 * const extractor = extractorHere(async () => ({ landmarker, audio: null }));
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
