import type { Log } from '@ssvaerr/host';
import type { ContentId, EmbeddingWriter } from './embedding-writer.ts';
import type { EncoderInfo } from './model-info.ts';

/** Something with clips in it. */
export interface EmbedInput {
  /** Of all that the features depend on beside the weights. */
  readonly content: ContentId;
  /** Embeds every clip. */
  embed(writer: EmbeddingWriter, context: EmbedContext): Promise<readonly Skipped[]>;
}

export interface EmbedContext {
  /** What the encoder is used to. */
  readonly info: EncoderInfo;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What gave no clip, or not all of them. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}
