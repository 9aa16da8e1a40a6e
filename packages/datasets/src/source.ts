import type { Split } from '@ssvaerr/data';

/** A data set as a list of recordings, whatever its files look like. */
export interface Source {
  /** The name of the data set, such as the name of its folder. */
  readonly name: string;
  /** Licence of the recordings, as free text. */
  readonly licence: string;
  /**
   * Everything the list depends on besides the files themselves, by name. A clip store that was begun with other
   * settings is not continued.
   */
  readonly settings: Readonly<Record<string, string | number | null>>;
  /**
   * Lists the recordings one by one, in the same order each time.
   *
   * @param onLeftOut Called for each file that is not listed, with the reason.
   */
  items(onLeftOut?: (left: LeftOut) => void): AsyncIterable<SourceItem>;
}

/** One recording. Labels, landmarks or a separate audio file become optional fields here with the first reader of them. */
export interface SourceItem {
  /** Identifies the recording in its source, such as the name of its file below the folder, with `/`. */
  readonly id: string;
  /** The person in the recording. No subject is in two splits. */
  readonly subject: string;
  /** The split that the subject belongs to. */
  readonly split: Split;
  /** Path of the video file. */
  readonly video: string;
}

/** A file that is not listed or cannot be used. */
export interface LeftOut {
  /** The file, named as in {@link SourceItem.id}. */
  readonly name: string;
  /** Completes the sentence that begins with the name: `is a link to a folder.` */
  readonly reason: string;
}
