import { foldSeed, uniforms } from '@ssvaerr/random';

/** A function of time in seconds. */
export type OverTime = (seconds: number) => number;

const waves = 6;

/**
 * A smooth random function of time: waves of random phase, their frequencies uniform between those
 * of the two periods. Mean 0 and variance 1 over seeds; never beyond sqrt(12).
 *
 * It can be asked for any time, past or future, so that frame rate, delay and length of a clip change nothing.
 *
 * @param longest, shortest periods, seconds.
 */
export function drift(seed: number, longest: number, shortest: number): OverTime {
  const phases = uniforms(foldSeed(seed, 'phase'), waves, { high: 2 * Math.PI });
  const rates = uniforms(foldSeed(seed, 'rate'), waves, {
    low: (2 * Math.PI) / longest,
    high: (2 * Math.PI) / shortest,
  });
  const amplitude = Math.sqrt(2 / waves);
  return (seconds) => {
    let sum = 0;
    for (let i = 0; i < waves; i++) sum += Math.sin(phases[i]! + rates[i]! * seconds);
    return amplitude * sum;
  };
}
