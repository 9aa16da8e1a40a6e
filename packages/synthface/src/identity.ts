import { foldSeed, normal, uniform, uniformInteger } from '@ssvaerr/random';
import { assertInteger, assertSeed } from './_checks.ts';
import { clamp } from './_ramp.ts';

const hairStyles = ['bald', 'short', 'parted', 'fringe', 'long', 'curly'] as const;
const beards = ['none', 'none', 'none', 'stubble', 'moustache', 'full'] as const;
const glasses = ['none', 'none', 'none', 'round', 'square'] as const;

/** Appearance and voice of a person. Lengths are in half heights of the head, tones in [0, 1] from black to white. */
export interface Identity {
  readonly headWidth: number;
  /** Narrowing of the jaw towards the chin, 0 to 0.4. */
  readonly jawTaper: number;
  /** Shape of the jaw, from 0 (oval) to 1 (square). */
  readonly jawSquare: number;
  readonly skin: number;
  /** Depth of the wrinkles, 0.4 to 1.3. */
  readonly age: number;
  readonly hairStyle: (typeof hairStyles)[number];
  readonly hair: number;
  readonly hairline: number;
  readonly beard: (typeof beards)[number];
  readonly glasses: (typeof glasses)[number];
  readonly eyeSpacing: number;
  readonly eyeWidth: number;
  readonly eyeOpening: number;
  readonly eyeTilt: number;
  readonly iris: number;
  readonly browHeight: number;
  readonly browThickness: number;
  readonly browArch: number;
  readonly brow: number;
  readonly noseLength: number;
  readonly noseWidth: number;
  readonly mouthHeight: number;
  readonly mouthWidth: number;
  readonly lipThickness: number;
  /** Contrast of the lips with the skin. */
  readonly lipTone: number;
  readonly shirt: number;
  /** Factor of this person's action units, about 1. */
  readonly expressiveness: number;
  /** Resting pitch of the voice in Hz, and the factor by which the vocal tract scales the formants. */
  readonly pitch: number;
  readonly tract: number;
  /** Seconds between blinks. */
  readonly blinkInterval: number;
}

/**
 * Returns the person with this number: face, hair, voice and habits, which are the same in every clip.
 *
 * @param seed seed of the data set, a safe integer.
 * @param subject number of the person, an integer >= 0.
 * @throws RangeError if an argument is out of range.
 * @example
 * ```ts
 * import { identityOf } from '@ssvaerr/synthface';
 *
 * const { hairStyle, glasses, pitch } = identityOf(1, 0);
 * console.log(hairStyle, glasses, Math.round(pitch)); // short none 231
 * ```
 */
export function identityOf(seed: number, subject: number): Identity {
  assertSeed('identityOf', 'seed', seed);
  assertInteger('identityOf', 'subject', subject, 0);
  const own = foldSeed(seed, 'subject', subject);
  const between = (trait: string, low: number, high: number) =>
    uniform(foldSeed(own, trait), { low, high });
  const oneOf = <T>(trait: string, choices: readonly T[]): T =>
    choices[uniformInteger(foldSeed(own, trait), 0, choices.length)]!;
  const deep = between('voice', 0, 1) < 0.5;

  const skin = between('skin', 0.36, 0.84);
  const hairStyle = oneOf('hair style', hairStyles);
  // Beards go with deep voices and not with long hair: nothing more than a habit of this drawing.
  const beard = deep && hairStyle !== 'long' ? oneOf('beard', beards) : 'none';
  const hair =
    between('grey', 0, 1) < 0.15 ? between('hair', 0.6, 0.9) : between('hair', 0.04, 0.5);
  return {
    headWidth: between('head width', 0.7, 0.82),
    jawTaper: between('jaw', 0.2, 0.42),
    jawSquare: between('jaw square', 0.3, 0.9),
    skin,
    age: between('age', 0.4, 1.3),
    hairStyle,
    hair: Math.abs(hair - skin) < 0.12 ? hair * 0.6 : hair,
    hairline: between('hairline', -0.72, -0.56),
    beard,
    glasses: oneOf('glasses', glasses),
    eyeSpacing: between('eye spacing', 0.285, 0.345),
    eyeWidth: between('eye width', 0.135, 0.17),
    eyeOpening: between('eye opening', 0.06, 0.08),
    eyeTilt: between('eye tilt', -0.03, 0.015),
    iris: between('iris', 0.08, 0.4),
    browHeight: between('brow height', 0.2, 0.255),
    browThickness: between('brow thickness', 0.016, 0.036),
    browArch: between('brow arch', 0.005, 0.05),
    brow: clamp(hair * 0.8, 0.03, skin * 0.5),
    noseLength: between('nose length', 0.3, 0.4),
    noseWidth: between('nose width', 0.1, 0.15),
    mouthHeight: between('mouth height', 0.55, 0.62),
    mouthWidth: between('mouth width', 0.2, 0.27),
    lipThickness: between('lip thickness', 0.045, 0.085),
    lipTone: between('lip tone', 0.6, 0.85),
    shirt: between('shirt', 0.05, 0.9),
    expressiveness: clamp(
      normal(foldSeed(own, 'expressiveness'), { mean: 1, std: 0.12 }),
      0.7,
      1.3,
    ),
    pitch: deep ? between('pitch', 90, 140) : between('pitch', 170, 240),
    tract: deep ? between('tract', 0.9, 1.02) : between('tract', 1.05, 1.2),
    blinkInterval: between('blink interval', 2, 6),
  };
}
