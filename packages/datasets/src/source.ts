import type { Split } from '@ssvaerr/data';
import type { LabelSeries } from './label-series.ts';

/** A data set as a list of recordings, whatever its files look like. */
export interface Source {
  /** The name of the data set, such as the name of its folder. */
  readonly name: string;
  /** Licence of the recordings, as free text. */
  readonly licence: string;
  /** Where the splits come from, such as `AVEC 2019 partition`; `ours (seed 1)` if they were drawn here. */
  readonly splitOrigin: string;
  /**
   * Everything the list depends on besides the files themselves, by name. A clip store that was begun with other
   * settings is not continued.
   */
  readonly settings: Readonly<Record<string, string | number | null>>;
  /** Longest clip in seconds, where the data set is known by pieces of that length. Default: as the user says. */
  readonly maxSeconds?: number;
  /**
   * Lists the recordings one by one, in the same order each time. Files are not opened unless the list depends on them.
   *
   * @param onLeftOut Called for each file that is not listed, with the reason.
   */
  items(onLeftOut?: (left: LeftOut) => void): AsyncIterable<SourceItem>;
}

/**
 * Names the person of a video who is rated: the largest face, the one on the left or right of the picture, or each.
 *
 * @example
 * ```ts
 * import { faceChoices } from '@ssvaerr/datasets';
 *
 * console.log(faceChoices.join(' ')); // largest left right all
 * ```
 */
export const faceChoices = ['largest', 'left', 'right', 'all'] as const;

/** One of {@link faceChoices}. */
export type FaceChoice = (typeof faceChoices)[number];

/** One recording, as a video file or as pictures. */
export type SourceItem = VideoItem | PicturesItem;

/** A recording in a video file. */
export interface VideoItem extends ItemBase {
  /** Path of the video file. */
  readonly video: string;
  readonly pictures?: undefined;
}

/** A recording as pictures. */
export interface PicturesItem extends ItemBase {
  readonly video?: undefined;
  readonly pictures: Pictures;
}

/** What every recording has. */
interface ItemBase {
  /** Identifies the recording in its source, such as the name of its file below the folder, with `/`. */
  readonly id: string;
  /** The person in the recording. No subject is in two splits. */
  readonly subject: string;
  /** The split that the subject belongs to. */
  readonly split: Split;
  /** Which face is the person. Default: as the user says. */
  readonly face?: FaceChoice;
  /** The part of the video that is the recording. Default: all of it. */
  readonly part?: TimeRange;
  /** Reads the labels. Default: the recording has none. */
  readonly labels?: LabelReader;
  /** Reads the landmarks of the face, instead of detecting them. Default: they are detected. */
  readonly landmarks?: LandmarkReader;
}

/** A part of a video. */
export interface TimeRange {
  /** Seconds from the first frame. */
  readonly start: number;
  /** Seconds from the first frame, above `start`. */
  readonly end: number;
}

/** What is known of a video when its labels are read. */
export interface VideoTiming {
  /** Frames per second, as the file says: labels by frame number need it. */
  readonly fps: number;
  /** Length in seconds, as the file says; null if it does not: labels of whole recordings need it. */
  readonly seconds: number | null;
}

/** The labels of a recording, and how they belong to its frames. */
export interface Labels extends LabelSeries {
  /** Names the files and what was done with them, such as `P16.csv (mean of 6 raters)`. Clips keep it. */
  readonly origin: string;
  /**
   * Whether labels count the frames of the video. Then each coded frame is one frame, whatever its time. Default false.
   */
  readonly byFrame?: boolean;
  /**
   * Whether video and labels may have any lengths: what only one of them has is left out. Default false: a recording
   * is left out if their lengths differ by more than the tolerance.
   */
  readonly anyLength?: boolean;
}

/**
 * Reads the labels of a recording.
 *
 * @throws UserError, of one line that names the file, if they cannot be read: the recording is left out.
 */
export type LabelReader = (video: VideoTiming) => Promise<Labels>;

/** Pictures that are the frames of a recording. */
export interface Pictures {
  /** Frames per second at which they are shown. */
  readonly fps: number;
  /**
   * Whether the pictures are crops of the face, which are scaled and used as they are. Default false: faces are found
   * in them.
   */
  readonly cropped?: boolean;
  /** Lists the frames that have a picture, in order. */
  readonly list: () => Promise<readonly Picture[]>;
}

/** The picture of one frame. */
export interface Picture {
  /** Index of the frame, from 0, ascending; frames in between have no picture. */
  readonly frame: number;
  /** Path of the picture, JPEG or PNG. */
  readonly path: string;
}

/** Landmarks of one face over time. */
export interface Landmarks {
  /** Number of frames. */
  readonly frames: number;
  /** `[frames, 68, 2]`: x and y in pixels of the video, NaN where the face was not found. */
  readonly points: Float32Array;
}

/**
 * Reads the landmarks of a recording.
 *
 * @throws UserError, of one line that names the file, if they cannot be read: the recording is left out.
 */
export type LandmarkReader = () => Promise<Landmarks>;

/** A file that is not listed or cannot be used. */
export interface LeftOut {
  /** The file, named as in {@link SourceItem}'s `id`. */
  readonly name: string;
  /** Completes the sentence that begins with the name: `is a link to a folder.` */
  readonly reason: string;
}
