import { assertPositive } from './_checks.ts';
import { insideShare } from './_inside-share.ts';
import { alignToMeanFace, assertCrop, type CropOptions } from './alignment.ts';
import { faceBox } from './face-box.ts';
import {
  FaceTracker,
  type TrackedFace,
  type TrackedFrame,
  type TrackOptions,
} from './face-tracker.ts';
import { type GrayImage, toGray } from './gray.ts';
import { interpolateGap } from './interpolate-gap.ts';
import type { Box, FaceLandmarker, Frame } from './landmarker.ts';
import { worstMisfit } from './plausible.ts';
import { smoothLandmarks } from './smooth-landmarks.ts';
import { warpGray } from './warp-gray.ts';

/** Options of {@link alignFaces}. */
export interface AlignOptions extends TrackOptions, CropOptions {
  /**
   * Window over which landmarks are averaged, in seconds and centered on each frame; 0 turns smoothing off.
   * Default 0.2.
   */
  readonly smoothSeconds?: number;
}

/** One face in one frame, aligned upright in a square crop. */
export interface AlignedFace {
  /** Track number, counted from 0; a face keeps it for as long as it is tracked. */
  readonly track: number;
  /** Crop of the face: `size * size` gray bytes, row by row. */
  readonly crop: Uint8Array;
  /** Smoothed x and y of 68 points, in pixels of the frame. */
  readonly landmarks: Float32Array;
  /** Box of the face in the frame: {@link faceBox} of the landmarks. */
  readonly box: Box;
  /**
   * Confidence of detection and alignment, in [0, 1]: detector score x share of the crop inside the frame x
   * `1 - misfit / 0.2` (see {@link alignToMeanFace}), halved where the face is interpolated.
   */
  readonly quality: number;
  /** Whether the face was interpolated between earlier and later frames because it was not detected in this one. */
  readonly interpolated: boolean;
}

/** The faces of one frame, ordered by track number; none if no face was detected. */
export interface AlignedFrame {
  /** Index of the frame, from 0. */
  readonly index: number;
  readonly faces: readonly AlignedFace[];
}

/** One face in one frame, detected or interpolated. */
interface Point {
  readonly landmarks: Float32Array;
  readonly score: number;
  readonly interpolated: boolean;
}

/** The points of one track in consecutive frames; those that are no longer needed are dropped. */
interface Stretch {
  readonly start: number;
  /** Index of `points[0]`. */
  first: number;
  readonly points: Point[];
}

/**
 * Tracks the faces of a video and yields an aligned crop of each: {@link FaceTracker} finds the faces, gaps of at
 * most `gapSeconds` are interpolated, landmarks are smoothed, and {@link alignToMeanFace} places each face upright
 * in a square.
 *
 * It yields one result per frame, in order, delayed by at most
 * `verifySeconds + gapSeconds + smoothSeconds / 2`. Only the gray image of a delayed frame is kept, so memory does
 * not grow with the length of the video. The caller disposes the landmarker.
 *
 * @param frames RGB frames, all of one size.
 * @param landmarker the networks, for instance from `faceApiLandmarker` of `@ssvaerr/face/face-api`.
 * @throws RangeError if an option is out of range or a frame differs in size from the first; errors of `frames`
 *   and of the landmarker are passed on.
 * @example
 * ```ts no-run
 * for await (const { index, faces } of alignFaces(frames, landmarker, { fps: 25 })) {
 *   for (const { track, crop, quality } of faces) console.log(index, track, crop.length, quality);
 * }
 * ```
 */
export async function* alignFaces(
  frames: AsyncIterable<Frame>,
  landmarker: FaceLandmarker,
  { size = 96, margin = 1.3, smoothSeconds = 0.2, ...options }: AlignOptions,
): AsyncGenerator<AlignedFrame, void, undefined> {
  assertPositive('alignFaces', 'smoothSeconds', smoothSeconds, { zero: true });
  assertCrop('alignFaces', size, margin);
  const tracker = new FaceTracker(landmarker, options);
  const half = Math.floor((smoothSeconds * options.fps) / 2);
  const stretches = new Map<number, Stretch>();
  const pictures: GrayImage[] = []; // of the frames from `next` on
  let next = 0;

  const add = (index: number, { track, landmarks, score }: TrackedFace) => {
    const point = { landmarks, score, interpolated: false };
    const stretch = stretches.get(track);
    if (!stretch) {
      stretches.set(track, { start: index, first: index, points: [point] });
      return;
    }
    const { first, points } = stretch;
    const last = points.at(-1)!;
    const filled = interpolateGap(last.landmarks, landmarks, index - first - points.length);
    for (const between of filled) {
      const least = Math.min(last.score, score);
      points.push({ landmarks: between, score: least, interpolated: true });
    }
    points.push(point);
  };

  /** Whether nothing that follows the frames before `until` can change the frame `index`. */
  const isFinal = (index: number, until: number) =>
    [...stretches.values()].every(({ first, points }) => {
      const end = first + points.length;
      return first > index || end > index + half || until > end + tracker.gap;
    });

  const align = (index: number, picture: GrayImage): AlignedFrame => {
    const faces: AlignedFace[] = [];
    for (const [track, stretch] of [...stretches].sort(([a], [b]) => a - b)) {
      const at = index - stretch.first;
      const { points } = stretch;
      const point = points[at];
      if (!point) continue;
      const reach = Math.min(half, index - stretch.start, points.length - 1 - at);
      const window = points.slice(at - reach, at + reach + 1).map((member) => member.landmarks);
      const landmarks = smoothLandmarks(window, window.length)[reach]!;
      const { transform, misfit } = alignToMeanFace(landmarks, { size, margin });
      const fit = Math.max(0, 1 - misfit / worstMisfit);
      const seen = point.score * insideShare(transform, size, picture) * fit;
      faces.push({
        track,
        crop: warpGray(picture, transform, size),
        landmarks,
        box: faceBox(landmarks),
        quality: point.interpolated ? seen / 2 : seen,
        interpolated: point.interpolated,
      });
    }
    return { index, faces };
  };

  /** The frames that are final now that everything before `until` is known. */
  const ready = function* (until: number): Generator<AlignedFrame> {
    for (; pictures.length > 0 && next < until && isFinal(next, until); next++) {
      yield align(next, pictures.shift()!);
      for (const [track, stretch] of stretches) {
        const past = Math.max(0, next - half - stretch.first);
        stretch.points.splice(0, past);
        stretch.first += past;
        if (stretch.points.length === 0) stretches.delete(track);
      }
    }
  };

  let known = 0;
  const learn = (tracked: readonly TrackedFrame[]) => {
    for (const { index, faces } of tracked) for (const face of faces) add(index, face);
    known += tracked.length;
  };
  for await (const frame of frames) {
    learn(await tracker.update(frame));
    pictures.push(toGray(frame));
    yield* ready(known);
  }
  learn(await tracker.end());
  yield* ready(Number.POSITIVE_INFINITY);
}
