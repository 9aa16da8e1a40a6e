import type {
  EpochMetrics,
  PretrainEpoch,
  PretrainResults,
  Results,
  SplitScores,
} from './results.ts';

/** Predicted and annotated values of one test clip. */
export interface Trace {
  readonly clip: string;
  readonly subject: string;
  readonly fps: number;
  /** `[time]`, in [-1, 1]; NaN where there is no label. */
  readonly labels: { readonly arousal: Float32Array; readonly valence: Float32Array };
  readonly predictions: { readonly arousal: Float32Array; readonly valence: Float32Array };
  /** A few frames, evenly spaced, gray: `pixels` is `[height, width]` of bytes. */
  readonly thumbnails: readonly {
    readonly frame: number;
    readonly height: number;
    readonly width: number;
    readonly pixels: Uint8Array;
  }[];
}

/** `config.json`: the resolved config, versions, commit, engine, machine. */
export interface ReportInfo {
  readonly config: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string | null;
  readonly engine: { readonly name: string; readonly detail: string };
  readonly machine: Readonly<Record<string, string | number>>;
  readonly data: { readonly path: string; readonly source: string; readonly licence: string };
}

/** One run of `train`, as a report shows it. */
export interface ReportRun {
  readonly name: string;
  readonly info: ReportInfo;
  readonly epochs: readonly EpochMetrics[];
  /** Absent while the run is not finished. */
  readonly results?: Results;
  readonly traces: readonly Trace[];
}

/** One run of `pretrain`. */
export interface PretextRun {
  readonly name: string;
  readonly info: ReportInfo;
  readonly epochs: readonly PretrainEpoch[];
  /** Absent while the run is not finished. */
  readonly results?: PretrainResults;
}

/** Everything a report shows. With several runs it compares them. */
export interface ReportData {
  readonly title: string;
  readonly runs: readonly ReportRun[];
  /** Runs that the encoders of others may come from. */
  readonly pretexts?: readonly PretextRun[];
  /** Scores of what any model must beat, on the same test split. */
  readonly baselines?: Readonly<Record<string, SplitScores>>;
  /** A sentence about the runs, below the figures. */
  readonly note?: string;
  /** What took how long, in seconds, in order. */
  readonly stages?: readonly { readonly name: string; readonly seconds: number }[];
}
