import { bernoulli, foldSeed, uniforms } from '@ssvaerr/random';
import { assertSeed } from './_checks.ts';
import type { Articulation } from './_face-shape.ts';

/** One vowel between two closures of the mouth. */
interface Syllable {
  readonly start: number;
  readonly end: number;
  readonly opening: number;
  readonly spread: number;
}

/**
 * Returns the mouth shape of speech in one clip as a function of time in seconds: phrases of 3 to 9 syllables at 3.5
 * to 6 syllables per second, with pauses of 0.3 to 1.2 s. Each syllable opens the mouth towards a vowel and shuts it
 * again; frames and audio both follow it. Between syllables it is exactly 0.
 *
 * @param seed safe integer; the same seed gives the same speech, whatever the length of the clip.
 * @param duration seconds, finite and > 0; afterwards the mouth stays shut.
 * @throws RangeError if the seed is not a safe integer or the duration is not finite and > 0.
 * @example
 * ```ts
 * import { speechOf } from '@ssvaerr/synthface';
 *
 * const { opening, spread } = speechOf(1, 10)(2.5); // at 2.5 s of 10
 * console.log(opening.toFixed(2), spread.toFixed(2)); // 0.06 -0.02
 * ```
 */
export function speechOf(seed: number, duration: number): (seconds: number) => Articulation {
  assertSeed('speechOf', 'seed', seed);
  if (!(duration > 0 && duration < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`speechOf: 'duration' must be finite and > 0, got ${duration}.`);
  }
  const syllables = syllablesOf(seed, duration);
  return (seconds) => {
    const now = find(syllables, seconds);
    if (!now) return silence;
    const swing = Math.sin((Math.PI * (seconds - now.start)) / (now.end - now.start));
    const share = swing * swing;
    return { opening: now.opening * share, spread: now.spread * share };
  };
}

const silence: Articulation = { opening: 0, spread: 0 };

function syllablesOf(seed: number, duration: number): Syllable[] {
  const syllables: Syllable[] = [];
  let time = bernoulli(foldSeed(seed, 'talking'), 0.7) ? -0.1 : 0.5;
  for (let phrase = 0; time < duration; phrase++) {
    const [length, pause] = uniforms(foldSeed(seed, 'phrase', phrase), 2) as unknown as [
      number,
      number,
    ];
    for (let i = 0; i < 3 + Math.floor(7 * length); i++) {
      const [long, open, wide] = uniforms(
        foldSeed(seed, 'phrase', phrase, 'syllable', i),
        3,
      ) as unknown as [number, number, number];
      const end = time + 0.17 + 0.12 * long;
      syllables.push({ start: time, end, opening: 0.25 + 0.75 * open, spread: 2 * wide - 1 });
      time = end;
    }
    time += 0.3 + 0.9 * pause;
  }
  return syllables;
}

/** The last syllable that has begun, if it has not ended. */
function find(syllables: readonly Syllable[], seconds: number): Syllable | undefined {
  let [low, high] = [0, syllables.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (syllables[middle]!.start <= seconds) low = middle + 1;
    else high = middle;
  }
  const last = syllables[low - 1];
  return last && seconds < last.end ? last : undefined;
}
