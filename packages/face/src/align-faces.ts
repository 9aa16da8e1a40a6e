import { Aligner } from './_aligner.ts';
import type { AlignedCropOptions, AlignedFrame } from './aligned-frame.ts';
import { FaceTracker, type TrackOptions } from './face-tracker.ts';
import type { FaceLandmarker, Frame } from './landmarker.ts';

/** Options of {@link alignFaces}. */
export interface AlignOptions extends TrackOptions, AlignedCropOptions {}

/**
 * Tracks the faces of a video and yields an aligned crop of each: {@link FaceTracker} finds the faces, gaps of at
 * most `gapSeconds` are interpolated, landmarks are smoothed, and {@link alignToMeanFace} places each face upright
 * in a square.
 *
 * It yields one result per frame, in order, delayed by at most
 * `verifySeconds + gapSeconds + smoothSeconds / 2`. Only the gray image of a delayed frame is kept, or a copy of the
 * frame with `color: 'rgb'`, so memory does not grow with the length of the video. The caller disposes the
 * landmarker.
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
  options: AlignOptions,
): AsyncGenerator<AlignedFrame, void, undefined> {
  const tracker = new FaceTracker(landmarker, options);
  const aligner = new Aligner('alignFaces', options);
  for await (const frame of frames) {
    aligner.addFaces(await tracker.update(frame));
    aligner.addFrame(frame);
    yield* aligner.take();
  }
  aligner.addFaces(await tracker.end());
  aligner.end();
  yield* aligner.take();
}
