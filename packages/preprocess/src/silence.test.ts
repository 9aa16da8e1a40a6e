import { normals } from '@ssvaerr/random';
import { describeDataSet, synthesiseClip } from '@ssvaerr/synthface';
import { expect, it } from 'vitest';
import { isSilent, silenceOf } from './silence.ts';

const second = 16_000;
/** Noise of a standard deviation, in decibel of full scale. */
const hiss = (decibel: number, samples: number) =>
  normals(3, samples).map((x) => x * 10 ** (decibel / 20));
const sum = (a: Float32Array, b: Float32Array) => a.map((x, i) => x + b[i]!);

it.each([
  ['nothing', new Float32Array(second)],
  ['digital silence and hiss at -80 dB', hiss(-80, 4 * second)],
  ['an empty room', hiss(-58, 4 * second)],
  ['a click in ten seconds of hiss', hiss(-70, 10 * second).with(70_000, 1)],
])('finds silent: %s', (_, samples) => {
  expect(isSilent(silenceOf(samples))).toBe(true);
});

it('does not find speech silent, with pauses, over hiss, or with its level turned down', () => {
  for (const clip of describeDataSet({ seed: 1, clips: 10, frames: 50, fps: 25, size: 16 })) {
    const { audio } = synthesiseClip(clip);
    // Two seconds of speech in six.
    const pauses = new Float32Array(3 * audio.length);
    pauses.set(audio, audio.length);
    for (const samples of [audio, pauses, sum(pauses, hiss(-60, pauses.length))]) {
      expect(isSilent(silenceOf(samples))).toBe(false);
    }
    expect(isSilent(silenceOf(audio.map((x) => x / 3)))).toBe(false);
  }
});

it('says nothing of what is not known', () => {
  expect(isSilent(undefined)).toBe(false);
  expect([0, 0.94, 0.95, 1].map(isSilent)).toEqual([false, false, true, true]);
});
