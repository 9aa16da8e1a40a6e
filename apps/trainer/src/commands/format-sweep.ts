import { valueText } from '../config/value-text.ts';
import { searchedFields } from '../grid/searched-fields.ts';
import type { SweepFolder, SweepRecord } from '../grid/sweep-record.ts';
import type { SweepResults } from '../grid/sweep-results.ts';
import { formatScores } from './format-scores.ts';

/** Formats the trials of a sweep for the terminal, the best one first. */
export function formatSweep(
  folder: SweepFolder,
  record: SweepRecord,
  { finished, failed, command }: SweepResults,
): string {
  const fields = searchedFields(record);
  const rows = finished.map(({ id, config, score, results: { validation } }) => [
    id,
    ...fields.map((field) => valueText(config[field])),
    ...[score, validation.arousal.ccc, validation.valence.ccc].map((value) => value.toFixed(3)),
  ]);
  const table = [['trial', ...fields, 'score', 'arousal', 'valence'], ...rows];
  const [best] = finished;
  return [
    ...(best ? aligned(table) : []),
    ...failed.map(({ id, reason }) => `${id} failed: ${reason}`),
    ...(best
      ? [
          `best by validation: ${best.id}`,
          formatScores(best.results, best.info.data.splits ?? null),
          `again: ${command}`,
        ]
      : []),
    `report: ${folder.report}`,
  ].join('\n');
}

/** The outcome of a sweep as JSON. Test scores are those of the best trial alone. */
export function sweepJson(
  folder: SweepFolder,
  record: SweepRecord,
  { finished, failed, command }: SweepResults,
) {
  const fields = searchedFields(record);
  const common = ({ id, config }: SweepRecord['trials'][number]) => ({
    id,
    folder: folder.trial(id).path,
    values: Object.fromEntries(fields.map((field) => [field, config[field]])),
  });
  const trials = finished.map(({ results: { validation, bestEpoch }, score, ...trial }) => ({
    ...common(trial),
    score,
    bestEpoch,
    validation,
  }));
  const [best] = finished;
  return {
    out: folder.path,
    report: folder.report,
    trials,
    failed: failed.map(({ reason, ...trial }) => ({ ...common(trial), reason })),
    duplicates: record.duplicates,
    best: best
      ? { ...trials[0], config: best.config, command, ...(best.results.test && { test: best.results.test }) } // biome-ignore format: one line
      : null,
  };
}

/** Columns of equal width, on the right but for the first one. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      )
      .join('  '),
  );
}
