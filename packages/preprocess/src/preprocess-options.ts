import type { AudioInfo } from '@ssvaerr/data';
import type { ResampleOptions } from '@ssvaerr/datasets';
import { type Log, silentLog } from '@ssvaerr/host';
import { assertCount } from './_assert-count.ts';
import { assertSeconds, type ExtractOptions } from './extract-options.ts';
import type { Extractor } from './extractor.ts';

/** Options of {@link preprocess} and {@link planPreprocess}. */
export interface PreprocessOptions {
  /** Options of the extraction of clips from a video. */
  readonly extract: ExtractOptions;
  /** Makes the extractors: at least one and at most `count`. */
  readonly extractors: (count: number) => readonly Extractor[];
  /** The audio features that the extractors compute. Default null: none are stored. */
  readonly audio?: StoredAudio | null;
  /** How labels are put on frames. Default: linear interpolation; lengths may differ by 1 s. */
  readonly labels?: LabelOptions;
  /** Largest number of videos to process; null: all. Default null. */
  readonly limit?: number | null;
  /** Videos processed in parallel, at least 1. The store does not depend on it. Default 1. */
  readonly workers?: number;
  /** Continues a store that exists, with the same options. Default false. */
  readonly resume?: boolean;
  /** Receives progress and warnings. Default: they are not shown. */
  readonly log?: Log;
  /** Stops the work. Default: nothing does. */
  readonly signal?: AbortSignal;
}

/** How labels are put on frames. */
export interface LabelOptions extends ResampleOptions {
  /** Seconds by which the lengths of a video and its labels may differ; beyond, the video is left out. Default 1. */
  readonly tolerance?: number;
}

/** The audio features of a store. */
export interface StoredAudio {
  /** Name by which the store remembers them, such as `logmel`. */
  readonly name: string;
  /** Their description in `dataset.json`. */
  readonly info: AudioInfo;
}

/** Options with their defaults. */
export type GivenOptions = Required<PreprocessOptions> & {
  readonly labels: LabelOptions & { readonly tolerance: number };
};

/** Fills in the defaults, and checks the rest. */
export function withDefaults({
  audio = null,
  labels = {},
  limit = null,
  workers = 1,
  resume = false,
  log = silentLog,
  signal = new AbortController().signal,
  extract,
  extractors,
}: PreprocessOptions): GivenOptions {
  assertSeconds('preprocess', extract);
  assertCount('preprocess', 'workers', workers);
  if (limit !== null) assertCount('preprocess', 'limit', limit);
  const { tolerance = 1 } = labels;
  if (!(tolerance >= 0)) {
    throw new RangeError(`preprocess: 'labels.tolerance' must be >= 0, got ${tolerance}.`);
  }
  return {
    extract,
    extractors,
    audio,
    labels: { ...labels, tolerance },
    limit,
    workers,
    resume,
    log,
    signal,
  };
}
