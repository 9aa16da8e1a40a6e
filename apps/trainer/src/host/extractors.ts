import { existsSync } from 'node:fs';
import {
  type Extractor,
  type ExtractTools,
  extractorHere,
  extractorsInThreads,
} from '@ssvaerr/preprocess';
import { type AudioChoice, audioFeatures } from './audio-choice.ts';
import type { EngineName } from './engine-names.ts';
import { loadLandmarker } from './landmarker.ts';

/** The engine and the audio features of an extractor. */
export interface ExtractorOptions {
  readonly engine: EngineName;
  readonly audio: AudioChoice;
}

/** Loads the networks of an extractor, on TF.js's current backend. */
export async function loadTools({ audio }: ExtractorOptions): Promise<ExtractTools> {
  return { landmarker: await loadLandmarker(), audio: await audioFeatures(audio, 1) };
}

/** Makes `count` extractors in threads; where the program is not bundled, one in this thread. */
export function startExtractors(count: number, options: ExtractorOptions): Extractor[] {
  const file = new URL('./preprocess-worker.js', import.meta.url);
  if (!existsSync(file)) return [extractorHere(() => loadTools(options))];
  return extractorsInThreads(count, { file, workerData: options });
}
