import { type Dimension, raterDelays, type Spread, shiftTrace, spread } from '@ssvaerr/metrics';
import type { RatersAtTimes } from './even-raters.ts';
import type { RaterTrace } from './label-series.ts';

/** Seconds by which raters answer later than the mean of all raters of a recording, by their names. */
export type DelaysByRater = Readonly<Record<Dimension, ReadonlyMap<string, number>>>;

/** The same, averaged over recordings. */
export type MeanDelays = Readonly<Record<Dimension, ReadonlyMap<string, Spread>>>;

/** Largest delay that is tried, in seconds, as in RECOLA. */
const maxSeconds = 2;

/**
 * Estimates how much later than the mean of all raters each rater of a recording answers: what `raterDelays` of
 * `@ssvaerr/metrics` returns, multiplied by (k - 1) / k for k raters.
 *
 * @param rate Values per second, as {@link evenRaters} returns it.
 * @returns raters without an estimate are left out: those without values, and all of a recording that is not longer than
 *   4 s.
 * @example
 * ```ts
 * import { delaysByRater } from '@ssvaerr/datasets';
 *
 * const times = Float64Array.from({ length: 60 }, (_, i) => i / 4);
 * const seen = times.map((time) => Math.sin(time) / 2);
 * const raters = [0, 2].map((samples) => ({ name: `late by ${samples}`, arousal: seen.map((_, i) => seen[i - samples] ?? 0), valence: seen }));
 * console.log(delaysByRater({ times, raters }, 4).arousal.get('late by 2')); // 0.25
 * ```
 */
export function delaysByRater({ times, raters }: RatersAtTimes, rate: number): DelaysByRater {
  const of = (dimension: Dimension): ReadonlyMap<string, number> => {
    const rated = raters.filter((rater) => Array.from(rater[dimension]).some(Number.isFinite));
    const isLong = times.length > 2 * Math.round(maxSeconds * rate) && times.length / rate > 4;
    if (rated.length < 2 || !isLong) return new Map();
    const traces = rated.map((rater) => rater[dimension]);
    const known = raterDelays(traces, { rate, maxSeconds }).flatMap((delay, i) =>
      Number.isNaN(delay) ? [] : [[rated[i]!.name, delay] as const],
    );
    const share = (known.length - 1) / known.length;
    return new Map(known.map(([name, delay]) => [name, delay * share]));
  };
  return { arousal: of('arousal'), valence: of('valence') };
}

/**
 * Averages delays over recordings, each rater over the recordings that have an estimate.
 *
 * @example
 * ```ts
 * import { meanDelays } from '@ssvaerr/datasets';
 *
 * const none = new Map<string, number>();
 * const [one, two] = [0.25, 0.75].map((delay) => ({ arousal: new Map([['anna', delay]]), valence: none }));
 * console.log(meanDelays([one!, two!]).arousal.get('anna')?.mean); // 0.5
 * ```
 */
export function meanDelays(recordings: readonly DelaysByRater[]): MeanDelays {
  const of = (dimension: Dimension) => {
    const names = new Set(recordings.flatMap((delays) => [...delays[dimension].keys()]));
    const mean = (name: string) =>
      spread(recordings.map((delays) => delays[dimension].get(name) ?? Number.NaN));
    return new Map([...names].map((name) => [name, mean(name)] as const));
  };
  return { arousal: of('arousal'), valence: of('valence') };
}

/**
 * Moves raters earlier by their mean delays, to the nearest sample, by `shiftTrace` of `@ssvaerr/metrics`: values that no
 * sample reaches are missing.
 *
 * @param rate Values per second, as {@link evenRaters} returns it.
 * @param delays A rater who is not in it stays.
 * @example
 * ```ts
 * import { meanDelays, shiftRaters } from '@ssvaerr/datasets';
 *
 * const raters = [{ name: 'anna', arousal: [0.25, 0.5, 1], valence: [0, 0, 0] }];
 * const delays = meanDelays([{ arousal: new Map([['anna', 1]]), valence: new Map() }]);
 * console.log(Array.from(shiftRaters(raters, 1, delays)[0]!.arousal)); // [ 0.5, 1, NaN ]
 * ```
 */
export function shiftRaters(
  raters: readonly RaterTrace[],
  rate: number,
  delays: MeanDelays,
): RaterTrace[] {
  return raters.map((rater) => {
    const moved = (dimension: Dimension) => {
      const delay = delays[dimension].get(rater.name)?.mean ?? 0;
      return shiftTrace(rater[dimension], -Math.round(delay * rate));
    };
    return { name: rater.name, arousal: moved('arousal'), valence: moved('valence') };
  });
}
