import type { Network } from '@ssvaerr/backbone';
import type { Clip, Split } from '@ssvaerr/data';
import { type Store, wholeVideos } from '@ssvaerr/data/node';
import { CccMetric, splitOutput } from '@ssvaerr/losses';
import type { Scores, SplitScores } from '@ssvaerr/report';
import * as tf from '@tensorflow/tfjs';
import { type Normalization, normalized } from '../networks/normalization.ts';

/** What a model says of a video, beside what annotators say. */
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
    const [arousal, valence] = tf.tidy(() => {
      const { arousal, valence } = splitOutput(output);
      return [arousal.value, valence.value];
    });
    output.dispose();
    const values = tf.tidy(() => tf.concat([arousal, valence], 0));
    const data = (await values.data()) as Float32Array;
    tf.dispose([arousal, valence, values]);
    yield {
      clip,
      arousal: data.slice(0, clip.frames),
      valence: data.slice(clip.frames),
      labels: labels.values,
      mask: mask.values,
    };
  }
}

/** Normalised frames of a video, piece by piece; each is disposed when the next is asked for. */
export async function* framesOf(
  pieces: AsyncIterable<{ readonly shape: readonly number[]; readonly values: Float32Array }>,
  pixel: Normalization,
) {
  for await (const { shape, values } of pieces) {
    const frames = tf.tidy(() =>
      normalized(tf.tensor4d(values, shape.slice(1) as [number, number, number, number]), pixel),
    );
    yield frames;
    frames.dispose();
  }
}

/** Collects the scores of predictions, video by video. */
export class SplitMetric {
  readonly #all = { arousal: new CccMetric(), valence: new CccMetric() };
  readonly #ofVideos = { arousal: [] as number[], valence: [] as number[] };
  #videos = 0;

  add({ arousal, valence, labels, mask }: Omit<Prediction, 'clip'>): void {
    this.#videos++;
    for (const [column, dimension] of (['arousal', 'valence'] as const).entries()) {
      const prediction = dimension === 'arousal' ? arousal : valence;
      const target = mask.map((_, t) => labels[2 * t + column]!);
      const video = new CccMetric();
      video.update(prediction, target, mask);
      this.#all[dimension].merge(video);
      const { ccc, count } = video.result();
      if (count > 0) this.#ofVideos[dimension].push(ccc);
    }
  }

  result(): SplitScores {
    const scores = (dimension: 'arousal' | 'valence'): Scores => {
      const { ccc, pcc, rmse } = this.#all[dimension].result();
      const videos = this.#ofVideos[dimension];
      const meanVideoCcc = videos.reduce((sum, value) => sum + value, 0) / videos.length;
      return { ccc, pcc, rmse, meanVideoCcc };
    };
    const frames = this.#all.arousal.result().count;
    return {
      arousal: scores('arousal'),
      valence: scores('valence'),
      videos: this.#videos,
      frames,
    };
  }
}

/** What the paper selects by: the mean of the two CCCs; NaN counts as the worst. */
export function selectionScore({ arousal, valence }: SplitScores): number {
  const mean = (arousal.ccc + valence.ccc) / 2;
  return Number.isNaN(mean) ? -1 : mean;
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
