import { Worker } from 'node:worker_threads';
import { Interrupted } from '@ssvaerr/host';
import {
  type Extracted,
  type ExtractJob,
  type ExtractSink,
  type ExtractTools,
  extractClips,
} from './extract-clips.ts';
import type { News, Order } from './serve-extractor.ts';

/** Extracts the clips of one video at a time. */
export interface Extractor {
  /** Rejects with what the sink throws, with Interrupted if it is closed, or with an Error if the extraction fails. */
  run(job: ExtractJob, sink: ExtractSink): Promise<Extracted>;
  close(): Promise<void>;
}

/** Threads that extract. */
export interface ExtractorThreads {
  /** A module that calls `serveExtractor`. */
  readonly file: URL;
  /** What the module finds as `workerData`. */
  readonly workerData?: unknown;
}

/** Makes `count` extractors, each in a thread of its own. */
export const extractorsInThreads = (count: number, threads: ExtractorThreads): Extractor[] =>
  Array.from({ length: count }, () => extractorInThread(threads));

/**
 * Makes an extractor that runs in this thread, on TF.js's current backend.
 *
 * @param load Called once, before the first video.
 */
export function extractorHere(load: () => Promise<ExtractTools>): Extractor {
  let tools: Promise<ExtractTools> | undefined;
  return {
    async run(job, sink) {
      tools ??= load();
      return extractClips(job, await tools, sink);
    },
    async close() {
      (await tools)?.landmarker.dispose();
    },
  };
}

/** The thread is never ended while it computes: ONNX Runtime would take the whole process with it. */
function extractorInThread({ file, workerData }: ExtractorThreads): Extractor {
  let thread: Worker | undefined;
  let idle: Promise<unknown> = Promise.resolve();
  let interrupt = () => {};
  const tell = (order: Order) => thread?.postMessage(order);

  const run = (job: ExtractJob, sink: ExtractSink) => {
    thread ??= new Worker(file, { workerData });
    const here = thread;
    return new Promise<Extracted>((resolve, reject) => {
      let problem: { readonly error: unknown } | undefined; // of the sink: told when the thread has stopped
      const settle = (end: () => void) => {
        here.off('message', onMessage);
        here.off('error', onError);
        here.off('exit', onExit);
        if (problem) reject(problem.error);
        else end();
      };
      const onError = (error: Error) => {
        thread = undefined; // the next video gets another one
        settle(() => reject(error));
      };
      const onExit = () => onError(new Error('its thread ended'));
      const onMessage = async (news: News) => {
        if (news.kind === 'done') return settle(() => resolve(news.extracted));
        if (news.kind === 'failed') return settle(() => reject(new Error(news.what)));
        if (problem) return;
        try {
          if (news.kind === 'frames') return sink.frames(news.count);
          await sink.clip(news.clip);
          tell({ kind: 'taken' });
        } catch (error) {
          stop(error);
        }
      };
      const stop = (error: unknown) => {
        problem ??= { error };
        tell({ kind: 'stop' });
      };
      interrupt = () => stop(new Interrupted(''));
      here.on('message', onMessage);
      here.on('error', onError);
      here.on('exit', onExit);
      tell({ kind: 'job', job });
    });
  };
  return {
    run(job, sink) {
      const running = run(job, sink);
      idle = running.catch(() => {});
      return running;
    },
    async close() {
      interrupt();
      await idle;
      await thread?.terminate();
    },
  };
}
