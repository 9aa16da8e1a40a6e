import { assertFloats, assertInteger, assertNotNegative, mustBe } from './_checks.ts';

/** Options of {@link silentShare}. */
export interface SilentShareOptions {
  /** A slot is silent if no sample exceeds this magnitude. Default 1e-3, -60 dBFS. */
  readonly threshold?: number;
  /** Samples per slot, an integer >= 1. Default 160: 10 ms at 16 kHz, one row of `logMel`. */
  readonly slotLength?: number;
}

/**
 * Returns the fraction of a recording that is silent, in [0, 1]. It is 1 for an audio track without content. The caller
 * decides whether to warn.
 *
 * @param samples in [-1, 1], at least one.
 * @returns silent slots divided by all slots. The last slot may be shorter.
 * @throws TypeError if `samples` is not a Float32Array; RangeError if it is empty or holds NaN or infinities, or if an option
 *   is out of range.
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
