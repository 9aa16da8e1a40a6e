import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cccOf } from '../tools/ridge.ts';
import { performanceOf } from './_performance.ts';
import { audioRate } from './audio.ts';
import { type Clip, synthesiseClip } from './clip.ts';
import { identityOf } from './identity.ts';
import { landmarksOf } from './landmarks.ts';
import { renderFace } from './render.ts';

const small = { seed: 1, subject: 3, clip: 0, frames: 6, fps: 5, size: 32 };
const meanDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;
const frame = ({ frames }: Pick<Clip, 'frames'>, i: number, size: number) =>
  frames.subarray(i * size * size, (i + 1) * size * size);
/** Labels and truth of many clips, end to end; the pictures as small as they get. */
const many = Array.from({ length: 120 }, (_, i) =>
  synthesiseClip({ seed: 2, subject: i, clip: 0, frames: 12, fps: 4, size: 16 }),
);
const joined = (of: (clip: Clip) => ArrayLike<number>) =>
  many.flatMap((clip) => Array.from(of(clip)));
const labelsOf = (dimension: 0 | 1) =>
  joined(({ labels }) => labels.filter((_, i) => i % 2 === dimension));

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = mean(a.map((x, i) => (x - ma) * (b[i]! - mb)));
  const deviation = (values: readonly number[], m: number) =>
    Math.sqrt(mean(values.map((x) => (x - m) ** 2)));
  return covariance / (deviation(a, ma) * deviation(b, mb));
}

describe('synthesiseClip', () => {
  it('has the promised shapes, and defaults of 100 frames, 25 fps, 96 x 96', () => {
    const { frames, labels, audio, truth } = synthesiseClip({ seed: 1, subject: 0, clip: 0 });
    expect(frames).toHaveLength(100 * 96 * 96);
    expect(labels).toHaveLength(200);
    expect(audio).toHaveLength(4 * audioRate);
    expect(truth.landmarks).toHaveLength(100 * 136);
    expect(truth.pose).toHaveLength(300);
    for (const trace of [truth.arousal, truth.valence, truth.speech, truth.blink]) {
      expect(trace).toHaveLength(100);
    }
    for (const trace of Object.values(truth.actionUnits)) expect(trace).toHaveLength(100);
    expect(new Set(frames).size).toBeGreaterThan(100);
  });

  it('is a function of its options', () => {
    expect(synthesiseClip(small)).toEqual(synthesiseClip(small));
    for (const other of [{ seed: 2 }, { subject: 4 }, { clip: 1 }]) {
      const clip = synthesiseClip({ ...small, ...other });
      expect(clip.frames).not.toEqual(synthesiseClip(small).frames);
      expect(clip.labels).not.toEqual(synthesiseClip(small).labels);
      expect(clip.audio).not.toEqual(synthesiseClip(small).audio);
    }
  });

  it('renders the person, the expression and the pose of each frame', () => {
    for (const clip of [0, 1, 2]) {
      const { frames, truth } = synthesiseClip({ ...small, clip });
      const { who, expression, view } = performanceOf(1, 3, clip, 6 / 5);
      // Only the clip changes: the same person.
      expect(who).toEqual(identityOf(1, 3));
      for (const i of [0, 5]) {
        const [shown, seen] = [expression(i / 5), view(i / 5)];
        const landmarks = landmarksOf(who, shown, seen.pose, 32);
        expect(truth.landmarks.subarray(136 * i, 136 * (i + 1))).toEqual(landmarks);
        const picture = renderFace(who, shown, seen, 32).map((tone) => Math.min(255, 255 * tone));
        // The mean of the absolute value of the sensor's noise is 2 levels.
        expect(meanDifference(frame({ frames }, i, 32), picture)).toBeLessThan(2.2);
        expect(truth.speech[i]).toBe(Math.fround(shown.articulation.opening));
        expect(truth.blink[i]).toBe(Math.fround(shown.blink));
        expect(truth.pose[3 * i + 1]).toBe(Math.fround(seen.pose.pitch));
        expect(truth.actionUnits.au26[i]).toBe(Math.fround(shown.actionUnits.au26));
      }
    }
  });

  it('renders the same instant alike at another frame rate, size and length', () => {
    const slow = synthesiseClip({ ...small, frames: 3, fps: 5 });
    const fast = synthesiseClip({ ...small, frames: 12, fps: 25 });
    for (const i of [0, 1, 2]) {
      expect(fast.labels[10 * i]).toBe(slow.labels[2 * i]);
      expect(fast.truth.valence[5 * i]).toBe(slow.truth.valence[i]);
      // Twice the sensor's noise of 2.5 levels, nothing else.
      expect(meanDifference(frame(slow, i, 32), frame(fast, 5 * i, 32))).toBeLessThan(4);
    }
    const large = synthesiseClip({ ...small, size: 64 });
    expect(large.labels).toEqual(synthesiseClip(small).labels);
    expect(large.audio).toEqual(synthesiseClip(small).audio);
    const shrunk = Float32Array.from({ length: 32 * 32 }, (_, i) => {
      const at = 2 * (i % 32) + 128 * Math.floor(i / 32);
      const [a, b, c, d] = [0, 1, 64, 65].map((step) => large.frames[at + step]!);
      return (a! + b! + c! + d!) / 4;
    });
    expect(meanDifference(shrunk, frame(synthesiseClip(small), 0, 32))).toBeLessThan(8);
  });

  it('has sensor noise, different in every frame', () => {
    // A person who never moves does not exist; a corner of the wall does.
    const { frames } = synthesiseClip({ ...small, frames: 40, fps: 100 });
    const corner = Array.from({ length: 40 }, (_, i) => frames[i * 1024]!);
    const steps = corner.slice(1).map((x, i) => (x - corner[i]!) ** 2);
    const std = Math.sqrt(steps.reduce((sum, x) => sum + x, 0) / steps.length / 2);
    expect(Math.abs(std - 2.5)).toBeLessThan(1);
  });

  it('labels within [-1, 1], never NaN, and smoothly', () => {
    let [sum, count] = [0, 0];
    for (let clip = 0; clip < 100; clip++) {
      const { arousal, valence } = performanceOf(2, 0, clip, 4);
      for (const label of [arousal, valence]) {
        for (let i = 0; i < 100; i++) {
          const step = Math.abs(label((i + 1) / 25) - label(i / 25));
          expect(Math.abs(label(i / 25))).toBeLessThanOrEqual(1);
          // At most 1.15 * 5.45 a second from the truth and 0.12 * 21.8 from the raters' wavering.
          expect(step).toBeLessThan(8.9 / 25);
          sum += step * step;
          count++;
        }
      }
    }
    // On average far less: 0.6 a second.
    expect(Math.sqrt(sum / count)).toBeLessThan(0.035);
    for (const { labels } of many) expect(labels.every((x) => Math.abs(x) <= 1)).toBe(true);
  });

  it('puts arousal first: labels follow the truth of their own dimension, and no other', () => {
    const truth = [joined((c) => c.truth.arousal), joined((c) => c.truth.valence)];
    for (const i of [0, 1] as const) {
      expect(correlation(labelsOf(i), truth[i]!)).toBeGreaterThan(0.85);
      expect(Math.abs(correlation(labelsOf(i), truth[1 - i]!))).toBeLessThan(0.2);
    }
  });

  it('overexposes to white and no further', () => {
    expect(many.some(({ frames }) => frames.includes(255))).toBe(true);
  });

  it('lets the raters waver on their own in each dimension', () => {
    // Fourth differences of a quarter of a second leave the wavering and little of the slower truth.
    const rough = (label: (seconds: number) => number) =>
      label(0) - 4 * label(0.25) + 6 * label(0.5) - 4 * label(0.75) + label(1);
    const clips = Array.from({ length: 200 }, (_, clip) => performanceOf(2, 0, clip, 1));
    const [arousal, valence] = [
      clips.map((c) => rough(c.arousal)),
      clips.map((c) => rough(c.valence)),
    ];
    expect(Math.abs(correlation(arousal, valence))).toBeLessThan(0.3);
  });

  it('has a ceiling: the CCC of label and truth is 0.84 to 0.95', () => {
    for (const [i, dimension] of [
      [0, 'arousal'],
      [1, 'valence'],
    ] as const) {
      const ceiling = cccOf(
        joined(({ truth }) => truth[dimension]),
        labelsOf(i),
      );
      expect(ceiling).toBeGreaterThan(0.84);
      expect(ceiling).toBeLessThan(0.95);
    }
  });

  it('shows affect: action units follow it, and the head moves more when aroused', () => {
    const units = (name: keyof Clip['truth']['actionUnits']) =>
      joined(({ truth }) => truth.actionUnits[name]);
    const [arousal, valence] = [joined((c) => c.truth.arousal), joined((c) => c.truth.valence)];
    for (const unit of ['au12', 'au6'] as const) {
      expect(correlation(units(unit), valence)).toBeGreaterThan(0.7);
    }
    for (const unit of ['au4', 'au15'] as const) {
      expect(correlation(units(unit), valence)).toBeLessThan(-0.7);
    }
    for (const unit of ['au1', 'au2', 'au5', 'au26'] as const) {
      expect(correlation(units(unit), arousal)).toBeGreaterThan(0.7);
    }
    const motion = many.map(({ truth: { pose } }) => {
      let sum = 0;
      for (let i = 3; i < pose.length; i++) sum += Math.abs(pose[i]! - pose[i - 3]!);
      return sum;
    });
    const excited = many.map(({ truth }) => truth.arousal.reduce((sum, a) => sum + a, 0));
    expect(correlation(motion, excited)).toBeGreaterThan(0.35);
  });

  it('has audio while the mouth speaks: envelope and opening correlate, a shut mouth is silent', () => {
    const fps = 50;
    const hop = audioRate / fps;
    for (const clip of [0, 1, 2]) {
      const { audio, truth } = synthesiseClip({ ...small, clip, frames: 200, fps, size: 16 });
      const envelope = Array.from(truth.speech, (_, i) => {
        const window = audio.subarray(i * hop, (i + 1) * hop);
        return Math.sqrt(window.reduce((sum, x) => sum + x * x, 0) / window.length);
      });
      expect(correlation(envelope, Array.from(truth.speech))).toBeGreaterThan(0.5);
      const opening = truth.landmarks.filter((_, i) => i % 136 === 2 * 66 + 1);
      const upper = truth.landmarks.filter((_, i) => i % 136 === 2 * 62 + 1);
      const gap = Array.from(opening, (y, i) => y - upper[i]!);
      expect(correlation(envelope, gap)).toBeGreaterThan(0.5);
      const silent = envelope.filter((_, i) =>
        truth.speech.subarray(Math.max(0, i - 2), i + 3).every((opening) => opening === 0),
      );
      for (const loudness of silent) expect(loudness).toBeLessThan(0.002);
      expect(Math.max(...envelope)).toBeGreaterThan(0.03);
    }
  });

  it('blinks: 0.2 s of every 2 to 6 s, in every interval of the person', () => {
    for (const subject of [0, 1, 2, 3]) {
      const { who, expression } = performanceOf(9, subject, 0, 200);
      const trace = Array.from({ length: 4000 }, (_, i) => expression(i / 20).blink);
      const shut = trace.filter((x) => x > 0.5).length / 20;
      expect(Math.abs((shut * who.blinkInterval) / 200 / 0.19 - 1)).toBeLessThan(0.15);
      expect(Math.max(...trace)).toBeGreaterThan(0.9);
      // At a random moment of each interval: never like clockwork.
      const onsets = trace.flatMap((x, i) => (x > 0.5 && trace[i - 1]! <= 0.5 ? [i / 20] : []));
      const gaps = onsets.slice(1).map((time, i) => time - onsets[i]!);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(0.5 * who.blinkInterval);
    }
  });

  it('refuses bad options by name', () => {
    const cases: [Partial<typeof small>, string][] = [
      [{ seed: 0.5 }, "'seed' must be a safe integer, got 0.5."],
      [{ subject: -1 }, "'subject' must be an integer >= 0, got -1."],
      [{ clip: 1.5 }, "'clip' must be an integer >= 0, got 1.5."],
      [{ frames: 0 }, "'frames' must be an integer in [1, 100000], got 0."],
      [{ fps: 0 }, "'fps' must be in [1, 120], got 0."],
      [{ fps: Number.NaN }, "'fps' must be in [1, 120], got NaN."],
      [{ size: 15 }, "'size' must be an integer in [16, 1024], got 15."],
    ];
    for (const [option, message] of cases) {
      expect(() => synthesiseClip({ ...small, ...option })).toThrow(`synthesiseClip: ${message}`);
    }
  });

  it('is deterministic for any seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(), (seed, subject) => {
        const options = { seed, subject, clip: 0, frames: 1, size: 16 };
        expect(synthesiseClip(options).frames).toEqual(synthesiseClip(options).frames);
      }),
      { numRuns: 10 },
    );
  });
});
