import type { Log } from '@ssvaerr/host';
import type { ContentId } from './embedding-record.ts';
import type { EmbeddingWriter } from './embedding-writer.ts';
import type { EncoderInfo } from './model-info.ts';

/** Clips to embed: the clips of a store, or the faces in videos. */
export interface EmbedInput {
  /** Identifies everything but the weights that the features depend on. */
  readonly content: ContentId;
  /**
   * Embeds every clip.
   *
   * @returns the inputs that gave no clip, or not all of their clips.
   * @throws Interrupted if `signal` is aborted.
   */
  embed(writer: EmbeddingWriter, context: EmbedContext): Promise<readonly Skipped[]>;
}

/** Values that embedding needs besides the clips. */
export interface EmbedContext {
  /** Description that is stored with the weights of the encoder. */
  readonly info: EncoderInfo;
  /** Receives progress and warnings. */
  readonly log: Log;
  /** Stops the work between two clips. */
  readonly signal: AbortSignal;
}

/** An input that gave no clip, or not all of its clips. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}
