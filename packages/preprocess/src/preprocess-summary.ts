import type { Store } from '@ssvaerr/data/node';
import type { LeftOut } from '@ssvaerr/datasets';
import type { VideoEntry } from './video-entry.ts';

/** Describes what `preprocess` did. */
export interface PreprocessSummary {
  /** The store, open for reading. */
  readonly store: Store;
  /** All recordings of the store, sorted by id. */
  readonly entries: readonly VideoEntry[];
  /** Recordings without a clip, and what the source left out. */
  readonly skipped: readonly LeftOut[];
  /** Recordings with clips that could not be read to their end. */
  readonly damaged: readonly LeftOut[];
  /** Files that are not videos and do not have the name of one. */
  readonly others: readonly string[];
  /** Path of the report, `preprocess-report.html` in the store. */
  readonly report: string;
}
