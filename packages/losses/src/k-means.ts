import { assertInteger, assertNumbers } from './_checks.ts';

/** Options of {@link kMeans}. */
export interface KMeansOptions {
  /** Number of clusters, >= 1. Default 20. */
  readonly k?: number;
}

/** Result of {@link kMeans}. */
export interface KMeansResult {
  /** Centroids `[k]`, ascending. Equal ones occur if labels repeat. */
  readonly centroids: Float64Array;
  /** Cluster of each label, `[labels]`, in the order of the input. */
  readonly assignments: Int32Array;
  /** Labels per cluster, `[k]`; 0 is possible. */
  readonly counts: Int32Array;
  /** Sum of squared distances to the assigned centroids. */
  readonly inertia: number;
  /** Updates of the centroids until the assignments did not change. */
  readonly iterations: number;
}

/** Lloyd's algorithm terminates by itself; this bounds it in case rounding makes it cycle. */
const maxIterations = 100_000;

/**
 * Clusters scalar labels by deterministic k-means: the centroids K of nCCE (Eq. 5).
 *
 * It starts at the quantiles `(l + 0.5) / k` (linear interpolation) and runs Lloyd's algorithm to convergence. A tie goes to
 * the lower centroid, the first of equal centroids takes all, and an empty cluster keeps its centroid. It works on the sorted
 * labels, where a cluster is a run: `O(n log n)` once, then `O(k log n)` per iteration.
 *
 * @param labels at least one number, all finite: leave out missing ones.
 * @throws TypeError if `labels` is not an array; RangeError if it is empty, a label is not finite or `k` is not an
 *   integer >= 1.
 * @see SS-VAERR, section III-D (k = 20; initialization and ties are our interpretation).
 * @example
 * ```ts
 * import { kMeans } from '@ssvaerr/losses';
 *
 * const { centroids, counts } = kMeans([-0.9, -0.8, 0.1, 0.5, 0.6], { k: 2 });
 * console.log(centroids.map((x) => Number(x.toFixed(2))).join(' '), counts.join(' ')); // -0.85 0.4 2 3
 * ```
 */
export function kMeans(labels: ArrayLike<number>, { k = 20 }: KMeansOptions = {}): KMeansResult {
  assertNumbers('kMeans', 'labels', labels);
  assertInteger('kMeans', 'k', k, 1);
  const sorted = Float64Array.from(labels).sort();
  const sums = prefixSums(sorted);

  let centroids = Float64Array.from({ length: k }, (_, l) => quantile(sorted, (l + 0.5) / k));
  let ends = runEnds(sorted, centroids);
  let iterations = 0;
  for (let settled = false; !settled && iterations < maxIterations; iterations++) {
    // A neighbor may have moved past an empty cluster: sort.
    centroids = centroids.map((old, l) => mean(sums, ends[l - 1] ?? 0, ends[l]!) ?? old).sort();
    const next = runEnds(sorted, centroids);
    settled = next.every((end, l) => end === ends[l]);
    ends = next;
  }

  const assignments = assign(labels, sorted, ends);
  let inertia = 0;
  const counts = new Int32Array(k);
  for (let i = 0; i < labels.length; i++) {
    const cluster = assignments[i]!;
    counts[cluster]!++;
    inertia += (labels[i]! - centroids[cluster]!) ** 2;
  }
  return { centroids, assignments, counts, inertia, iterations };
}

/** Returns the sums of the first `i` values at index `i`. */
function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}

function mean(sums: Float64Array, start: number, end: number): number | undefined {
  return end > start ? (sums[end]! - sums[start]!) / (end - start) : undefined;
}

function quantile(sorted: Float64Array, q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** Returns the ends of the clusters: cluster `l` is `sorted[ends[l - 1] ... ends[l] - 1]`. `centroids` are ascending. */
function runEnds(sorted: Float64Array, centroids: Float64Array): Int32Array {
  const ends = new Int32Array(centroids.length);
  let first = 0; // the first of equal centroids; the others stay empty
  for (let l = 0; l < centroids.length; l++) {
    const next = centroids[l + 1];
    if (next === centroids[first]) continue;
    const [low, high] = [centroids[first]!, next];
    const end =
      high === undefined
        ? sorted.length
        : firstIndex(sorted.length, (i) => sorted[i]! - low > high - sorted[i]!);
    ends.fill(end, first, l + 1);
    first = l + 1;
  }
  return ends;
}

/** Returns the cluster of each label, found by the highest label of each run. */
function assign(labels: ArrayLike<number>, sorted: Float64Array, ends: Int32Array): Int32Array {
  const start = (l: number) => ends[l - 1] ?? 0;
  const filled = [...ends.keys()].filter((l) => ends[l]! > start(l));
  const highest = filled.map((l) => sorted[ends[l]! - 1]!);
  const assignments = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    assignments[i] = filled[firstIndex(filled.length, (l) => labels[i]! <= highest[l]!)]!;
  }
  return assignments;
}

/** Returns the first index in `[0, length)` for which `holds` is true, else `length`. It must stay true from there on. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
