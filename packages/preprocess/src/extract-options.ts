import type { FaceChoice } from '@ssvaerr/datasets';

/** Options of the extraction of clips from a video. */
export interface ExtractOptions {
  /** The ffmpeg program, as `findFfmpeg` of `@ssvaerr/video` finds it. */
  readonly ffmpeg: string;
  /** Frames per second; null: the video's own rate. */
  readonly fps: number | null;
  /** Side of a crop in pixels. */
  readonly size: number;
  /** Crop side divided by the longer side of the face box, 0.5 to 4. */
  readonly margin: number;
  /** Selects the faces that become clips: one of each frame, or all. */
  readonly face: FaceChoice;
  /** Whether crops are gray or have three channels, red, green and blue. Default `gray`. */
  readonly color?: 'gray' | 'rgb';
  /** Shorter clips are dropped. */
  readonly minSeconds: number;
  /** Longer clips are split. */
  readonly maxSeconds: number;
}

/** Refuses lengths of clips that no clip can have. `alignFaces` checks the rest. */
export function assertSeconds(where: string, { minSeconds, maxSeconds }: ExtractOptions): void {
  if (!(minSeconds >= 0)) {
    throw new RangeError(`${where}: 'minSeconds' must be >= 0, got ${minSeconds}.`);
  }
  if (!(maxSeconds >= minSeconds && maxSeconds > 0)) {
    throw new RangeError(
      `${where}: 'maxSeconds' must be > 0 and >= minSeconds (${minSeconds}), got ${maxSeconds}.`,
    );
  }
}
