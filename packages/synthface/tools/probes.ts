import type { Clip, ClipDescription } from '../src/index.ts';
import { cccOf, fitRidge, predictRidge } from './ridge.ts';

/** Features of frame `i` for a linear probe. */
export type Probe = (clip: Clip, i: number) => ArrayLike<number>;

/** Side of a clip's frames. */
const sideOf = ({ frames, truth }: Clip) => Math.sqrt(frames.length / truth.arousal.length);

/** The frame at 24 x 24: means of blocks. On an easy data set these would suffice. */
export const pixels: Probe = (clip, i) => {
  const { frames } = clip;
  const size = sideOf(clip);
  const side = 24;
  const block = size / side;
  const row = new Float32Array(side * side);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = Math.floor(y / block) * side + Math.floor(x / block);
      row[at]! += frames[(i * size + y) * size + x]! / (block * block);
    }
  }
  return row;
};

/** The true action units. */
export const actionUnits: Probe = ({ truth }, i) =>
  Object.values(truth.actionUnits).map((intensities) => intensities[i]!);

/** The true landmarks, turned, moved and scaled to one frame by the corners of the eyes. */
export const landmarks: Probe = ({ truth }, i) => {
  const points = truth.landmarks.subarray(i * 136, (i + 1) * 136);
  const { a, b, e, f } = alignment(points);
  const row = new Float32Array(136);
  for (let k = 0; k < 68; k++) {
    const [x, y] = [points[2 * k]! - e, points[2 * k + 1]! - f];
    row[2 * k] = (a * x + b * y) / (a * a + b * b);
    row[2 * k + 1] = (a * y - b * x) / (a * a + b * b);
  }
  return row;
};

/** Brows and eyes, and the mouth, cut out along the true landmarks, each with its own mean and contrast removed. */
export const patches: Probe = (clip, i) => {
  const { frames } = clip;
  const size = sideOf(clip);
  const points = clip.truth.landmarks.subarray(i * 136, (i + 1) * 136);
  const { a, b, e, f } = alignment(points);
  const row: number[] = [];
  const [my, mx] = [center(points, 48, 59)[1], center(points, 48, 59)[0]];
  const mouthX = (a * (mx - e) + b * (my - f)) / (a * a + b * b);
  const mouthY = (a * (my - f) - b * (mx - e)) / (a * a + b * b);
  for (const [x0, y0, width, height, columns, lines] of [
    [-1.1, -1, 2.2, 1.4, 22, 14],
    [mouthX - 0.75, mouthY - 0.5, 1.5, 1.1, 18, 13],
  ] as const) {
    const patch: number[] = [];
    for (let r = 0; r < lines; r++) {
      for (let c = 0; c < columns; c++) {
        const u = x0 + ((c + 0.5) * width) / columns;
        const v = y0 + ((r + 0.5) * height) / lines;
        patch.push(sample(frames, i, size, a * u - b * v + e, b * u + a * v + f));
      }
    }
    const mean = patch.reduce((sum, p) => sum + p, 0) / patch.length;
    const std = Math.sqrt(patch.reduce((sum, p) => sum + (p - mean) ** 2, 0) / patch.length) + 1;
    row.push(...patch.map((p) => (p - mean) / std));
  }
  return row;
};

/**
 * Test CCC of (arousal, valence) of ridge regression on a probe, its penalty chosen on the validation
 * split for each.
 */
export function probeCcc(
  clips: Iterable<{ readonly description: ClipDescription; readonly clip: Clip }>,
  probe: Probe,
): [arousal: number, valence: number] {
  const rows = { train: [], validation: [], test: [] } as Record<
    ClipDescription['split'],
    ArrayLike<number>[]
  >;
  const labels = { train: [[], []], validation: [[], []], test: [[], []] } as Record<
    ClipDescription['split'],
    [number[], number[]]
  >;
  for (const { description, clip } of clips) {
    const { split } = description;
    for (let i = 0; i < clip.labels.length / 2; i++) {
      rows[split].push(probe(clip, i));
      labels[split][0].push(clip.labels[2 * i]!);
      labels[split][1].push(clip.labels[2 * i + 1]!);
    }
  }
  const penalties = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];
  const models = fitRidge(rows.train, labels.train, penalties);
  return [0, 1].map((t) => {
    const scores = models.map((model) => {
      const score = (split: 'validation' | 'test') =>
        cccOf(
          rows[split].map((row) => predictRidge(model[t]!, row)),
          labels[split][t]!,
        );
      return { validation: score('validation'), test: score('test') };
    });
    return scores.reduce((best, score) => (score.validation > best.validation ? score : best)).test;
  }) as [number, number];
}

/** The similarity that takes (0, 0) to the middle of the eyes and (1, 0) a full outer-corner distance / 2 to the right. */
function alignment(points: Float32Array) {
  const [left, right] = [center(points, 36, 39), center(points, 42, 45)];
  const [e, f] = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  return { a: (right[0] - left[0]) / 1.2, b: (right[1] - left[1]) / 1.2, e, f };
}

/** Mean of the first and the last of a range of landmarks: corners, which lids do not move. */
function center(points: Float32Array, first: number, last: number): [number, number] {
  if (first === 48) {
    return [(points[96]! + points[108]!) / 2, (points[97]! + points[109]!) / 2];
  }
  return [
    (points[2 * first]! + points[2 * last]!) / 2,
    (points[2 * first + 1]! + points[2 * last + 1]!) / 2,
  ];
}

function sample(frames: Uint8Array, i: number, size: number, x: number, y: number): number {
  const u = Math.min(size - 1.001, Math.max(0, x - 0.5));
  const v = Math.min(size - 1.001, Math.max(0, y - 0.5));
  const [c, r] = [Math.floor(u), Math.floor(v)];
  const at = (i * size + r) * size + c;
  const top = frames[at]! * (1 - (u - c)) + frames[at + 1]! * (u - c);
  const below = frames[at + size]! * (1 - (u - c)) + frames[at + size + 1]! * (u - c);
  return top * (1 - (v - r)) + below * (v - r);
}
