import { Aligner } from './_aligner.ts';
import { assertFrame, assertInteger, assertSameSize } from './_checks.ts';
import type { AlignedCropOptions, AlignedFrame } from './aligned-frame.ts';
import { boundingBox } from './face-box.ts';
import type { TrackedFrame } from './face-tracker.ts';
import type { Frame } from './landmarker.ts';

/** Landmarks of one face over time, located by somebody else. */
export interface GivenLandmarks {
  /** Number of frames. */
  readonly frames: number;
  /**
   * `[frames, 68, 2]`: x and y in pixels of the video, in iBUG 300-W order. A frame in which a number is NaN or
   * infinite has no face.
   */
  readonly points: Float32Array;
}

/**
 * Yields an aligned crop of a face whose landmarks are known. It does what {@link alignFaces} does after detection:
 * gaps of at most `gapSeconds` are interpolated, landmarks are smoothed, and {@link alignToMeanFace} places the face
 * upright in a square. The score of a given face counts as 1.
 *
 * It yields one result per frame, in order and without delay. The face has track 0, and a new track after each longer
 * gap. Frames beyond the given landmarks have no face; landmarks beyond the last frame still serve for
 * interpolation and smoothing.
 *
 * @param frames RGB frames, all of one size.
 * @param given landmarks of frame 0 and those that follow.
 * @throws RangeError if the landmarks do not fit their number of frames, all points of a frame are the same, an
 *   option is out of range, or a frame differs in size from the first; errors of `frames` are passed on.
 * @example
 * ```ts
 * import { alignGivenFaces, meanFace } from '@ssvaerr/face';
 *
 * async function* video() {
 *   for (let i = 0; i < 3; i++) yield { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) };
 * }
 * const face = meanFace.map((value, i) => 16 * value + (i % 2 === 0 ? 32 : 22));
 * const points = Float32Array.from([...face, ...face.map(() => Number.NaN), ...face]);
 * const seen = [];
 * for await (const { faces } of alignGivenFaces(video(), { frames: 3, points }, { fps: 25 })) {
 *   seen.push(faces[0]?.interpolated);
 * }
 * console.log(seen.join(' ')); // false true false
 * ```
 */
export async function* alignGivenFaces(
  frames: AsyncIterable<Frame>,
  given: GivenLandmarks,
  options: AlignedCropOptions,
): AsyncGenerator<AlignedFrame, void, undefined> {
  assertGiven(given);
  const aligner = new Aligner('alignGivenFaces', options);
  const faces = givenFaces(given, aligner.gap);
  const addFaces = () => aligner.addFaces([faces.next().value]);
  // All that can change a frame is known when it comes.
  for (let ahead = aligner.half + aligner.gap; ahead > 0; ahead--) addFaces();
  let first: Frame | undefined;
  for await (const frame of frames) {
    first ??= frame;
    assertFrame('alignGivenFaces', frame);
    assertSameSize('alignGivenFaces', frame, first);
    addFaces();
    aligner.addFrame(frame);
    yield* aligner.take();
  }
}

/** The faces of every frame, also of those beyond the landmarks. */
function* givenFaces({ points }: GivenLandmarks, gap: number): Generator<TrackedFrame, never> {
  let [track, last] = [0, -1];
  for (let index = 0; ; index++) {
    const landmarks = points.slice(136 * index, 136 * (index + 1));
    const found = landmarks.length > 0 && landmarks.every(Number.isFinite);
    if (found && last >= 0 && index - last - 1 > gap) track++;
    if (found) last = index;
    yield { index, faces: found ? [{ track, landmarks, score: 1 }] : [] };
  }
}

function assertGiven({ frames, points }: GivenLandmarks): void {
  assertInteger('alignGivenFaces', 'given.frames', frames, 0);
  if (points.length !== frames * 136) {
    throw new RangeError(
      `alignGivenFaces: 'given.points' must hold ${frames} x 68 x 2 numbers, got ${points.length}.`,
    );
  }
  for (let index = 0; index < frames; index++) {
    const { width, height } = boundingBox(points.subarray(136 * index, 136 * (index + 1)));
    if (width === 0 && height === 0) {
      throw new RangeError(
        `alignGivenFaces: 'given.points' must hold different points or NaN in frame ${index}, got 68 at one place.`,
      );
    }
  }
}
