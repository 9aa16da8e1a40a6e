import { readLabels, type Store } from '@ssvaerr/data/node';

/** Counts of labels in ten bins of [-1, 1], and of frames without a label. */
export interface LabelHistogram {
  readonly arousal: readonly number[];
  readonly valence: readonly number[];
  readonly labelled: number;
  readonly missing: number;
  /** Frames whose two labels are exactly 0, as where a gold standard begins or ends; they are among `labelled`. */
  readonly zero: number;
}

const bins = 10;

/** Reads the labels of every clip, one after the other. */
export async function labelHistogram(store: Store): Promise<LabelHistogram> {
  const counts = {
    arousal: new Array<number>(bins).fill(0),
    valence: new Array<number>(bins).fill(0),
  };
  let [labelled, missing, zero] = [0, 0, 0];
  for (const clip of store.clips) {
    const labels = await readLabels(store, clip);
    for (let t = 0; t < clip.frames; t++) {
      const [arousal, valence] = [labels?.[2 * t] ?? Number.NaN, labels?.[2 * t + 1] ?? Number.NaN];
      if (Number.isNaN(arousal + valence)) {
        missing++;
        continue;
      }
      labelled++;
      if (arousal === 0 && valence === 0) zero++;
      counts.arousal[binOf(arousal)]!++;
      counts.valence[binOf(valence)]!++;
    }
  }
  return { ...counts, labelled, missing, zero };
}

const binOf = (value: number) => Math.min(bins - 1, Math.floor(((value + 1) / 2) * bins));

const bars = ' ▁▂▃▄▅▆▇█';

/** Lines for a terminal. */
export function formatHistogram(histogram: LabelHistogram): string[] {
  const { arousal, valence, labelled, missing, zero } = histogram;
  const bar = (counts: readonly number[]) => {
    const most = Math.max(...counts, 1);
    return counts.map((count) => bars[Math.ceil((8 * count) / most)]).join('');
  };
  return [
    `arousal    -1 ${bar(arousal)} 1`,
    `valence    -1 ${bar(valence)} 1`,
    `${labelled} frames with labels, ${missing} without${zero > 0 ? `; in ${zero} both are exactly 0` : ''}`,
  ];
}
