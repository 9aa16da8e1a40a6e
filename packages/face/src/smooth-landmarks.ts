import { assertInteger } from './_checks.ts';

/**
 * Smooths landmarks by a centered moving average over `window` frames. Near the ends of the sequence the window
 * shrinks on both sides, so the result does not lag: uniform motion is left unchanged.
 *
 * @param sequence the landmarks of consecutive frames, x and y in turn, all of one length.
 * @param window number of frames, odd and >= 1. Default 5.
 * @returns one new array per frame.
 * @throws RangeError if the window is even or < 1, or the lengths differ.
 * @example
 * ```ts
 * import { smoothLandmarks } from '@ssvaerr/face';
 *
 * console.log(smoothLandmarks([[0], [3], [0]], 3).join(' ')); // 0 1 0
 * ```
 */
export function smoothLandmarks(
  sequence: readonly ArrayLike<number>[],
  window = 5,
): Float32Array[] {
  assertInteger('smoothLandmarks', 'window', window, 1);
  if (window % 2 === 0) {
    throw new RangeError(`smoothLandmarks: 'window' must be odd, got ${window}.`);
  }
  const odd = sequence.find((points) => points.length !== sequence[0]!.length);
  if (odd) {
    throw new RangeError(
      `smoothLandmarks: 'sequence' must hold ${sequence[0]!.length} numbers per frame like the first, got ${odd.length}.`,
    );
  }
  return sequence.map((_, i) => {
    const half = Math.min((window - 1) / 2, i, sequence.length - 1 - i);
    return mean(sequence.slice(i - half, i + half + 1));
  });
}

function mean(members: readonly ArrayLike<number>[]): Float32Array {
  return Float32Array.from(members[0]!, (_, i) => {
    let sum = 0;
    for (const points of members) sum += points[i]!;
    return sum / members.length;
  });
}
