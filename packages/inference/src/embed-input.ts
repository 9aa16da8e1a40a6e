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
  /** Metadata of the encoder, such as the normalization and size of its training frames. */
  readonly info: EncoderInfo;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** An input that gave no clips, or not all of them. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}
