import type { Network } from '@ssvaerr/backbone';
import type { Clip, Split } from '@ssvaerr/data';
import { type Store, wholeVideos } from '@ssvaerr/data/node';
import { affectOf } from './_affect-of.ts';
import { framesOf } from './frames-of.ts';
import type { Normalization } from './normalization.ts';

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
  /** `[time]`: 1 where both labels are known. */
  readonly mask: Float32Array;
}

/** Frames per call of the encoder: as many of a video are in memory. */
const chunk = 64;

/**
 * Predicts every clip of a split, one at a time and in its whole length, as in the tests of the paper.
 *
 * @param pixel the normalization of the training.
 * @throws RangeError if the split has no clip; StoreError if a clip cannot be read.
 * @example
 * ```ts no-run
 * const { model, info } = await loadModel('best.safetensors');
 * for await (const { clip, arousal } of predictSplit(model, store, 'test', info.pixel)) {
 *   console.log(clip.id, arousal);
 * }
 * ```
 */
export async function* predictSplit(
  network: Network,
  store: Store,
  split: Split,
  pixel: Normalization,
): AsyncGenerator<Prediction, void, undefined> {
  for await (const { clip, labels, mask, pieces } of wholeVideos({
    store,
    split,
    pieceFrames: chunk,
  })) {
    const output = await network.forwardVideo(framesOf(pieces(), pixel), { chunk });
    yield {
      clip,
      ...(await affectOf(output)),
      labels: labels.values,
      mask: mask.values,
    };
  }
}

/**
 * Formats a prediction as CSV: one row per frame, with empty columns where there is no label.
 *
 * @example
 * ```ts no-run
 * await writeFile(`${prediction.clip.id}.csv`, predictionCsv(prediction));
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
