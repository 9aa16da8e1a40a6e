import type { Network } from '@ssvaerr/backbone';
import type { Clip, Split } from '@ssvaerr/data';
import { type Store, wholeVideos } from '@ssvaerr/data/node';
import { affectOf } from './_affect-of.ts';
import { movedBack } from './_moved-back.ts';
import { framesOf } from './frames-of.ts';
import type { ModelInfo } from './model-info.ts';

/** The predictions for a clip, and its labels. */
export interface Prediction {
  /** The clip, as the store describes it. */
  readonly clip: Clip;
  /** `[time]`, in [-1, 1]. */
  readonly arousal: Float32Array;
  /** `[time]`, in [-1, 1]. */
  readonly valence: Float32Array;
  /** `[time, 2]`: (arousal, valence); 0 where `mask` is 0. */
  readonly labels: Float32Array;
  /** `[time]`: 1 where both labels are known and the frame was predicted: not in the first frames of a label delay. */
  readonly mask: Float32Array;
}

/** Frames per call of the encoder: as many of a video are in memory. */
const chunk = 64;

/**
 * Predicts every clip of a split, one at a time and in its whole length, as in the tests of the paper.
 *
 * Predictions of a network with a label delay are moved back to the frames that they rate, so that they are scored on
 * unshifted labels; the first frames, for which there is none, are masked.
 *
 * @param info the normalization and the label delay of the training.
 * @throws RangeError if the split has no clip; StoreError if a clip cannot be read.
 * @example
 * ```ts no-run
 * import { openStore } from '@ssvaerr/data/node';
 * import { loadModel, predictSplit } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const { model, info } = await loadModel('best.safetensors');
 * const store = await openStore('clips');
 * for await (const { clip, arousal } of predictSplit(model, store, 'test', info)) {
 *   console.log(clip.id, arousal);
 * }
 * ```
 */
export async function* predictSplit(
  network: Network,
  store: Store,
  split: Split,
  { pixel, labelDelay = 0 }: Pick<ModelInfo, 'pixel' | 'labelDelay'>,
): AsyncGenerator<Prediction, void, undefined> {
  for await (const { clip, labels, mask, pieces } of wholeVideos({
    store,
    split,
    pieceFrames: chunk,
  })) {
    const output = await network.forwardVideo(framesOf(pieces(), pixel), { chunk });
    const { arousal, valence } = await affectOf(output);
    const delay = Math.round(labelDelay * clip.fps);
    yield {
      clip,
      arousal: movedBack(arousal, delay),
      valence: movedBack(valence, delay),
      labels: labels.values,
      mask: mask.values.fill(0, 0, delay),
    };
  }
}

/**
 * Formats a prediction as CSV: one row per frame, with empty columns where there is no label.
 *
 * @example
 * ```ts
 * import type { Clip } from '@ssvaerr/data';
 * import { predictionCsv } from '@ssvaerr/inference';
 *
 * const files = { frames: { path: 'a.npy', sha256: '0'.repeat(64) } };
 * const pixels = { count: 2048, sum: 0, squares: 0 };
 * const about = { id: 'a', subject: 's1', split: 'test', labelSource: null, quality: 1 } as const;
 * const clip: Clip = { ...about, frames: 2, fps: 25, files, pixels };
 * const [arousal, valence] = [Float32Array.of(0.5, 0.25), Float32Array.of(0, 1)];
 * const unlabeled = { labels: new Float32Array(4), mask: new Float32Array(2) };
 * const csv = predictionCsv({ clip, arousal, valence, ...unlabeled });
 * console.log(csv.split('\n')[2]); // 1,0.040,0.250000,1.000000,,
 * ```
 */
export function predictionCsv({ clip, arousal, valence, labels, mask }: Prediction): string {
  const rows = Array.from(arousal, (_, t) => {
    const [a, v] = mask[t] === 1 ? [labels[2 * t]!, labels[2 * t + 1]!] : [];
    const columns = [arousal[t]!, valence[t]!, a, v];
    const text = columns.map((value) => value?.toFixed(6) ?? '');
    return [t, (t / clip.fps).toFixed(3), ...text].join(',');
  });
  return `frame,time,arousal,valence,arousal_label,valence_label\n${rows.join('\n')}\n`;
}
