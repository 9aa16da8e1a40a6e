/** Finds the median distance of samples, and the longest distance that is filled. One sample has the distance 0. */
export function gapOf(
  times: ArrayLike<number>,
  maxGap?: number,
): { readonly step: number; readonly gap: number } {
  const distances = Array.from(times, (time, i) => (i === 0 ? 0 : time - times[i - 1]!))
    .slice(1)
    .sort((a, b) => a - b);
  const step = distances[Math.floor(distances.length / 2)] ?? 0;
  return { step, gap: maxGap ?? Math.max(1, 3 * step) };
}
