/** A thread of `ssvaerr preprocess`. */
import { workerData } from 'node:worker_threads';
import { serveExtractor } from '@ssvaerr/preprocess';
import { startEngine } from './engine.ts';
import { type ExtractorOptions, loadTools } from './extractors.ts';

const options = workerData as ExtractorOptions | null;

// One thread: what an extractor gives does not depend on how many there are.
if (options) {
  serveExtractor(async () => {
    await startEngine(options.engine, { threads: 1 });
    return loadTools(options);
  });
}
