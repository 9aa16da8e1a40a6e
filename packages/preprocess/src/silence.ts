import { silentShare } from '@ssvaerr/audio';

/** Relative to full scale: -40 dB. Speech is far above it, the noise of an empty track below. */
const silentBelow = 0.01;
/** A clip counts as silent from this share of its time on. */
const silentFrom = 0.95;

/**
 * Measures how much of a clip's audio is silent: the share of its 10 ms slots that stay below -40 dB of full scale.
 *
 * @param samples Samples in [-1, 1], at least one.
 * @returns a share in [0, 1].
 */
export const silenceOf = (samples: Float32Array): number =>
  silentShare(samples, { threshold: silentBelow });

/**
 * Says whether a clip's audio is silent, so that there is next to nothing to learn from it: at least 95 % of its
 * time is.
 *
 * @param silence The `silence` of a clip, in [0, 1]. If it is undefined, it is not known, and the answer is false.
 * @example
 * ```ts
 * import { isSilent } from '@ssvaerr/preprocess';
 *
 * console.log([0.97, 0.5, undefined].map(isSilent)); // [ true, false, false ]
 * ```
 */
export const isSilent = (silence: number | undefined): boolean =>
  silence !== undefined && silence >= silentFrom;
