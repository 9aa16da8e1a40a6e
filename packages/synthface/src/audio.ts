import { foldSeed, uniforms } from '@ssvaerr/random';
import { assertInteger, assertSeed } from './_checks.ts';
import { drift } from './_drift.ts';
import type { Articulation } from './_face-shape.ts';
import type { ActionUnits } from './action-units.ts';
import type { Affect } from './affect.ts';
import type { Identity } from './identity.ts';

/**
 * Sample rate of the audio, in Hz.
 *
 * @example
 * ```ts
 * import { audioRate } from '@ssvaerr/synthface';
 *
 * console.log(audioRate); // 16000
 * ```
 */
export const audioRate = 16_000;

/** Samples between two updates of the mouth: 5 ms. */
const block = 80;

/** Speech and affect that shape the audio. */
export interface Voice {
  readonly who: Pick<Identity, 'pitch' | 'tract'>;
  /** Mouth shape over time, in seconds. */
  readonly articulation: (seconds: number) => Articulation;
  /** Action units over time: a smile raises pitch and formants. */
  readonly actionUnits: (seconds: number) => Pick<ActionUnits, 'au12' | 'au15'>;
  /** Affect over time: arousal makes a voice louder, higher and harder (Scherer 2003). */
  readonly affect: (seconds: number) => Affect;
}

/**
 * Synthesizes speech-like audio by a source and a filter (Fant 1960): a pulse train with breath passes through
 * three resonances. The first formant follows the opening of the mouth, the second its spread, and the loudness
 * both the opening and arousal. With the mouth shut, only a noise floor of -66 dB remains.
 *
 * The signs are published; the amounts are this generator's own. Arousal raises loudness, pitch and the share of the
 * upper formants (Scherer 2003). A smile raises pitch, formants and loudness (Tartter 1980), here the loudness of the
 * upper formants. A frown, here lip corners that are drawn down, lowers the formants (Tartter and Braun 1994).
 *
 * @param seed safe integer: seed of breath, intonation and room noise.
 * @param voice the speaker, and mouth, face and affect over time.
 * @param samples length of the result at 16 kHz, an integer >= 0.
 * @returns float32 in [-1, 1], in multiples of 1/32768 as in a 16-bit recording.
 * @throws RangeError if the seed is not a safe integer or `samples` not an integer >= 0.
 * @see Scherer, Speech Communication 40 (2003); Tartter, Perception & Psychophysics 27 (1980); Tartter
 *   and Braun, Journal of the Acoustical Society of America 96 (1994)
 * @example
 * ```ts
 * import { affectOf, audioRate, identityOf, restingFace, speechOf, synthesiseSpeech } from '@ssvaerr/synthface';
 *
 * const voice = { who: identityOf(1, 0), articulation: speechOf(2, 1), affect: affectOf(3) };
 * const audio = synthesiseSpeech(4, { ...voice, actionUnits: () => restingFace }, audioRate);
 * console.log(audio.length, Math.max(...audio).toFixed(2)); // 16000 0.18
 * ```
 */
export function synthesiseSpeech(seed: number, voice: Voice, samples: number): Float32Array {
  assertSeed('synthesiseSpeech', 'seed', seed);
  assertInteger('synthesiseSpeech', 'samples', samples, 0);
  const { who, articulation, actionUnits, affect } = voice;
  const noise = uniforms(foldSeed(seed, 'noise'), 1 << 14, { low: -1, high: 1 });
  const intonation = drift(foldSeed(seed, 'intonation'), 2, 0.4);
  const formants = [new Resonator(), new Resonator(), new Resonator()] as const;
  const audio = new Float32Array(samples);
  let phase = 0;
  let [gain, nextGain] = [0, 0];
  let step = 0;
  let bright = 1;
  for (let i = 0; i < samples; i++) {
    const within = i % block;
    if (within === 0) {
      const seconds = i / audioRate;
      const { opening, spread } = articulation(seconds);
      const { arousal } = affect(seconds);
      const smile = smileOf(actionUnits(seconds));
      const pitch = who.pitch * (1 + 0.25 * arousal + 0.08 * smile + 0.05 * intonation(seconds));
      step = pitch / audioRate;
      // Corners of the lips that are drawn back shorten the tract.
      const factor = who.tract * (1 + 0.14 * smile);
      formants[0].tune(factor * (280 + 520 * opening), 70);
      formants[1].tune(factor * (1400 + 750 * spread - 100 * opening), 100);
      formants[2].tune(factor * (2500 + 200 * spread), 160);
      bright = brightnessOf(smile, arousal);
      gain = nextGain;
      nextGain = loudness(articulation(seconds + block / audioRate).opening, arousal);
    }
    phase += step;
    if (phase >= 1) phase -= 1;
    const hiss = noise[(i * 7 + (i >> 14) * 5) & 16383]!;
    // Glottal flow, differentiated: it opens slowly and shuts at once.
    const pulse = phase < 0.6 ? 0.5 - phase * phase * 2.5 : 0;
    const amplitude = gain + ((nextGain - gain) * within) / block;
    const source = amplitude * (pulse + 0.12 * hiss);
    const tract =
      0.6 * formants[0].pass(source) +
      bright * (0.35 * formants[1].pass(source) + 0.2 * formants[2].pass(source));
    const room = 0.0005 * noise[(i * 3 + 77) & 16383]!;
    audio[i] = Math.round(limited(5 * tract + room) * 32_768) / 32_768;
  }
  return audio;
}

/** Gain of the formants above the first: a broad smile adds 10 dB, arousal 6 dB. */
function brightnessOf(smile: number, arousal: number): number {
  return 10 ** (0.5 * smile + 0.3 * arousal);
}

/** 1 for the broadest smile, -0.5 for lip corners drawn down, 0 for neither. */
function smileOf({ au12, au15 }: Pick<ActionUnits, 'au12' | 'au15'>): number {
  return au12 - 0.5 * au15;
}

/** Amplitude; 16 dB lie between the sleepiest and the most excited voice. */
function loudness(opening: number, arousal: number): number {
  return Math.min(1, 1.5 * opening) * 0.4 * 10 ** (0.4 * arousal);
}

/** A limiter, algebraic: quiet audio passes unchanged and nothing exceeds 1. */
function limited(x: number): number {
  return x / Math.sqrt(1 + x * x);
}

/** A resonance of two poles with unit gain at its peak, roughly. */
class Resonator {
  #gain = 0;
  #b = 0;
  #c = 0;
  #last = 0;
  #before = 0;

  tune(frequency: number, bandwidth: number): void {
    const radius = Math.exp((-Math.PI * bandwidth) / audioRate);
    const angle = (2 * Math.PI * frequency) / audioRate;
    this.#b = 2 * radius * Math.cos(angle);
    this.#c = -radius * radius;
    this.#gain = (1 - radius) * Math.sqrt(1 - 2 * radius * Math.cos(2 * angle) + radius * radius);
  }

  pass(x: number): number {
    const y = this.#gain * x + this.#b * this.#last + this.#c * this.#before;
    this.#before = this.#last;
    this.#last = y;
    return y;
  }
}
