import { foldSeed, uniform } from '@ssvaerr/random';
import { assertInteger, assertSeed } from './_checks.ts';

/**
 * Colors gray frames by a tint of the person: warm, and strongest in the middle tones, so that black stays black and
 * white stays white. The luma of the result is the gray level to within one of 255.
 *
 * @param frames 8-bit gray pixels of any shape, such as `frames` of {@link synthesiseClip}; not changed.
 * @param seed seed of the data set, a safe integer.
 * @param subject number of the person, an integer >= 0.
 * @returns red, green and blue of each pixel, `[..., 3]`.
 * @throws RangeError if `seed` or `subject` is out of range.
 * @example
 * ```ts
 * import { tintFrames } from '@ssvaerr/synthface';
 *
 * const [seed, subject] = [1, 0];
 * const colors = tintFrames(Uint8Array.of(0, 128, 255), seed, subject);
 * console.log(colors.join(' ')); // 0 0 0 158 125 67 255 255 255
 * ```
 */
export function tintFrames(frames: Uint8Array, seed: number, subject: number): Uint8Array {
  assertSeed('tintFrames', 'seed', seed);
  assertInteger('tintFrames', 'subject', subject, 0);
  const table = tableOf(seed, subject);
  const colored = new Uint8Array(3 * frames.length);
  frames.forEach((level, i) => {
    for (let channel = 0; channel < 3; channel++) {
      colored[3 * i + channel] = table[3 * level + channel]!;
    }
  });
  return colored;
}

/** Red, green and blue of each gray level. */
function tableOf(seed: number, subject: number): Uint8Array {
  const own = foldSeed(seed, 'subject', subject, 'tint');
  const red = uniform(foldSeed(own, 'red'), { low: 0.4, high: 1 });
  const blue = uniform(foldSeed(own, 'blue'), { low: -1, high: -0.3 });
  const green = -(0.299 * red + 0.114 * blue) / 0.587; // the luma of the tint is 0
  return Uint8Array.from({ length: 3 * 256 }, (_, i) => {
    const level = Math.floor(i / 3);
    // At most the distance to black and that to white, so that nothing is clipped.
    const strength = (level * (255 - level)) / 255;
    return Math.round(level + strength * [red, green, blue][i % 3]!);
  });
}
