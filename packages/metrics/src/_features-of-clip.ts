import { assertArray, assertFinite, assertLength, framesOf, keptFrames } from './_checks.ts';
import type { ProbeClip } from './probe-clip.ts';

/**
 * Checks a clip of a split at the door of `linearProbe`.
 *
 * @param size numbers a frame that the features must have, if it is known.
 * @returns numbers a frame that the features have.
 */
export function featuresOfClip(
  split: string,
  { features, labels, mask }: ProbeClip,
  size?: number,
): number {
  const where = 'linearProbe';
  const frames = framesOf(where, `${split}.labels`, labels, 2);
  if (frames === 0) {
    throw new RangeError(`${where}: '${split}.labels' must hold a frame, got none.`);
  }
  assertArray(where, `${split}.features`, features);
  // A length that does not divide by the frames is refused in the next line.
  const width = size ?? Math.max(1, Math.floor(features.length / frames));
  assertLength(where, `${split}.features`, features, frames * width);
  const kept = keptFrames(where, frames, mask, `${split}.mask`);
  assertFinite(where, `${split}.features`, features, width, kept);
  assertFinite(where, `${split}.labels`, labels, 2, kept);
  return width;
}
