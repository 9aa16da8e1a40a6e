import type { Split } from '@ssvaerr/data';

/** A data set as a list of recordings, whatever its files look like. */
export interface Source {
  /** What the store says of where its clips come from. */
  readonly name: string;
  /** Licence of the recordings, as free text. */
  readonly licence: string;
  /**
   * Lists the recordings, one after the other.
   *
   * @param onLeftOut Called for each file that is not listed, with the reason.
   */
  items(onLeftOut?: (left: LeftOut) => void): AsyncIterable<SourceItem>;
}

/** One recording. */
export interface SourceItem {
  /** Unique in its source. */
  readonly id: string;
  /** The person in the recording; splits share no subject. */
  readonly subject: string;
  readonly split: Split;
  /** Path of the video file. */
  readonly video: string;
}

/** A file that is not listed, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}
