/** A thread of `ssvaerr preprocess`. */
import { workerData } from 'node:worker_threads';
import { serveExtractor } from '@ssvaerr/preprocess';
import { startEngine } from './engine.ts';
import { type ExtractorOptions, loadTools } from './extractors.ts';

const options = workerData as ExtractorOptions | null;

// One thread each, so that the clips do not depend on the number of extractors.
if (options) {
  serveExtractor(async () => {
    await startEngine(options.engine, { threads: 1 });
    return loadTools(options);
  });
}
