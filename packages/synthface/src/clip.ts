import { foldSeed, normals, uniformInteger } from '@ssvaerr/random';
import { assertInteger, assertSeed } from './_checks.ts';
import { assertFilming } from './_checks-face.ts';
import { performanceOf } from './_performance.ts';
import { clamp } from './_ramp.ts';
import { type ActionUnits, restingFace } from './action-units.ts';
import { audioRate, synthesiseSpeech } from './audio.ts';
import { landmarksOf } from './landmarks.ts';
import { renderFace } from './render.ts';

/** Person, clip number, length, frame rate and size of a clip. */
export interface ClipOptions {
  /** Seed of the data set, a safe integer. It determines people and raters. */
  readonly seed: number;
  /** Number of the person, an integer >= 0. */
  readonly subject: number;
  /** Number of this person's clip, an integer >= 0. */
  readonly clip: number;
  /** Number of frames, 1 to 100,000. Default 100. */
  readonly frames?: number;
  /** Frames per second, in [1, 120]. Default 25. */
  readonly fps?: number;
  /** Side of the image in pixels, 16 to 1024. Default 96. */
  readonly size?: number;
}

/** A clip of T frames of H x W pixels; frame i is at `i / fps` seconds. */
export interface Clip {
  /** `[T, H, W]`, grayscale. */
  readonly frames: Uint8Array;
  /** `[T, 2]`: (arousal, valence) in [-1, 1], the mean of five raters. */
  readonly labels: Float32Array;
  /** `[round(16,000 T / fps)]`, mono at 16 kHz, in [-1, 1]. */
  readonly audio: Float32Array;
  /** Ground truth of the generator, not for training. */
  readonly truth: Truth;
}

/** Ground truth of the generator, not for training. */
export interface Truth {
  /** `[T]`, in [-1, 1]: the affect itself, before the raters. */
  readonly arousal: Float32Array;
  readonly valence: Float32Array;
  /** `[T]` each, in [0, 1]. */
  readonly actionUnits: Readonly<Record<keyof ActionUnits, Float32Array>>;
  /** `[T]`, in [0, 1]: how far speech opens the mouth. */
  readonly speech: Float32Array;
  /** `[T]`, in [0, 1]: how far a blink closes the eyes. */
  readonly blink: Float32Array;
  /** `[T, 3]`: yaw, pitch and roll of the head in radians. */
  readonly pose: Float32Array;
  /** `[T, 68, 2]`: (x, y) in pixels, as from {@link landmarksOf}. */
  readonly landmarks: Float32Array;
}

/** Standard deviation of the sensor noise, in levels of 255, and the length of its table. */
const grainStd = 2.5;
const grainLength = 1 << 14;

/**
 * Renders one clip with audio and labels. The result is a pure function of the options: the subject determines who
 * is shown and the clip number what happens; length, frame rate and size only change how it is sampled.
 *
 * @returns `frames` `[T, H, W]`, `labels` `[T, 2]` (arousal, valence), `audio` at 16 kHz, and the ground truth.
 * @throws RangeError if an option is out of range.
 * @example
 * ```ts
 * import { synthesiseClip } from '@ssvaerr/synthface';
 *
 * const { frames, labels, audio } = synthesiseClip({ seed: 1, subject: 0, clip: 0, frames: 5, size: 32 });
 * console.log(frames.length, labels.length, audio.length); // 5120 10 3200
 * ```
 */
export function synthesiseClip({
  seed,
  subject,
  clip,
  frames = 100,
  fps = 25,
  size = 96,
}: ClipOptions): Clip {
  assertSeed('synthesiseClip', 'seed', seed);
  assertInteger('synthesiseClip', 'subject', subject, 0);
  assertInteger('synthesiseClip', 'clip', clip, 0);
  assertFilming('synthesiseClip', frames, fps, size);

  const performance = performanceOf(seed, subject, clip, frames / fps);
  const { who } = performance;
  const grain = normals(foldSeed(performance.seed, 'grain'), grainLength, { std: grainStd });
  const pixels = new Uint8Array(frames * size * size);
  const labels = new Float32Array(2 * frames);
  const truth = emptyTruth(frames);
  for (let i = 0; i < frames; i++) {
    const seconds = i / fps;
    const affect = performance.affect(seconds);
    const expression = performance.expression(seconds);
    const view = performance.view(seconds);
    // A window of the table of noise, at a random place for each frame.
    const offset = uniformInteger(foldSeed(performance.seed, 'grain', i), 0, grainLength);
    renderFace(who, expression, view, size).forEach((brightness, j) => {
      const level = 255 * brightness + grain[(offset + j) % grainLength]!;
      pixels[i * size * size + j] = Math.round(clamp(level, 0, 255));
    });
    labels[2 * i] = performance.arousal(seconds);
    labels[2 * i + 1] = performance.valence(seconds);
    truth.arousal[i] = affect.arousal;
    truth.valence[i] = affect.valence;
    for (const unit of units) truth.actionUnits[unit][i] = expression.actionUnits[unit];
    truth.speech[i] = expression.articulation.opening;
    truth.blink[i] = expression.blink;
    truth.pose.set([view.pose.yaw, view.pose.pitch, view.pose.roll], 3 * i);
    truth.landmarks.set(landmarksOf(who, expression, view.pose, size), 136 * i);
  }
  const samples = Math.round((frames / fps) * audioRate);
  const audio = synthesiseSpeech(foldSeed(performance.seed, 'voice'), performance, samples);
  return { frames: pixels, labels, audio, truth };
}

const units = Object.keys(restingFace) as (keyof ActionUnits)[];

function emptyTruth(frames: number): Truth {
  const trace = () => new Float32Array(frames);
  return {
    arousal: trace(),
    valence: trace(),
    actionUnits: Object.fromEntries(units.map((unit) => [unit, trace()])) as Truth['actionUnits'],
    speech: trace(),
    blink: trace(),
    pose: new Float32Array(3 * frames),
    landmarks: new Float32Array(136 * frames),
  };
}
