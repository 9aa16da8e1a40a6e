import { silentShare } from '@ssvaerr/audio';

/** Of full scale: -40 dB. Speech is far above, the hiss of an empty track below. */
const silentBelow = 0.01;
/** Of a clip's time. */
const silentFrom = 0.95;

/**
 * The share of a clip's sound that is silent, in [0, 1]: slots of 10 ms that nowhere reach -40 dB.
 *
 * @param samples in [-1, 1], at least one.
 */
export const silenceOf = (samples: Float32Array): number =>
  silentShare(samples, { threshold: silentBelow });

/** Whether there is next to nothing to learn from a sound, by {@link silenceOf}; false if it is not known. */
export const isSilent = (silence: number | undefined): boolean =>
  silence !== undefined && silence >= silentFrom;
