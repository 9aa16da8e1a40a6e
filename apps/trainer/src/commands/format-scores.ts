import type { SplitScores } from '@ssvaerr/metrics';
import type { TrainResults } from '../runs/run-formats.ts';

/** Formats scores as a table for the terminal, with a row for each thing that was scored. */
export function formatTable(rows: Readonly<Record<string, SplitScores>>): string {
  const figures = ({ arousal, valence }: SplitScores) =>
    [arousal, valence].flatMap(({ ccc, pcc, rmse, meanVideoCcc }) =>
      [ccc, pcc, rmse, meanVideoCcc].map((figure) => figure.toFixed(3).padStart(7)),
    );
  const names = Object.keys(rows);
  const width = Math.max(...names.map((name) => name.length));
  const columns = ['CCC', 'PCC', 'RMSE', 'video'].map((name) => name.padStart(7)).join('');
  const titles = `${''.padEnd(width)}${`  ${columns}`.repeat(2)}`;
  const lines = names.map((name) => {
    const values = figures(rows[name]!);
    return `${name.padEnd(width)}  ${values.slice(0, 4).join('')}  ${values.slice(4).join('')}`;
  });
  const groups = `${''.padEnd(width)}  ${'arousal'.padEnd(28)}  valence`;
  return [groups, titles, ...lines].join('\n');
}

/**
 * Formats the scores of a run for the terminal.
 *
 * @param splits Origin of the splits, if it is known.
 */
export function formatScores({ validation, test }: TrainResults, splits: string | null): string {
  const rows = formatTable({ validation, ...(test && { test }) });
  const table = splits === null ? rows : `${rows}\nsplits: ${splits}`;
  if (test) return table;
  return `${table}\nThe validation split chose the epoch, and there is no test split with labels: these scores are too good.`;
}
