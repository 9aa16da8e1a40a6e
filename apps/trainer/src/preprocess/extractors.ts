import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { EngineName } from '../engine.ts';
import {
  type Extracted,
  type ExtractJob,
  type ExtractSink,
  extractClips,
} from './extract-clips.ts';
import { loadLandmarker } from './landmarker.ts';
import type { News, Order } from './preprocess-worker.ts';

/** Extracts the clips of one video at a time. */
export interface Extractor {
  /** Rejects with what the sink throws, or with an Error if the extraction fails. */
  run(job: ExtractJob, sink: ExtractSink): Promise<Extracted>;
  close(): Promise<void>;
}

/** As many as asked for, each in a thread of its own; where the program is not built, one without a thread. */
export function startExtractors(count: number, engine: EngineName): Extractor[] {
  const file = new URL('./preprocess-worker.js', import.meta.url);
  if (!existsSync(file)) return [extractorHere()];
  return Array.from({ length: count }, () => extractorInThread(file, engine));
}

/** On the engine that is TF.js's backend. */
function extractorHere(): Extractor {
  let landmarker: ReturnType<typeof loadLandmarker> | undefined;
  return {
    async run(job, sink) {
      landmarker ??= loadLandmarker();
      return extractClips(job, await landmarker, sink);
    },
    async close() {
      (await landmarker)?.dispose();
    },
  };
}

function extractorInThread(file: URL, engine: EngineName): Extractor {
  let thread: Worker | undefined;
  return {
    run(job, sink) {
      thread ??= new Worker(file, { workerData: { engine } });
      const here = thread;
      const tell = (order: Order) => here.postMessage(order);
      return new Promise<Extracted>((resolve, reject) => {
        const settled = () => {
          here.off('message', onMessage);
          here.off('error', onError);
          here.off('exit', onExit);
        };
        const fail = (error: unknown) => {
          settled();
          reject(error);
        };
        const onError = (error: Error) => {
          thread = undefined; // the next video gets another one
          fail(error);
        };
        const onExit = () => onError(new Error('its thread ended'));
        const onMessage = async (news: News) => {
          try {
            if (news.kind === 'frames') sink.frames(news.count);
            else if (news.kind === 'failed') fail(new Error(news.what));
            else if (news.kind === 'clip') {
              await sink.clip(news.clip);
              tell({ kind: 'taken' });
            } else {
              settled();
              resolve(news.extracted);
            }
          } catch (error) {
            fail(error);
          }
        };
        here.on('message', onMessage);
        here.on('error', onError);
        here.on('exit', onExit);
        tell({ kind: 'job', job });
      });
    },
    async close() {
      await thread?.terminate();
    },
  };
}
