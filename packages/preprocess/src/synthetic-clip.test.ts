import { grayFrames } from '@ssvaerr/data';
import { meanFace, toGray } from '@ssvaerr/face';
import { type ClipDescription, describeDataSet, synthesiseClip } from '@ssvaerr/synthface';
import { describe, expect, it } from 'vitest';
import { syntheticClip } from './synthetic-clip.ts';

/** Three frames, a second apart, of each of ten people. */
const set = (size: number): ClipDescription[] =>
  describeDataSet({ seed: 3, clips: 20, frames: 3, fps: 1, size }).filter(({ clip }) => clip === 0);

/** Mean tone of the 3 x 3 pixels around a point of the mean face, given in eye distances, in a crop. */
function toneAt(crop: Uint8Array, size: number, margin: number, [x, y]: readonly [number, number]) {
  const box = boundingBoxOfMeanFace();
  const scale = size / (margin * Math.max(box.width, box.height));
  const [column, row] = [
    Math.floor(size / 2 + scale * (x - box.x - box.width / 2)),
    Math.floor(size / 2 + scale * (y - box.y - box.height / 2)),
  ];
  const around = [-1, 0, 1].flatMap((dy) =>
    [-1, 0, 1].map((dx) => crop[(row + dy) * size + column + dx]!),
  );
  return around.reduce((sum, tone) => sum + tone, 0) / around.length;
}

function boundingBoxOfMeanFace() {
  const [xs, ys] = [0, 1].map((axis) => meanFace.filter((_, i) => i % 2 === axis));
  const [x, y] = [Math.min(...xs!), Math.min(...ys!)];
  return { x, y, width: Math.max(...xs!) - x, height: Math.max(...ys!) - y };
}

describe('syntheticClip', () => {
  it('is the clip as it was filmed without a margin', () => {
    const [description] = set(32);
    const { frames, labels, audio } = synthesiseClip(description!);
    expect(syntheticClip(description!, null)).toEqual({ frames, labels, audio });
  });

  it('cuts the frames alone', () => {
    const [description] = set(32);
    const filmed = syntheticClip(description!, null);
    const cut = syntheticClip(description!, 1.3);
    expect(cut.frames).toHaveLength(3 * 32 * 32);
    expect(cut.frames).not.toEqual(filmed.frames);
    expect(cut.labels).toEqual(filmed.labels);
    expect(cut.audio).toEqual(filmed.audio);
  });

  it('is the same in color, whole or cropped: the luma is the gray level to within one', () => {
    const [description] = set(32);
    for (const margin of [null, 1.3]) {
      const [gray, color] = [
        syntheticClip(description!, margin),
        syntheticClip(description!, margin, 'rgb'),
      ];
      expect({ ...color, frames: gray.frames }).toEqual(gray);
      const luma = grayFrames(color.frames, 3);
      expect(luma).toHaveLength(gray.frames.length);
      expect(Math.max(...luma.map((level, i) => Math.abs(level - gray.frames[i]!)))).toBeLessThanOrEqual(1); // biome-ignore format: one line
      // Pictures of a store are as gray as clips that are cropped in gray.
      expect(toGray({ width: 32, height: 3 * 32, data: color.frames }).data).toEqual(luma);
    }
  });

  it('has the eyes where the mean face has them, however the head moves', () => {
    const size = 64;
    for (const margin of [1, 1.5]) {
      const crops = set(size).flatMap((description) => {
        const { frames } = syntheticClip(description, margin);
        return [0, 1, 2].map((t) => frames.subarray(t * size ** 2, (t + 1) * size ** 2));
      });
      // Eyes are darker than the cheeks below them, unless the lamp stands on the other side.
      const sides = crops.flatMap((crop) =>
        [-0.36, 0.36].map((x) => {
          const [eye, cheek] = [0, 0.3].map((y) => toneAt(crop, size, margin, [x, y]));
          return eye! < cheek!;
        }),
      );
      expect(sides.filter(Boolean).length / sides.length).toBeGreaterThan(0.8);
    }
  });

  it('sees the same at every size', () => {
    const [small, large] = [set(32)[0]!, set(64)[0]!].map(
      (clip) => syntheticClip(clip, 1.3).frames,
    );
    const halved = Float64Array.from(small!, (_, i) => {
      const [frame, row, column] = [Math.floor(i / 1024), Math.floor((i % 1024) / 32), i % 32];
      const at = (dy: number, dx: number) =>
        large![frame * 4096 + (2 * row + dy) * 64 + 2 * column + dx]!;
      return (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
    });
    const apart = halved.reduce((sum, tone, i) => sum + Math.abs(tone - small![i]!), 0);
    expect(apart / halved.length).toBeLessThan(4); // of 255; the sensor's noise is another
  });

  it('sees less around a face with a smaller margin', () => {
    const [description] = set(64);
    const [near, far] = [1, 2].map((margin) => syntheticClip(description!, margin).frames);
    // The middle half of the wider crop, against the whole of the narrower.
    const middle = Float64Array.from({ length: 32 * 32 }, (_, i) => {
      const [row, column] = [16 + Math.floor(i / 32), 16 + (i % 32)];
      return far![64 * row + column]!;
    });
    const halved = Float64Array.from(middle, (_, i) => {
      const [row, column] = [2 * Math.floor(i / 32), 2 * (i % 32)];
      const at = (dy: number, dx: number) => near![64 * (row + dy) + column + dx]!;
      return (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
    });
    const apart = halved.reduce((sum, tone, i) => sum + Math.abs(tone - middle[i]!), 0);
    expect(apart / halved.length).toBeLessThan(6);
  });
});
