import { duration } from '@ssvaerr/host';
import type { PreprocessPlan, PreprocessSummary } from '@ssvaerr/preprocess';

const lines = (title: string, items: PreprocessPlan['skipped']) =>
  items.length === 0 ? [] : [title, ...items.map(({ name, reason }) => `  ${name}: ${reason}`)];

/** Formats a plan for the terminal. */
export function planText({ done, todo, skipped, others }: PreprocessPlan): string {
  const seconds = todo.reduce((sum, { info }) => sum + (info.seconds ?? 0), 0);
  return [
    ...todo.map(({ id, info }) => {
      const { width, height, codec, fps, audio, seconds } = info;
      const length = seconds === undefined ? 'unknown length' : duration(seconds);
      const rate = `${Math.round(fps * 100) / 100} fps`;
      return `${id}: ${length}, ${rate}, ${width} x ${height} ${codec}, ${audio ? `audio ${audio}` : 'no audio'}`;
    }),
    `${todo.length} videos to do, ${duration(seconds)}; ${done.length} done before`,
    ...lines(`${skipped.length} skipped:`, skipped),
    `${others.length} other files`,
  ].join('\n');
}

/** A plan as `--json` prints it. */
export const planJson = ({ done, todo, skipped, others }: PreprocessPlan) => ({
  todo: todo.map(({ id, info }) => ({ name: id, ...info })),
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
