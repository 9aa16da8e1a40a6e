import { duration } from '@ssvaerr/host';
import type { LabelSummary, PreprocessPlan, PreprocessSummary } from '@ssvaerr/preprocess';

const lines = (title: string, items: PreprocessPlan['skipped']) =>
  items.length === 0 ? [] : [title, ...items.map(({ name, reason }) => `  ${name}: ${reason}`)];

/** Formats a plan for the terminal. */
export function planText({ done, todo, skipped, others }: PreprocessPlan): string {
  const seconds = todo.reduce((sum, { info }) => sum + (info.seconds ?? 0), 0);
  return [
    ...todo.flatMap(({ id, info, labeling }) => {
      const { width, height, codec, fps, audio, seconds } = info;
      const length = seconds === undefined ? 'unknown length' : duration(seconds);
      const rate = `${Math.round(fps * 100) / 100} fps`;
      const about = `${id}: ${length}, ${rate}, ${width} x ${height} ${codec}, ${audio ? `audio ${audio}` : 'no audio'}`;
      return labeling === null ? [about] : [about, `  ${labelText(labeling)}`];
    }),
    `${todo.length} videos to do, ${duration(seconds)}; ${done.length} done before`,
    ...lines(`${skipped.length} skipped:`, skipped),
    `${others.length} other files`,
  ].join('\n');
}

/** The labels of a recording in one line. */
function labelText({
  origin,
  samples,
  from,
  to,
  rate,
  missing,
  raters,
  ...ranges
}: LabelSummary): string {
  const range = (name: 'arousal' | 'valence') => {
    const [low, high] = ranges[name]!;
    return `${name} ${low.toFixed(2)} to ${high.toFixed(2)}`;
  };
  return [
    `labels ${origin}: ${samples} ratings from ${from.toFixed(2)} to ${to.toFixed(2)} s`,
    ...(rate === null ? [] : [`${rate} per second`]),
    `${missing} missing`,
    range('arousal'),
    range('valence'),
    ...(raters.length > 0 ? [`raters ${raters.join(', ')}`] : []),
  ].join(', ');
}

/** A plan as `--json` prints it. */
export const planJson = ({ done, todo, skipped, others }: PreprocessPlan) => ({
  todo: todo.map(({ id, subject, split, info, labeling }) => ({
    ...{ name: id, subject, split, ...info },
    ...(labeling && { labels: labeling }),
  })),
  done: done.map(({ item }) => item),
  skipped,
  others,
});

/** Formats what was done for the terminal. */
export function summaryText(out: string, summary: PreprocessSummary): string {
  const { store, entries, skipped, damaged, others, report } = summary;
  const frames = store.clips.reduce((sum, clip) => sum + clip.frames, 0);
  const used = entries.filter(({ clips }) => clips.length > 0);
  return [
    `${out}: ${store.clips.length} clips of ${used.length} videos, ${frames} frames`,
    ...lines(`${skipped.length} skipped:`, skipped),
    ...lines(`${damaged.length} not read to the end:`, damaged),
    ...(others.length > 0 ? [`${others.length} other files`] : []),
    `report: ${report}`,
  ].join('\n');
}
