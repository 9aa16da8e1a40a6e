import { Worker } from 'node:worker_threads';
import { Interrupted } from '@ssvaerr/host';
import type { Extracted, ExtractJob, ExtractSink } from './extract-clips.ts';
import type { Extractor } from './extractor.ts';
import type { News, Order } from './serve-extractor.ts';

/** The threads of {@link extractorsInThreads}. */
export interface ExtractorThreads {
  /** A module that calls `serveExtractor`. */
  readonly file: URL;
  /** Passed to the module as `workerData`. */
  readonly workerData?: unknown;
}

/**
 * Makes extractors that run in threads, each in one of its own. A thread starts with its first video.
 *
 * @param count Number of extractors, at least 1.
 * @example
 * ```ts no-run
 * import { extractorsInThreads } from '@ssvaerr/preprocess';
 *
 * // The module `worker.js` calls `serveExtractor`.
 * const file = new URL('./worker.js', import.meta.url);
 * const extractors = extractorsInThreads(4, { file, workerData: { audio: 'none' } });
 * await Promise.all(extractors.map((extractor) => extractor.close()));
 * ```
 */
export const extractorsInThreads = (count: number, threads: ExtractorThreads): Extractor[] =>
  Array.from({ length: count }, () => extractorInThread(threads));

/** Never ends the thread while it computes: ONNX Runtime would take the whole process with it. */
function extractorInThread({ file, workerData }: ExtractorThreads): Extractor {
  let thread: Worker | undefined;
  let idle: Promise<unknown> = Promise.resolve();
  let interrupt = () => {};
  const tell = (order: Order) => thread?.postMessage(order);

  const run = (job: ExtractJob, sink: ExtractSink) => {
    thread ??= new Worker(file, { workerData });
    const here = thread;
    return new Promise<Extracted>((resolve, reject) => {
      let problem: { readonly error: unknown } | undefined; // the sink's, kept until the thread has stopped
      const settle = (end: () => void) => {
        here.off('message', onMessage);
        here.off('error', onError);
        here.off('exit', onExit);
        if (problem) reject(problem.error);
        else end();
      };
      const onError = (error: Error) => {
        thread = undefined; // the next video starts another one
        settle(() => reject(error));
      };
      const onExit = () => onError(new Error('its thread ended unexpectedly'));
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
