import { alignToMeanFace, warpGray } from '@ssvaerr/face';
import { type ClipDescription, synthesiseClip } from '@ssvaerr/synthface';

/** What is stored of a clip. */
export type SyntheticClip = Pick<ReturnType<typeof synthesiseClip>, 'frames' | 'labels' | 'audio'>;

/** The film's side over the crop's: a pixel of the film is then no larger than one of the crop. */
const finer = 2;
/** Of a film, in pixels. */
const largest = 1024;

/**
 * One clip, as it was filmed, or cut to the face as `preprocess` cuts it, by where the landmarks are.
 *
 * @param margin how much is seen around the face, in [0.5, 4]; null: as it was filmed.
 * @returns frames `[T, size, size]`.
 */
export function syntheticClip(description: ClipDescription, margin: number | null): SyntheticClip {
  const { size } = description;
  if (margin === null) {
    const { frames, labels, audio } = synthesiseClip(description);
    return { frames, labels, audio };
  }
  const side = Math.min(finer * size, largest);
  const { frames: film, labels, audio, truth } = synthesiseClip({ ...description, size: side });
  const frames = new Uint8Array(description.frames * size * size);
  for (let i = 0; i < description.frames; i++) {
    const landmarks = truth.landmarks.subarray(136 * i, 136 * (i + 1));
    const { transform } = alignToMeanFace(landmarks, { size, margin });
    const data = film.subarray(i * side * side, (i + 1) * side * side);
    frames.set(warpGray({ width: side, height: side, data }, transform, size), i * size * size);
  }
  return { frames, labels, audio };
}
