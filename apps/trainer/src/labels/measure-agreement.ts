import {
  delaysByRater,
  evenRaters,
  fuseRaters,
  type LabelSeries,
  type MeanDelays,
  meanDelays,
  type RaterTrace,
  shiftRaters,
} from '@ssvaerr/datasets';
import { type RatedRecordingsOptions, ratedRecordings } from '@ssvaerr/datasets/node';
import { Interrupted } from '@ssvaerr/host';
import { type Dimension, type Fusion, type NamedAgreement, raterAgreement } from '@ssvaerr/metrics';

/** A recording with its raters, their agreement and their fused labels. */
export interface MeasuredRecording {
  readonly id: string;
  /** Values per second. */
  readonly rate: number;
  /** The fused labels, and the raters, moved by their delays if there are any. */
  readonly series: LabelSeries & { readonly raters: readonly RaterTrace[] };
  /** Agreement of those who gave values; null for fewer than two of them. */
  readonly agreement: Readonly<Record<Dimension, NamedAgreement | null>>;
}

/** How labels are read; `signal` ends that. */
export interface ReadOptions extends RatedRecordingsOptions {
  readonly signal: AbortSignal;
}

/** Options of {@link measuredRecordings}. */
export interface MeasureOptions extends ReadOptions {
  readonly fusion: Fusion;
  /** Delays to take out; null for none. */
  readonly delays: MeanDelays | null;
}

/** Measures and fuses the raters of each recording. */
export async function* measuredRecordings(
  labels: string,
  { fusion, delays, ...options }: MeasureOptions,
): AsyncGenerator<MeasuredRecording> {
  for await (const { id, series } of ratedRecordings(labels, options)) {
    assertOn(options.signal);
    const { times, raters, rate } = evenRaters(series);
    const moved = delays === null ? raters : shiftRaters(raters, rate, delays);
    yield {
      id,
      rate,
      series: fuseRaters(times, moved, fusion),
      agreement: { arousal: agreementOf(moved, 'arousal'), valence: agreementOf(moved, 'valence') },
    };
  }
}

/** Estimates the delay of each rater, averaged over recordings. */
export async function estimatedDelays(labels: string, options: ReadOptions): Promise<MeanDelays> {
  const estimates = [];
  for await (const { series } of ratedRecordings(labels, options)) {
    assertOn(options.signal);
    const even = evenRaters(series);
    estimates.push(delaysByRater(even, even.rate));
  }
  return meanDelays(estimates);
}

function assertOn(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted('nothing was written.');
}

function agreementOf(raters: readonly RaterTrace[], dimension: Dimension): NamedAgreement | null {
  const rated = raters.filter((rater) => Array.from(rater[dimension]).some(Number.isFinite));
  if (rated.length < 2) return null;
  return {
    raters: rated.map(({ name }) => name),
    agreement: raterAgreement(rated.map((rater) => rater[dimension])),
  };
}
