import type { SplitScores } from '@ssvaerr/metrics';
import type { Level } from './epoch-chart.ts';
import type { GrayPicture } from './gray-png.ts';
import type { EpochMetrics, PretrainEpoch, PretrainResults, Results } from './results.ts';

/** A value of each dimension per frame, `[time]`; NaN where there is none. */
export interface Ratings {
  readonly arousal: Float32Array;
  readonly valence: Float32Array;
}

/** A frame of a clip, shown below the time axis. */
export interface Thumbnail extends GrayPicture {
  /** Index of the frame in the clip; the first frame is 0. */
  readonly frame: number;
}

/** Annotated and predicted arousal and valence of one clip. */
export interface Trace {
  /** Name of the clip. */
  readonly clip: string;
  /** The person in it. */
  readonly subject: string;
  /** Frames per second, above 0. */
  readonly fps: number;
  /** Annotation in [-1, 1]; NaN where a frame has no label. */
  readonly labels: Ratings;
  /** Prediction of every frame, usually in [-1, 1]; values outside are drawn at the edge. */
  readonly predictions: Ratings;
  /** A few frames in order of time; may be empty. */
  readonly thumbnails: readonly Thumbnail[];
}

/** Everything needed to repeat a run. */
export interface ReportInfo {
  /** The settings of the run, by name; the values can be written as JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Versions of the programs and libraries, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Hash of the git commit; null outside a git repository. */
  readonly commit: string | null;
  /** The engine and its settings, such as the number of threads. */
  readonly engine: { readonly name: string; readonly detail: string };
  /** Properties of the machine, such as its processor, by name. */
  readonly machine: Readonly<Record<string, string | number>>;
  /** Path, origin and license of the data set, and the origin of its splits; null or absent: not known. */
  readonly data: {
    readonly path: string;
    readonly source: string;
    readonly licence: string;
    readonly splits?: string | null;
  };
}

/** A supervised training run. */
export interface ReportRun {
  readonly name: string;
  readonly info: ReportInfo;
  /** Finished epochs in order. */
  readonly epochs: readonly EpochMetrics[];
  /** Absent until the run is finished. */
  readonly results?: Results;
  /** Clips of the test split to draw; may be empty. */
  readonly traces: readonly Trace[];
}

/** Presentation of a monitor of a pretext run. */
export interface Monitor {
  /** Written above the axis. */
  readonly title: string;
  /** Values with a meaning, such as those at which training has collapsed. */
  readonly levels: readonly Level[];
}

/** A pretext run: an encoder trained by self-supervision. */
export interface PretextRun {
  readonly name: string;
  /** Title of the method, such as `BYOL`. Runs with the same title share their charts. */
  readonly method: string;
  readonly info: ReportInfo;
  /** Finished epochs in order. */
  readonly epochs: readonly PretrainEpoch[];
  /**
   * Titles and levels of the monitors, by name. The key `loss` describes the training loss. A monitor that is not
   * described is drawn under its own name.
   */
  readonly monitors: Readonly<Record<string, Monitor>>;
  /** Absent until the run is finished. */
  readonly results?: PretrainResults;
}

/** The content of a report. Several runs are compared with each other. */
export interface ReportData {
  /** Heading and title of the page. */
  readonly title: string;
  /** Supervised runs; may be empty. */
  readonly runs: readonly ReportRun[];
  /** Pretext runs, such as those whose encoders the runs started from. */
  readonly pretexts?: readonly PretextRun[];
  /** Test scores of predictors that any model must beat, by the name that the page shows. */
  readonly baselines?: Readonly<Record<string, SplitScores>>;
  /** A sentence about the runs, shown below the headline. */
  readonly note?: string;
  /** Wall time in seconds of each stage of the work, in order. */
  readonly stages?: readonly { readonly name: string; readonly seconds: number }[];
}
