import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskLabels } from './index.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe('maskLabels', () => {
  it('drops the frames in which any label is missing', () => {
    const labels = new Float32Array([0.5, -1, nan, 0.25, 0.25, nan, nan, nan, 0, 1]);
    const before = labels.slice();
    expect(maskLabels(labels)).toEqual({
      labels: new Float32Array([0.5, -1, 0, 0, 0, 0, 0, 0, 0, 1]),
      mask: new Float32Array([1, 0, 0, 0, 1]),
    });
    expect(labels).toEqual(before);
  });

  it('keeps what is known', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sixtyFourths(), sixtyFourths(), fc.nat(5))), (frames) => {
        const stored = frames.map(([a, v, missing]) =>
          missing === 0 ? [nan, v] : missing === 1 ? [a, nan] : [a, v],
        );
        const { labels, mask } = maskLabels(new Float32Array(stored.flat()));
        expect([...mask]).toEqual(frames.map(([, , missing]) => (missing > 1 ? 1 : 0)));
        expect(labels).toEqual(
          new Float32Array(frames.flatMap(([a, v, missing]) => (missing > 1 ? [a, v] : [0, 0]))),
        );
      }),
    );
  });

  it('refuses what is a mistake rather than missing, by its frame', () => {
    const call =
      (...labels: number[]) =>
      () =>
        maskLabels(new Float32Array(labels));
    const rule = "maskLabels: 'labels' must be in [-1, 1] or NaN, got";
    expect(call(0, 0, 0, 1.5)).toThrow(new RangeError(`${rule} 1.5 (valence of frame 1).`));
    expect(call(0, 0, -2, nan)).toThrow(`${rule} -2 (arousal of frame 1).`);
    expect(call(-infinity, 0)).toThrow(`${rule} -Infinity (arousal of frame 0).`);
    expect(call(0, 0, 0)).toThrow("maskLabels: 'labels' must have two values per frame, got 3.");
    // @ts-expect-error an array
    expect(() => maskLabels([0, 0])).toThrow(
      new TypeError("maskLabels: 'labels' must be a Float32Array, got Array."),
    );
  });
});
