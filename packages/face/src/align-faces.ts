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
  /** Landmarks are averaged over this time about each frame. Default 0.2. */
  readonly smoothSeconds?: number;
}

/** A face of a frame, upright in a square. */
export interface AlignedFace {
  /** Number of the stretch in which this face was followed, from 0. */
  readonly track: number;
  /** `size * size` gray bytes, row by row. */
  readonly crop: Uint8Array;
  /** x and y of 68 points in pixels of the frame, smoothed. */
  readonly landmarks: Float32Array;
  /** The face's box in the frame: {@link faceBox} of the landmarks. */
  readonly box: Box;
  /**
   * How good the crop is, in [0, 1]: the detector's score, times the share of the crop that lies in the frame,
   * times `1 - misfit / 0.2` (see {@link alignToMeanFace}); half of that where it is interpolated.
   */
  readonly quality: number;
  /** Not seen in this frame, but shortly before and after it. */
  readonly interpolated: boolean;
}

/** The faces of one frame, in the order of their tracks; none where none was seen. */
export interface AlignedFrame {
  /** Index of the frame, from 0. */
  readonly index: number;
  readonly faces: readonly AlignedFace[];
}

/** One face of one frame, seen or interpolated. */
interface Point {
  readonly landmarks: Float32Array;
  readonly score: number;
  readonly interpolated: boolean;
}

/** What is known of a track: points of consecutive frames, of which those no longer needed are forgotten. */
interface Stretch {
  readonly start: number;
  /** Index of `points[0]`. */
  first: number;
  readonly points: Point[];
}

/**
 * Follows the faces of a video and cuts them out: tracked (see {@link FaceTracker}), gaps of at most
 * `gapSeconds` interpolated, landmarks smoothed, each face brought upright to its place in a square
 * (see {@link alignToMeanFace}).
 *
 * One frame comes out for each that goes in, in order, later by at most
 * `verifySeconds + gapSeconds + smoothSeconds / 2`. Of a frame that waits, only the gray picture is kept: memory
 * does not grow with the length of the video. The landmarker is not disposed.
 *
 * @param frames of one size.
 * @throws RangeError on bad options or a frame of another size; and what `frames` and the landmarker throw.
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
