import type { Fusion } from '@ssvaerr/metrics';
import type { Source } from '../source.ts';

/** How the tree of a data set is read. */
export interface DatasetOptions {
  /** Name of the tree's layout, one of the format's `layouts`. Default: the layout is recognized. */
  readonly layout?: string;
  /** Which of several annotations is read, one of the format's `annotations`. Default: as its documentation says. */
  readonly annotation?: string;
  /** Folder of the videos, if the tree holds labels only. Default: the videos are in the tree. */
  readonly videos?: string;
  /** A folder inside the tree that is left out, such as the store that is written. Default: none. */
  readonly except?: string;
  /** How several raters are fused. Default `mean`, the paper's. */
  readonly fuse?: Fusion;
  /**
   * Splits to draw instead of the published ones: one split for all subjects, or percentages, as `parseShares` reads
   * them; or the name of a published partition, where a data set has several. Default: the published splits; where none
   * are published, `80/10/10`.
   */
  readonly split?: string;
  /** Seed for drawing splits, a safe integer. Default 1. */
  readonly seed?: number;
}

/** A data set that can be read: one folder of code, one entry in {@link datasetFormats}. */
export interface DatasetFormat {
  /** The name of the format, such as `aff-wild2`. */
  readonly name: string;
  /** The name and edition of the data set, in words. */
  readonly title: string;
  /** Names of the layouts in which its trees occur, the most specific first. */
  readonly layouts: readonly string[];
  /** Names of published partitions that `split` may be, if there are several. */
  readonly partitions?: readonly string[];
  /** Names of its annotations, if it has several of the same recordings. */
  readonly annotations?: readonly string[];
  /** What its licence allows and forbids, in one line; clip stores keep it. */
  readonly licence: string;
  /**
   * Opens a tree. Nothing but names is read until items are listed, and no label until an item is asked for it.
   *
   * @throws UserError of one line if there is no such tree at `input`, or an option does not fit it.
   */
  open(input: string, options?: DatasetOptions): Promise<Source>;
}
