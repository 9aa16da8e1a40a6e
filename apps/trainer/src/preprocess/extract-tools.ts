import { type AudioChoice, audioFeatures } from '../audio/audio-flag.ts';
import type { EngineName } from '../engine.ts';
import type { ExtractTools } from './extract-clips.ts';
import { loadLandmarker } from './landmarker.ts';

/** What an extractor works with. */
export interface ExtractorOptions {
  readonly engine: EngineName;
  readonly audio: AudioChoice;
}

/** On TF.js's backend. One thread: what an extractor gives does not depend on how many there are. */
export async function loadTools({ audio }: ExtractorOptions): Promise<ExtractTools> {
  return { landmarker: await loadLandmarker(), audio: await audioFeatures(audio, 1) };
}
