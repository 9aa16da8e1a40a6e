import { grayFrames, type Split } from '@ssvaerr/data';
import { type Store, wholeVideos } from '@ssvaerr/data/node';
import { linearProbe, RecordingMetric, type SplitScores } from '@ssvaerr/metrics';

/** Frames are made gray and shrunk to this side, which keeps light, pose and coarse shape. */
const side = 24;
/** The penalties to choose from on the validation clips. */
const ridges = [0.01, 0.1, 1];

/**
 * Scores two baselines on the test clips of a store: `ridge`, a linear regression from the gray pixels of each frame,
 * and `mean`, which predicts the mean of the training labels for every frame. A network should beat both.
 *
 * @throws RangeError if a split has no clip; StoreError if a clip cannot be read.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { silentLog } from '@ssvaerr/host';
 * import { scoreBaselines } from '@ssvaerr/inference';
 * import { writeSyntheticStore } from '@ssvaerr/preprocess';
 *
 * const root = await mkdtemp(join(tmpdir(), 'inference-'));
 * const { store } = await writeSyntheticStore(join(root, 'faces'), {
 *   ...{ seed: 1, clips: 10, frames: 8, fps: 25, size: 32, audio: null, resume: false },
 *   ...{ log: silentLog, signal: new AbortController().signal },
 * });
 * const scores = await scoreBaselines(store);
 * console.log(Object.keys(scores)); // [ 'ridge', 'mean' ]
 * console.log(Math.abs(scores.mean!.arousal.ccc) < 1e-6); // true
 * await rm(root, { recursive: true });
 * ```
 */
export async function scoreBaselines(store: Store): Promise<Record<string, SplitScores>> {
  const { predict } = await linearProbe(
    {
      train: clipFeatures(store, 'train'),
      validation: clipFeatures(store, 'validation'),
      test: clipFeatures(store, 'test'),
    },
    { ridge: ridges },
  );
  const [linear, constant] = [new RecordingMetric(), new RecordingMetric()];
  const mean = await meanLabels(store);
  for await (const { features, labels, mask } of clipFeatures(store, 'test')) {
    const { arousal, valence } = predict(features);
    const frames = mask.length;
    linear.update({ arousal, valence, labels, mask });
    constant.update({
      arousal: new Float32Array(frames).fill(mean.arousal),
      valence: new Float32Array(frames).fill(mean.valence),
      labels,
      mask,
    });
  }
  return { ridge: linear.compute(), mean: constant.compute() };
}

interface ClipFeatures {
  /** `[time, side * side]`. */
  readonly features: Float32Array;
  readonly labels: Float32Array;
  readonly mask: Float32Array;
}

/** Yields the shrunk frames of every clip, one clip at a time. */
async function* clipFeatures(store: Store, split: Split): AsyncGenerator<ClipFeatures> {
  const { height, width, channels } = store.info;
  for await (const { clip, labels, mask, pieces } of wholeVideos({
    store,
    split,
    pieceFrames: 64,
  })) {
    const features = new Float32Array(clip.frames * side * side);
    for await (const { start, frames, values } of pieces()) {
      const gray = grayFrames(values, channels);
      for (let t = 0; t < frames; t++) {
        const frame = gray.subarray(t * height * width, (t + 1) * height * width);
        features.set(shrunk(frame, height, width), (start + t) * side * side);
      }
    }
    yield { features, labels: labels.values, mask: mask.values };
  }
}

/** The mean of each cell of a grid of side x side; a cell has at least one pixel. */
function shrunk(frame: Float32Array, height: number, width: number): Float32Array {
  const edges = (length: number) =>
    Array.from({ length: side }, (_, i) => {
      const from = Math.floor((i * length) / side);
      return [from, Math.max(from + 1, Math.floor(((i + 1) * length) / side))] as const;
    });
  const [rows, columns] = [edges(height), edges(width)];
  return Float32Array.from({ length: side * side }, (_, cell) => {
    const [top, bottom] = rows[Math.floor(cell / side)]!;
    const [left, right] = columns[cell % side]!;
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += frame[y * width + x]!;
    }
    return sum / ((bottom - top) * (right - left));
  });
}

async function meanLabels(store: Store): Promise<{ arousal: number; valence: number }> {
  let [arousal, valence, count] = [0, 0, 0];
  for await (const { labels, mask } of wholeVideos({ store, split: 'train' })) {
    mask.values.forEach((known, t) => {
      count += known;
      arousal += known * labels.values[2 * t]!;
      valence += known * labels.values[2 * t + 1]!;
    });
  }
  return { arousal: arousal / count, valence: valence / count };
}
