import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignToMeanFace,
  applySimilarity,
  faceBox,
  isPlausibleFace,
  isPlausibleStep,
  meanFace,
} from './index.ts';

const place = fc.record({
  scale: sixtyFourths({ min: 20, max: 200 }),
  angle: sixtyFourths({ min: -1, max: 1 }),
  tx: sixtyFourths({ min: -100, max: 300 }),
  ty: sixtyFourths({ min: -100, max: 300 }),
});
const face = ({ scale, angle, tx, ty }: { scale: number; angle: number; tx: number; ty: number }) =>
  applySimilarity({ a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty }, meanFace);
const frame = { width: 640, height: 480 };

describe('meanFace', () => {
  it('is symmetric, upright, and one eye distance wide from eye to eye', () => {
    const point = (i: number) => [meanFace[2 * i]!, meanFace[2 * i + 1]!];
    expect(meanFace).toHaveLength(136);
    expect([point(36), point(45)]).toEqual([
      [-0.5, 0],
      [0.5, 0],
    ]);
    for (const [left, right] of [
      [0, 16],
      [8, 8],
      [17, 26],
      [30, 30],
      [31, 35],
      [39, 42],
      [48, 54],
      [60, 64],
    ]) {
      expect(point(left!)[0]).toBeCloseTo(-point(right!)[0]!, 6);
      expect(point(left!)[1]).toBe(point(right!)[1]);
    }
    // Brows, eyes, tip of the nose, upper and lower lip, chin: from top to bottom.
    const heights = [19, 37, 30, 51, 57, 8].map((i) => point(i)[1]!);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });
});

describe('alignToMeanFace', () => {
  it('puts the mean face into the middle of the crop, wherever it was', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 16, max: 256 }), (where, size) => {
        const landmarks = face(where);
        const { transform, misfit } = alignToMeanFace(landmarks, { size, margin: 1 });
        const moved = applySimilarity(transform, landmarks);
        const xs = [...moved].filter((_, i) => i % 2 === 0);
        const ys = [...moved].filter((_, i) => i % 2 === 1);
        // As wide as high within a few percent; the longer side fills the crop, the other is in the middle.
        const [width, height] = [
          Math.max(...xs) - Math.min(...xs),
          Math.max(...ys) - Math.min(...ys),
        ];
        expect(Math.max(width, height) / size).toBeCloseTo(1, 3);
        expect((Math.max(...xs) + Math.min(...xs)) / 2 / size).toBeCloseTo(0.5, 3);
        expect((Math.max(...ys) + Math.min(...ys)) / 2 / size).toBeCloseTo(0.5, 3);
        expect(moved[73]! / size).toBeCloseTo(moved[91]! / size, 3); // eyes level
        expect(moved[72]!).toBeLessThan(moved[90]!);
        expect(misfit).toBeLessThan(1e-4);
      }),
    );
  });

  it('leaves room by the margin: 1.3 shows a face 1 / 1.3 as large', () => {
    const landmarks = face({ scale: 100, angle: 0, tx: 200, ty: 200 });
    const scale = (margin?: number) =>
      alignToMeanFace(landmarks, margin === undefined ? {} : { margin }).transform.a;
    expect(scale() * 1.3).toBeCloseTo(scale(1), 6);
    expect(scale(2) * 2).toBeCloseTo(scale(1), 6);
  });

  it('ignores the mouth: only stable points count', () => {
    const landmarks = face({ scale: 100, angle: 0, tx: 200, ty: 200 });
    const open = landmarks.map((value, i) => (i >= 96 && i % 2 === 1 ? value + 20 : value));
    expect(alignToMeanFace(open)).toEqual(alignToMeanFace(landmarks));
  });

  it('reports the misfit in eye distances: an example', () => {
    const landmarks = face({ scale: 100, angle: 0, tx: 200, ty: 200 });
    const noisy = landmarks.map((value, i) => (i === 2 * 30 ? value + 30 : value));
    // 0.3 eye distances at one of nine points, most of which no similarity can follow.
    const { misfit } = alignToMeanFace(noisy);
    expect(misfit).toBeGreaterThan(0.08);
    expect(misfit).toBeLessThanOrEqual(0.3 / 3);
    const wide = face({ scale: 200, angle: 0, tx: 200, ty: 200 });
    const noisyWide = wide.map((value, i) => (i === 2 * 30 ? value + 60 : value));
    expect(alignToMeanFace(noisyWide).misfit).toBeCloseTo(misfit, 5);
  });

  it('refuses bad input', () => {
    const landmarks = face({ scale: 100, angle: 0, tx: 200, ty: 200 });
    expect(() => alignToMeanFace(new Float32Array(10))).toThrow(
      "alignToMeanFace: 'landmarks' must hold x and y of 68 points, got 10 numbers.",
    );
    expect(() => alignToMeanFace(landmarks, { size: 1.5 })).toThrow(
      "alignToMeanFace: 'size' must be an integer >= 1, got 1.5.",
    );
    expect(() => alignToMeanFace(landmarks, { margin: 0 })).toThrow(
      "alignToMeanFace: 'margin' must be in [0.5, 4], got 0.",
    );
  });
});

describe('faceBox', () => {
  it('is a square about the points, a fifth larger: an example', () => {
    const points = new Float32Array(136).fill(5);
    points.set([0, 0, 10, 4]);
    const { x, y, width, height } = faceBox(points);
    expect([x, y, width, height].map((value) => Number(value.toFixed(6)))).toEqual([
      -1, -3.5, 12, 12,
    ]);
  });

  it('refuses another number of points', () => {
    expect(() => faceBox([1, 2])).toThrow(
      "faceBox: 'landmarks' must hold x and y of 68 points, got 2 numbers.",
    );
  });
});

describe('isPlausibleFace', () => {
  const good = { scale: 100, angle: 0, tx: 320, ty: 200 };
  const edited = (edit: (value: number, i: number) => number) => face(good).map(edit);

  it('accepts upright faces, also tilted ones', () => {
    for (const angle of [-1.2, -0.5, 0, 0.7, 1.2]) {
      expect(isPlausibleFace(face({ ...good, angle }), frame)).toBe(true);
    }
  });

  it('rejects faces that lie, are upside down, mirrored, flat, outside or not finite', () => {
    const doubts = {
      lies: face({ ...good, angle: 1.5 }),
      head: face({ ...good, angle: Math.PI }),
      mirrored: edited((value, i) => (i % 2 === 0 ? 640 - value : value)),
      flat: edited((value, i) => (i % 2 === 0 ? value : 200)),
      outside: face({ ...good, tx: 660 }),
      point: edited(() => 100),
      none: edited((value, i) => (i === 7 ? Number.NaN : value)),
    };
    for (const [name, points] of Object.entries(doubts)) {
      expect(isPlausibleFace(points, frame), name).toBe(false);
    }
  });

  it('accepts a face of which half is outside, not more', () => {
    expect(isPlausibleFace(face({ ...good, tx: 5 }), frame)).toBe(true);
    expect(isPlausibleFace(face({ ...good, tx: -10 }), frame)).toBe(false);
    expect(isPlausibleFace(face({ ...good, ty: 440 }), frame)).toBe(false);
  });
});

describe('isPlausibleStep', () => {
  const at = (scale: number, tx: number, ty = 200) => face({ scale, angle: 0, tx, ty });

  it('accepts the usual motion between frames, not jumps: examples', () => {
    const width = 168; // of the face, at 100 pixels an eye distance
    expect(isPlausibleStep(at(100, 200), at(100, 200))).toBe(true);
    expect(isPlausibleStep(at(100, 200), at(100, 200 + 0.2 * width))).toBe(true);
    expect(isPlausibleStep(at(100, 200), at(100, 200 + 0.3 * width))).toBe(false);
    expect(isPlausibleStep(at(100, 200), at(100, 200, 200 + 0.3 * width))).toBe(false);
    expect(isPlausibleStep(at(100, 200), at(113, 200))).toBe(true);
    expect(isPlausibleStep(at(100, 200), at(118, 200))).toBe(false);
    expect(isPlausibleStep(at(118, 200), at(100, 200))).toBe(false);
  });
});
