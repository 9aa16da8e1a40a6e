// Deterministic 1-D k-means of a data set's labels, against Lloyd's loop over labels and centroids.
import { kMeans } from '@ssvaerr/losses';
import { normals } from '@ssvaerr/random';
import { machine, paired } from './_paired.mjs';

const k = 20;
const labels = normals(1, 200_000, { std: 0.3 }).map((y) => Math.max(-1, Math.min(1, y)));

function lloyd() {
  const sorted = Float64Array.from(labels).sort();
  const centroids = Array.from({ length: k }, (_, l) => {
    const position = ((sorted.length - 1) * (l + 0.5)) / k;
    const below = Math.floor(position);
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (position - below);
  });
  const assignments = new Int32Array(labels.length).fill(-1);
  for (let moved = true; moved; ) {
    moved = false;
    const sums = new Float64Array(k);
    const counts = new Float64Array(k);
    for (let i = 0; i < labels.length; i++) {
      let nearest = 0;
      for (let l = 1; l < k; l++) {
        if (Math.abs(labels[i] - centroids[l]) < Math.abs(labels[i] - centroids[nearest]))
          nearest = l;
      }
      moved ||= nearest !== assignments[i];
      assignments[i] = nearest;
      sums[nearest] += labels[i];
      counts[nearest]++;
    }
    for (let l = 0; l < k; l++) if (counts[l] > 0) centroids[l] = sums[l] / counts[l];
  }
  return centroids;
}

const difference = Math.max(
  ...lloyd().map((c, l) => Math.abs(c - kMeans(labels, { k }).centroids[l])),
);
const { ratios, ms } = paired(
  { kMeans: () => kMeans(labels, { k }), lloyd },
  { rounds: 3, warmUp: 1 },
);
console.log(
  JSON.stringify(
    { bench: 'k-means', labels: labels.length, k, difference, ratios, ms, machine },
    null,
    2,
  ),
);
