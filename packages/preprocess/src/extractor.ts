import type { Extracted, ExtractJob, ExtractSink } from './extract-clips.ts';

/** Extracts the clips of one video at a time. */
export interface Extractor {
  /**
   * Extracts the clips of a video, as `extractClips` does. Rejects with what the sink throws, with Interrupted
   * if the extractor is closed meanwhile, or with an Error if the extraction fails.
   */
  run(job: ExtractJob, sink: ExtractSink): Promise<Extracted>;
  /** Stops the video at hand within 25 frames, and lets go of the networks. May be called twice. */
  close(): Promise<void>;
}
