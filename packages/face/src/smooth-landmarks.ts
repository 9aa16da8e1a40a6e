import { assertInteger } from './_checks.ts';

/**
 * Centred mean over `window` frames. Near the ends of the sequence the window shrinks on both sides, so
 * that nothing lags: a face that moves evenly stays where it is.
 *
 * @param sequence the landmarks of consecutive frames, x and y in turn, all of one length.
 * @param window frames, odd. Default 5.
 * @returns new arrays, as many.
 * @throws RangeError on an even window, or on lengths that differ.
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
      `smoothLandmarks: 'sequence' must hold ${sequence[0]!.length} numbers a frame as the first has, got ${odd.length}.`,
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
