import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, pointsOf, ScriptedLandmarker, ScriptedVideo } from '../test/scripted-video.ts';
import {
  type AlignedFrame,
  type AlignOptions,
  alignFaces,
  alignToMeanFace,
  faceBox,
  toGray,
  warpGray,
  warpRgb,
} from './index.ts';

const fps = 25;
const ann: Actor = { x: 120, y: 100, eyes: 40 };
const walk = (i: number): Actor => ({ x: 60 + 2 * i, y: 140 - i, eyes: 40 });

async function align(
  script: readonly (readonly Actor[])[],
  options: Partial<AlignOptions> = {},
): Promise<AlignedFrame[]> {
  const video = new ScriptedVideo(script);
  const frames: AlignedFrame[] = [];
  const landmarker = new ScriptedLandmarker(video);
  for await (const frame of alignFaces(video.frames(), landmarker, { fps, ...options })) {
    frames.push(frame);
  }
  return frames;
}

/** The largest distance between two lists of numbers. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe('alignFaces', () => {
  it('crops each frame by its own landmarks', async () => {
    const script = Array.from({ length: 40 }, (_, i) => [walk(i)]);
    const video = new ScriptedVideo(script);
    const frames = await align(script, { size: 32, margin: 1.1 });
    expect(frames.map(({ index }) => index)).toEqual(script.map((_, i) => i));
    for (const { index, faces } of frames) {
      const face = faces[0]!;
      // Even motion is what smoothing leaves alone.
      expect(distance(face.landmarks, pointsOf(walk(index)))).toBeLessThan(1e-3);
      const { transform } = alignToMeanFace(face.landmarks, { size: 32, margin: 1.1 });
      expect(face.crop).toEqual(warpGray(toGray(video.frame(index)), transform, 32));
      expect(face.box).toEqual(faceBox(face.landmarks));
      expect([face.track, face.interpolated]).toEqual([0, false]);
    }
  });

  it('crops in color: the same faces, also of frames that had to wait and whose array was reused', async () => {
    const script = Array.from({ length: 40 }, (_, i) => [walk(i)]);
    const video = new ScriptedVideo(script);
    const gray = await align(script, { size: 16 });
    const reused = new Uint8Array(320 * 240 * 3);
    const source = async function* () {
      for await (const { width, height, data } of video.frames()) {
        reused.set(data);
        yield { width, height, data: reused };
      }
    };
    let index = 0;
    const options = { fps, size: 16, color: 'rgb' } as const;
    for await (const { faces } of alignFaces(source(), new ScriptedLandmarker(video), options)) {
      const { crop, ...face } = faces[0]!;
      const { crop: expected, ...grayFace } = gray[index]!.faces[0]!;
      expect(face).toEqual(grayFace);
      expect(crop).toHaveLength(3 * expected.length);
      const { transform } = alignToMeanFace(face.landmarks, { size: 16 });
      expect(crop).toEqual(warpRgb(video.frame(index++), transform, 16));
    }
    expect(index).toBe(40);
  });

  it("follows the face on the right with 'right'", async () => {
    const small = { x: 250, y: 60, eyes: 20 };
    const frames = await align(
      Array.from({ length: 30 }, () => [ann, small]),
      { faces: 'right' },
    );
    for (const { faces } of frames) {
      expect(faces.map(({ track }) => track)).toEqual([0]);
      expect(distance(faces[0]!.landmarks, pointsOf(small))).toBeLessThan(1e-3);
    }
  });

  it('fills a gap: exact where the motion is even, marked, at half of the quality', async () => {
    const missing = (i: number) => i >= 21 && i < 27; // verified at 20, seen again at 27
    const frames = await align(Array.from({ length: 50 }, (_, i) => (missing(i) ? [] : [walk(i)])));
    for (const { index, faces } of frames) {
      expect(faces).toHaveLength(1);
      expect(faces[0]!.interpolated).toBe(missing(index));
      expect(distance(faces[0]!.landmarks, pointsOf(walk(index)))).toBeLessThan(1e-3);
      expect(faces[0]!.quality).toBeCloseTo(index === 0 ? 1 : missing(index) ? 0.4 : 0.8, 3);
    }
  });

  it('does not fill a gap that is too long, nor one before another person', async () => {
    const long = await align(
      Array.from({ length: 60 }, (_, i) => (i >= 21 && i < 34 ? [] : [ann])),
    );
    const tracks = long.map(({ faces }) => faces[0]?.track);
    expect(tracks.slice(21, 34)).toEqual(Array(13).fill(undefined));
    expect([tracks[20], tracks.at(-1)]).toEqual([0, 1]);
    expect(long.some(({ faces }) => faces[0]?.interpolated)).toBe(false);
  });

  it('averages a trembling face over 0.2 seconds, each track by itself', async () => {
    const tremble = (i: number): Actor => ({ ...ann, x: 120 + (i % 2) });
    const frames = await align(Array.from({ length: 30 }, (_, i) => [tremble(i)]));
    const shift = frames.map(({ faces }) => faces[0]!.landmarks[60]! - pointsOf(ann)[60]!);
    expect(shift[0]).toBeCloseTo(0, 3);
    expect(shift[1]).toBeCloseTo(1 / 3, 3);
    expect(shift[10]).toBeCloseTo(2 / 5, 3);
    expect(shift[11]).toBeCloseTo(3 / 5, 3);
    expect(shift[28]).toBeCloseTo(2 / 3, 3);
    expect(shift[29]).toBeCloseTo(1, 3);
    const rough = await align(
      Array.from({ length: 30 }, (_, i) => [tremble(i)]),
      {
        smoothSeconds: 0,
      },
    );
    expect(rough[11]!.faces[0]!.landmarks).toEqual(pointsOf(tremble(11)));
  });

  it.each([
    { x: 30, y: 20, eyes: 50 },
    { x: 295, y: 200, eyes: 50 },
  ])('lowers the quality of a crop that reaches beyond the frame: %o', async (corner) => {
    const [frame] = await align([[corner]], { size: 64 });
    const { a, tx, ty } = alignToMeanFace(pointsOf(corner), { size: 64 }).transform;
    let count = 0;
    for (let i = 0; i < 64 * 64; i++) {
      const [x, y] = [((i % 64) + 0.5 - tx) / a, (Math.floor(i / 64) + 0.5 - ty) / a];
      if (x >= 0 && x < 320 && y >= 0 && y < 240) count++;
    }
    expect(count / 64 ** 2).toBeLessThan(0.85);
    expect(Math.abs(frame!.faces[0]!.quality - count / 64 ** 2)).toBeLessThan(0.03);
  });

  it('lowers the quality of a face that fits the mean face badly', async () => {
    const video = new ScriptedVideo([[ann]]);
    const landmarker = new ScriptedLandmarker(video);
    const turned = pointsOf(ann).map((value, i) =>
      i % 2 === 0 ? ann.x + 0.7 * (value - ann.x) : value,
    );
    landmarker.landmarks = async () => turned;
    const { misfit } = alignToMeanFace(turned);
    expect(misfit).toBeGreaterThan(0.05);
    for await (const { faces } of alignFaces(video.frames(), landmarker, { fps })) {
      expect(faces[0]!.quality).toBeCloseTo(1 - misfit / 0.2, 3);
    }
  });

  it('does not delay frames that are final', async () => {
    const video = new ScriptedVideo(Array.from({ length: 90 }, (_, i) => (i < 30 ? [ann] : [])));
    let taken = 0;
    const source = async function* () {
      for await (const frame of video.frames()) {
        taken++;
        yield frame;
      }
    };
    for await (const { index } of alignFaces(source(), new ScriptedLandmarker(video), { fps })) {
      if (index >= 60) expect(taken).toBe(index + 1);
    }
  });

  it('loses no frame, invents none, and waits a bounded time: any script', async () => {
    const stay = fc.record({ seen: fc.boolean(), frames: fc.integer({ min: 1, max: 25 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(stay, { maxLength: 6 }), fc.boolean(), async (stays, all) => {
        const script = stays.flatMap(({ seen, frames }) =>
          Array.from({ length: frames }, () => (seen ? [ann, { ...ann, x: 250 }] : [])),
        );
        const video = new ScriptedVideo(script);
        let taken = 0;
        const source = async function* () {
          for await (const frame of video.frames()) {
            taken++;
            yield frame;
          }
        };
        const options = { fps, size: 8, faces: all ? 'all' : 'largest' } as const;
        const seen: AlignedFrame[] = [];
        for await (const frame of alignFaces(source(), new ScriptedLandmarker(video), options)) {
          expect(taken - frame.index).toBeLessThanOrEqual(1 + 5 + 12 + 3);
          seen.push(frame);
        }
        expect(seen.map(({ index }) => index)).toEqual(script.map((_, i) => i));
        for (const { index, faces } of seen) {
          expect(faces.length).toBeLessThanOrEqual(all ? 2 : 1);
          for (const face of faces) {
            if (!face.interpolated) expect(script[index]).not.toEqual([]);
            expect(face.quality).toBeGreaterThan(0);
            expect(face.quality).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('accepts no frames and a single frame', async () => {
    expect(await align([])).toEqual([]);
    expect(await align([[]])).toEqual([{ index: 0, faces: [] }]);
    expect((await align([[ann]]))[0]!.faces).toHaveLength(1);
  });

  it('passes errors on and closes the frames, also when its reader stops early', async () => {
    const video = new ScriptedVideo(Array.from({ length: 40 }, () => [ann]));
    let closed = 0;
    const source = async function* () {
      try {
        yield* video.frames();
      } finally {
        closed++;
      }
    };
    const landmarker = new ScriptedLandmarker(video);
    for await (const { index } of alignFaces(source(), landmarker, { fps })) if (index === 3) break;
    expect(closed).toBe(1);

    landmarker.landmarks = () => Promise.reject(new Error('no engine'));
    const failing = async () => {
      for await (const _ of alignFaces(source(), landmarker, { fps }));
    };
    await expect(failing()).rejects.toThrow('no engine');
    expect(closed).toBe(2);
    expect(landmarker.calls.dispose).toBe(0); // its owner does that
  });

  it('refuses bad input', async () => {
    const run = (options: object) => align([[ann]], options);
    await expect(run({ smoothSeconds: -1 })).rejects.toThrow(
      "alignFaces: 'smoothSeconds' must be finite and >= 0, got -1.",
    );
    await expect(run({ size: 0 })).rejects.toThrow(
      "alignFaces: 'size' must be an integer >= 1, got 0.",
    );
    await expect(run({ margin: 9 })).rejects.toThrow(
      "alignFaces: 'margin' must be in [0.5, 4], got 9.",
    );
    await expect(run({ color: 'blue' })).rejects.toThrow(
      "alignFaces: 'color' must be 'gray' or 'rgb', got blue.",
    );
    await expect(run({ fps: 0 })).rejects.toThrow(
      "FaceTracker: 'fps' must be finite and > 0, got 0.",
    );
  });
});
