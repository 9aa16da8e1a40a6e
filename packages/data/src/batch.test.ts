import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleBatch, type SegmentData } from './index.ts';

const { NaN: nan } = Number;

describe('assembleBatch', () => {
  it('of an example: two segments of frames of 1 x 2 pixels, one short and one without labels', () => {
    const batch = assembleBatch(
      [
        { frames: new Uint8Array([0, 51, 102, 255]), labels: new Float32Array([0.5, 1, nan, -1]) },
        { frames: new Uint8Array([255, 255, 0, 0, 51, 51]) },
      ],
      { time: 3, height: 1, width: 2 },
    );
    expect(batch).toEqual({
      clips: {
        shape: [2, 3, 1, 2, 1],
        values: new Float32Array([0, 0.2, 0.4, 1, 0, 0, 1, 1, 0, 0, 0.2, 0.2]),
      },
      labels: {
        shape: [2, 3, 2],
        values: new Float32Array([0.5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      },
      mask: { shape: [2, 3], values: new Float32Array([1, 0, 0, 0, 0, 0]) },
      lengths: new Int32Array([2, 3]),
    });
  });

  it('of an example in color: a frame of 1 x 2 pixels of 3 channels, padded to two frames', () => {
    const frames = new Uint8Array([0, 51, 102, 255, 204, 153]);
    const { clips, lengths } = assembleBatch([{ frames }], {
      ...{ time: 2, height: 1, width: 2, channels: 3 },
    });
    expect(clips).toEqual({
      shape: [1, 2, 1, 2, 3],
      values: new Float32Array([0, 0.2, 0.4, 1, 0.8, 0.6, 0, 0, 0, 0, 0, 0]),
    });
    expect(lengths).toEqual(new Int32Array([1]));
  });

  it('of 3 channels is what it is of frames three times as wide', () => {
    const dims = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(
        dims,
        dims,
        dims,
        fc.nat(2),
        fc.infiniteStream(fc.nat(255)),
        (height, width, count, extra, bytes) => {
          const frames = Uint8Array.from(
            { length: count * height * width * 3 },
            () => bytes.next().value as number,
          );
          const shape = { time: count + extra, height };
          const color = assembleBatch([{ frames }], { ...shape, width, channels: 3 });
          const gray = assembleBatch([{ frames }], { ...shape, width: 3 * width, channels: 1 });
          expect(color.clips.values).toEqual(gray.clips.values);
          expect(color.clips.shape).toEqual([1, count + extra, height, width, 3]);
          expect({ ...color, clips: 0 }).toEqual({ ...gray, clips: 0 });
          expect(assembleBatch([{ frames }], { ...shape, width: 3 * width })).toEqual(gray);
        },
      ),
    );
  });

  it('with audio: rows padded, and where they come from', () => {
    const frames = new Uint8Array(2);
    const { audio } = assembleBatch(
      [
        { frames, audio: { start: 8, values: new Float32Array([1, 2]) } },
        { frames, audio: { start: 4, values: new Float32Array([3, 4, 5, 6]) } },
        { frames, audio: { start: 99, values: new Float32Array(0) } },
      ],
      { time: 2, height: 1, width: 1, audio: { rows: 3, features: 2 } },
    );
    expect(audio).toEqual({
      shape: [3, 3, 2],
      values: new Float32Array([1, 2, 0, 0, 0, 0, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0]),
      starts: new Int32Array([8, 4, 99]),
      lengths: new Int32Array([1, 2, 0]),
    });
  });

  it('puts each segment at its place, and 0 behind it', () => {
    const dims = fc.integer({ min: 1, max: 4 });
    const segments = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(dims, dims, segments, fc.nat(3), (height, width, lengths, extra) => {
        const time = Math.max(...lengths) + extra;
        const size = height * width;
        const data: SegmentData[] = lengths.map((length, i) => ({
          frames: new Uint8Array(length * size).fill(51 * (i + 1)),
          labels: new Float32Array(length * 2).fill((i + 1) / 8),
        }));
        const { clips, labels, mask, lengths: kept } = assembleBatch(data, { time, height, width });
        expect([...kept]).toEqual(lengths);
        expect(clips.shape).toEqual([lengths.length, time, height, width, 1]);
        const padded = (perFrame: number, value: (i: number) => number) =>
          lengths.flatMap((length, i) => [
            ...new Array(length * perFrame).fill(Math.fround(value(i))),
            ...new Array((time - length) * perFrame).fill(0),
          ]);
        expect([...clips.values]).toEqual(padded(size, (i) => (i + 1) / 5));
        expect([...labels.values]).toEqual(padded(2, (i) => (i + 1) / 8));
        expect([...mask.values]).toEqual(padded(1, () => 1));
      }),
    );
  });

  it('refuses bad input by name', () => {
    const frames = new Uint8Array(4);
    const call =
      (segment: object, shape = {}) =>
      () =>
        assembleBatch([segment as SegmentData], { time: 2, height: 1, width: 2, ...shape });
    expect(call({ frames })).not.toThrow();
    expect(call({ frames }, { time: 1 })).toThrow(
      new RangeError("assembleBatch: 'frames' must hold 1 to 1 frames of 2 pixels, got 4."),
    );
    expect(call({ frames: new Uint8Array(3) })).toThrow('1 to 2 frames of 2 pixels, got 3.');
    expect(call({ frames: new Uint8Array(0) })).toThrow('1 to 2 frames of 2 pixels, got 0.');
    expect(call({ frames: new Float32Array(4) })).toThrow(
      new TypeError("assembleBatch: 'frames' must be a Uint8Array, got Float32Array."),
    );
    expect(call({ frames, labels: new Float32Array(2) })).toThrow(
      "assembleBatch: 'labels' must hold 2 labels for each of 2 frames, got 2.",
    );
    expect(call({ frames, labels: new Float32Array([0, 0, 2, 0]) })).toThrow(
      "assembleBatch: 'labels' must be in [-1, 1] or NaN, got 2 (arousal of frame 1).",
    );
    for (const name of ['time', 'height', 'width']) {
      expect(call({ frames }, { [name]: 0 })).toThrow(
        `assembleBatch: '${name}' must be an integer >= 1, got 0.`,
      );
    }
    expect(() => assembleBatch([], { time: 1, height: 1, width: 1 })).toThrow(
      "assembleBatch: 'segments' must have at least one entry, got 0.",
    );
    expect(call({ frames }, { channels: 2 })).toThrow(
      new RangeError("assembleBatch: 'channels' must be one of 1, 3, got 2."),
    );
    expect(call({ frames }, { channels: 3 })).toThrow(
      new RangeError(
        "assembleBatch: 'frames' must hold 1 to 2 frames of 2 pixels of 3 channels, got 4.",
      ),
    );
    const audio = { rows: 1, features: 2 };
    const rule = "assembleBatch: 'audio' must hold at most 1 rows of 2 features, got";
    expect(call({ frames }, { audio })).toThrow(`${rule} undefined.`);
    for (const count of [1, 4]) {
      const values = new Float32Array(count);
      expect(call({ frames, audio: { start: 0, values } }, { audio })).toThrow(`${rule} ${count}.`);
    }
  });
});
