/**
 * Moves predictions of a network that learned the label of `frames` frames later back to the frames that they rate:
 * `result[t] = values[t - frames]`. The first frames hold the first prediction, as nothing was predicted for them.
 */
export function movedBack(values: Float32Array, frames: number): Float32Array {
  if (frames === 0 || values.length === 0) return values;
  return values.map((_, t) => values[Math.max(0, t - frames)]!);
}
