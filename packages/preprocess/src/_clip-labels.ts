import type { NewClip } from '@ssvaerr/data/node';
import { type Labels, type LabelsAtOptions, labelsAt } from '@ssvaerr/datasets';

/** The labels of a clip: what the store keeps, and the number of frames with both labels. */
export interface ClipLabels {
  readonly stored: Pick<NewClip, 'labels' | 'labelSource' | 'raters'>;
  readonly labeled: number;
}

/** Puts the labels of a recording on the frames of one of its clips. */
export function clipLabels(series: Labels, options: LabelsAtOptions): ClipLabels {
  const labels = labelsAt(series, options);
  let labeled = 0;
  for (let i = 0; i < labels.length; i += 2) {
    if (!Number.isNaN(labels[i]) && !Number.isNaN(labels[i + 1])) labeled++;
  }
  const raters = series.raters?.map(({ name, ...rating }) => ({
    name,
    labels: labelsAt({ times: series.times, ...rating }, options),
  }));
  const stored = { labels, labelSource: series.origin, ...(raters && { raters }) };
  return { stored, labeled };
}
