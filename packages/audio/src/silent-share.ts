import { assertFloats, assertInteger, assertNotNegative, mustBe } from './_checks.ts';

/** Options of {@link silentShare}. */
export interface SilentShareOptions {
  /** A slot without a sample beyond this magnitude is silent. Default 1e-3: -60 dB of full scale. */
  readonly threshold?: number;
  /** Samples of a slot. Default 160: 10 ms at 16 kHz, a row of `logMel`. */
  readonly slotLength?: number;
}

/**
 * The share of a recording that is silent, in [0, 1]: 1 if there is nothing to learn from, as of a track that
 * is there but empty. Whether to warn is the caller's choice.
 *
 * @param samples in [-1, 1], at least one.
 * @returns silent slots over all slots; the last slot has what is left.
 * @throws TypeError if not a Float32Array; RangeError on no samples, on NaN and infinities, on a bad option.
 * @example
 * ```ts
 * import { silentShare } from '@ssvaerr/audio';
 *
 * const samples = new Float32Array(320).fill(0.5, 160); // 10 ms of silence, then 10 ms at half scale
 * console.log(silentShare(samples)); // 0.5
 * ```
 */
export function silentShare(
  samples: Float32Array,
  { threshold = 1e-3, slotLength = 160 }: SilentShareOptions = {},
): number {
  const where = 'silentShare';
  assertFloats(where, 'samples', samples);
  if (samples.length === 0) throw mustBe(where, 'samples', 'hold at least one sample', 0);
  assertNotNegative(where, 'threshold', threshold);
  assertInteger(where, 'slotLength', slotLength, 1);
  const slots = Math.ceil(samples.length / slotLength);
  let silent = 0;
  for (let i = 0; i < slots; i++) {
    const slot = samples.subarray(i * slotLength, (i + 1) * slotLength);
    if (slot.every((x) => Math.abs(x) <= threshold)) silent++;
  }
  return silent / slots;
}
