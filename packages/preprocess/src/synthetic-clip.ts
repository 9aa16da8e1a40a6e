import { alignToMeanFace, warpGray } from '@ssvaerr/face';
import { type ClipDescription, synthesiseClip, tintFrames } from '@ssvaerr/synthface';

/** The arrays of a clip that are stored. */
export type SyntheticClip = Pick<ReturnType<typeof synthesiseClip>, 'frames' | 'labels' | 'audio'>;

/** Color of the frames of drawn clips. */
export type SyntheticColor = 'gray' | 'rgb';

/** Side of the drawn picture divided by that of the crop, so that its pixels are no larger than those of the crop. */
const finer = 2;
/** Largest side of a drawn picture, in pixels. */
const largest = 1024;

/**
 * Draws one clip: the whole picture, or a crop of the face as `preprocess` makes it, by the true landmarks.
 *
 * @param margin Crop side divided by the longer side of the face box, 0.5 to 4; null: the whole picture.
 * @param color `rgb`: the same frames with a tint of the person, which keeps their luma.
 * @returns frames `[T, size, size]`, in color `[T, size, size, 3]`, labels `[T, 2]` and audio samples.
 */
export function syntheticClip(
  description: ClipDescription,
  margin: number | null,
  color: SyntheticColor = 'gray',
): SyntheticClip {
  const clip = grayClip(description, margin);
  if (color === 'gray') return clip;
  const { seed, subject } = description;
  return { ...clip, frames: tintFrames(clip.frames, seed, subject) };
}

function grayClip(description: ClipDescription, margin: number | null): SyntheticClip {
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
