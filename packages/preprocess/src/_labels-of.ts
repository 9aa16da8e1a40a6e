import type { Labels, SourceItem } from '@ssvaerr/datasets';
import { UserError } from '@ssvaerr/host';
import { type LabelSummary, summarizeLabels } from './label-summary.ts';
import type { RecordedVideo } from './video-entry.ts';

/** Labels of a recording, or why they cannot be used. */
export type ReadLabels =
  | { readonly labels: Labels | null; readonly summary: LabelSummary | null; readonly reason: null }
  | { readonly labels: null; readonly summary: null; readonly reason: string };

/**
 * Reads the labels of a recording and checks that they are about as long as the video.
 *
 * @param tolerance Seconds by which the lengths may differ.
 */
export async function labelsOf(
  item: SourceItem,
  {
    fps,
    seconds = null,
  }: Pick<RecordedVideo, 'fps'> & { readonly seconds?: number | null | undefined },
  tolerance: number,
): Promise<ReadLabels> {
  if (!item.labels) return { labels: null, summary: null, reason: null };
  const none = { labels: null, summary: null };
  let labels: Labels;
  try {
    labels = await item.labels({ fps, seconds });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      ...none,
      reason: `has labels that cannot be used (${error.message.replace(/[.]$/, '')}).`,
    };
  }
  if (labels.times.length === 0)
    return { ...none, reason: `has labels without a value (${labels.origin}).` };
  const summary = summarizeLabels(labels);
  if (summary.missing === summary.samples) {
    return { ...none, reason: `has no label with both arousal and valence (${labels.origin}).` };
  }
  if (seconds === null || labels.anyLength) return { labels, summary, reason: null };
  // A sample lasts until the next one.
  const labeled = summary.to + (summary.rate ? 1 / summary.rate : 0);
  if (Math.abs(labeled - seconds) <= tolerance || Math.abs(summary.to - seconds) <= tolerance) {
    return { labels, summary, reason: null };
  }
  const about = (value: number) => `${Math.round(100 * value) / 100} s`;
  return {
    ...none,
    reason: `is ${about(seconds)} long, but its labels end at ${about(summary.to)} (${labels.origin}); they may differ by ${about(tolerance)}. Check the unit of its times.`,
  };
}
