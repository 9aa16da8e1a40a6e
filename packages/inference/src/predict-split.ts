import type { Network } from '@ssvaerr/backbone';
import type { Clip, Split } from '@ssvaerr/data';
import { type Store, wholeVideos } from '@ssvaerr/data/node';
import { affectOf } from './affect-of.ts';
import { framesOf } from './frames-of.ts';
import type { Normalization } from './normalization.ts';

/** A model's predictions for a clip, with the annotations. */
export interface Prediction {
  readonly clip: Clip;
  /** `[time]`, in [-1, 1]. */
  readonly arousal: Float32Array;
  readonly valence: Float32Array;
  /** `[time, 2]`: (arousal, valence); 0 where `mask` is 0. */
  readonly labels: Float32Array;
  /** `[time]`: 1 where both labels are known. */
  readonly mask: Float32Array;
}

/** Frames of one call of the encoder: what is in memory of a video. */
const chunk = 64;

/** Predicts every video of a split, whole and one at a time, as the paper tests. */
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

/** A prediction as a table: one row a frame, empty where there is no label. */
export function predictionCsv({ clip, arousal, valence, labels, mask }: Prediction): string {
  const rows = Array.from(arousal, (_, t) => {
    const [a, v] = mask[t] === 1 ? [labels[2 * t]!, labels[2 * t + 1]!] : [];
    const columns = [arousal[t]!, valence[t]!, a, v];
    const text = columns.map((value) => value?.toFixed(6) ?? '');
    return [t, (t / clip.fps).toFixed(3), ...text].join(',');
  });
  return `frame,time,arousal,valence,arousal_label,valence_label\n${rows.join('\n')}\n`;
}
