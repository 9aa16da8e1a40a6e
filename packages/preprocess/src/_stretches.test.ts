import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedCrops, type Stretch, Stretches, type StretchOptions } from './_stretches.ts';

/** Frames in which the given tracks are seen; a crop says whose it is and when. */
function cut(frames: readonly (readonly number[])[], options: StretchOptions) {
  const stretches = new Stretches(options);
  const found: Stretch[] = [];
  frames.forEach((tracks, index) => {
    const faces = tracks.map((track) => ({
      track,
      crop: Uint8Array.of(track, index),
      quality: 1,
      interpolated: index % 2 === 1,
    }));
    found.push(...stretches.push({ index, faces }));
  });
  return { found: [...found, ...stretches.finish()], dropped: stretches.dropped };
}

describe('Stretches', () => {
  it('cuts where the face is gone, where another one comes, and where it gets long', () => {
    const frames = [[1], [1], [], [1], [2], [2], [2], [2], [2]];
    const { found, dropped } = cut(frames, { minFrames: 2, maxFrames: 3 });
    expect(
      found.map(({ track, start, crops, seen }) => [track, start, crops.length, seen]),
    ).toEqual([
      [1, 0, 2, 1],
      [2, 4, 3, 2],
      [2, 7, 2, 1],
    ]);
    expect(dropped).toBe(1);
  });

  const clip = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }), {
    maxLength: 24,
  });
  const bounds = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 6 }))
    .map(([minFrames, more]) => ({ minFrames, maxFrames: minFrames + more }));

  it('has each face of each frame once, but for stretches that are too short', () => {
    fc.assert(
      fc.property(clip, bounds, (frames, options) => {
        const { found, dropped } = cut(frames, options);
        const seen = found.flatMap(({ track, start, crops }) =>
          crops.map((crop, i) => {
            expect([...crop]).toEqual([track, start + i]);
            return `${track} ${start + i}`;
          }),
        );
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length + dropped).toBe(frames.flat().length);
        for (const { crops } of found) {
          expect(crops.length).toBeGreaterThanOrEqual(options.minFrames);
          expect(crops.length).toBeLessThanOrEqual(options.maxFrames);
        }
        if (options.minFrames === 1) expect(dropped).toBe(0);
      }),
    );
  });

  it('knows where the earliest that goes on began', () => {
    const stretches = new Stretches({ minFrames: 1, maxFrames: 9 });
    const face = (track: number) => ({
      track,
      crop: new Uint8Array(1),
      quality: 1,
      interpolated: false,
    });
    expect(stretches.earliest).toBeUndefined();
    stretches.push({ index: 3, faces: [face(1)] });
    stretches.push({ index: 4, faces: [face(1), face(2)] });
    expect(stretches.earliest).toBe(3);
    stretches.push({ index: 5, faces: [face(2)] });
    expect(stretches.earliest).toBe(4);
  });

  it('joins crops in order', () => {
    const { found } = cut([[5], [5]], { minFrames: 1, maxFrames: 9 });
    expect([...joinedCrops(found[0]!)]).toEqual([5, 0, 5, 1]);
  });
});
