import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, pointsOf, ScriptedLandmarker, ScriptedVideo } from '../test/scripted-video.ts';
import {
  type AlignedCropOptions,
  type AlignedFrame,
  alignFaces,
  alignGivenFaces,
  alignToMeanFace,
  type Frame,
  type GivenLandmarks,
  toGray,
  warpGray,
} from './index.ts';

const fps = 25;
const walk = (i: number): Actor => ({ x: 60 + 2 * i, y: 140 - i, eyes: 40 });

/** Landmarks of an actor in each frame, NaN where there is none. */
function given(actors: readonly (Actor | undefined)[]): GivenLandmarks {
  const points = new Float32Array(136 * actors.length).fill(Number.NaN);
  for (const [i, actor] of actors.entries()) if (actor) points.set(pointsOf(actor), 136 * i);
  return { frames: actors.length, points };
}

async function collect(source: AsyncIterable<AlignedFrame>): Promise<AlignedFrame[]> {
  const frames: AlignedFrame[] = [];
  for await (const frame of source) frames.push(frame);
  return frames;
}

/** Aligns given faces in a video of `length` frames. */
function align(
  landmarks: GivenLandmarks,
  options: Partial<AlignedCropOptions> = {},
  length = Math.max(0, landmarks.frames),
): Promise<AlignedFrame[]> {
  const video = new ScriptedVideo(Array(length).fill([]));
  return collect(alignGivenFaces(video.frames(), landmarks, { fps, ...options }));
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe('alignGivenFaces', () => {
  it('crops each frame by its landmarks and fills a gap: an example', async () => {
    const missing = (i: number) => i >= 21 && i < 33; // 12 frames, as long as a gap may be
    const actors = Array.from({ length: 50 }, (_, i) => (missing(i) ? undefined : walk(i)));
    const video = new ScriptedVideo(Array(50).fill([]));
    for (const { index, faces } of await align(given(actors), { size: 32, margin: 1.1 })) {
      const [face] = faces;
      expect(faces).toHaveLength(1);
      // Even motion is what smoothing leaves alone.
      expect(distance(face!.landmarks, pointsOf(walk(index)))).toBeLessThan(1e-3);
      const { transform } = alignToMeanFace(face!.landmarks, { size: 32, margin: 1.1 });
      expect(face!.crop).toEqual(warpGray(toGray(video.frame(index)), transform, 32));
      expect([face!.track, face!.interpolated]).toEqual([0, missing(index)]);
      expect(face!.quality).toBeCloseTo(missing(index) ? 0.5 : 1, 3);
    }
  });

  it('starts a new track after a longer gap, and has no face beyond the landmarks', async () => {
    const away = (i: number) => i < 3 || (i >= 21 && i < 34);
    const actors = Array.from({ length: 50 }, (_, i) => (away(i) ? undefined : walk(i)));
    const tracks = (await align(given(actors), {}, 60)).map(({ faces }) => faces[0]?.track);
    expect(tracks).toEqual([
      ...Array(3).fill(undefined),
      ...Array(18).fill(0),
      ...Array(13).fill(undefined),
      ...Array(16).fill(1),
      ...Array(10).fill(undefined),
    ]);
  });

  it('gives what alignFaces gives, where a detector finds the same faces in every frame', async () => {
    const stay = fc.record({ seen: fc.boolean(), frames: fc.integer({ min: 1, max: 20 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(stay, { maxLength: 5 }),
        fc.constantFrom('gray' as const, 'rgb' as const),
        fc.constantFrom(0, 0.2, 0.5),
        fc.constantFrom(0, 0.1, 0.5),
        async (stays, color, smoothSeconds, gapSeconds) => {
          const script: Actor[][] = stays
            .flatMap(({ seen, frames }) => Array<boolean>(frames).fill(seen))
            .map((seen, i) => (seen ? [{ ...walk(0), x: 120 + (i % 3) }] : []));
          const video = new ScriptedVideo(script);
          const landmarker = new ScriptedLandmarker(video);
          landmarker.verify = async (frame) => (await landmarker.detect(frame))[0];
          const options = { fps, size: 8, color, smoothSeconds, gapSeconds };
          const every = { verifySeconds: 1 / fps, searchSeconds: 1 / fps };
          const found = await collect(
            alignFaces(video.frames(), landmarker, { ...options, ...every }),
          );
          const landmarks = given(script.map(([actor]) => actor));
          expect(await collect(alignGivenFaces(video.frames(), landmarks, options))).toEqual(found);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('does not delay a frame, and gives every one, however many landmarks there are', async () => {
    const seen = fc.array(fc.boolean(), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(seen, fc.integer({ min: 0, max: 60 }), async (found, length) => {
        const video = new ScriptedVideo(Array(length).fill([]));
        let taken = 0;
        const source = async function* () {
          for await (const frame of video.frames()) {
            taken++;
            yield frame;
          }
        };
        const landmarks = given(found.map((is, i) => (is ? walk(i % 20) : undefined)));
        let next = 0;
        const options = { fps, size: 4 };
        for await (const { index, faces } of alignGivenFaces(source(), landmarks, options)) {
          expect([index, taken]).toEqual([next, next + 1]);
          if (found[index]) expect(faces.map(({ interpolated }) => interpolated)).toEqual([false]);
          if (index >= found.length) expect(faces).toEqual([]);
          next++;
        }
        expect(next).toBe(length);
      }),
      { numRuns: 25 },
    );
  });

  it('counts a frame with a single number missing as one without a face', async () => {
    const landmarks = given([walk(0), walk(0), walk(0)]);
    landmarks.points[136 + 7] = Number.POSITIVE_INFINITY;
    const faces = (await align(landmarks)).map((frame) => frame.faces[0]?.interpolated);
    expect(faces).toEqual([false, true, false]);
  });

  it('accepts no frames', async () => {
    expect(await align(given([]))).toEqual([]);
    expect(await align(given([]), {}, 1)).toEqual([{ index: 0, faces: [] }]);
  });

  it('refuses bad input', async () => {
    const one = given([walk(0)]);
    const refused: [GivenLandmarks, Partial<AlignedCropOptions>, string][] = [
      [{ ...one, frames: 2 }, {}, "'given.points' must hold 2 x 68 x 2 numbers, got 136."],
      [{ ...one, frames: -1 }, {}, "'given.frames' must be an integer >= 0, got -1."],
      [
        { frames: 2, points: Float32Array.from([...one.points, ...Array(136).fill(0)]) },
        {},
        "'given.points' must hold different points or NaN in frame 1, got 68 at one place.",
      ],
      [one, { fps: 0 }, "'fps' must be finite and > 0, got 0."],
      [one, { gapSeconds: -1 }, "'gapSeconds' must be finite and >= 0, got -1."],
      [one, { smoothSeconds: -1 }, "'smoothSeconds' must be finite and >= 0, got -1."],
      [one, { size: 0 }, "'size' must be an integer >= 1, got 0."],
      [one, { margin: 9 }, "'margin' must be in [0.5, 4], got 9."],
      [one, { color: 'blue' as 'rgb' }, "'color' must be 'gray' or 'rgb', got blue."],
    ];
    for (const [landmarks, options, message] of refused) {
      await expect(align(landmarks, options)).rejects.toThrow(
        new RangeError(`alignGivenFaces: ${message}`),
      );
    }

    const frames = async function* (...all: Frame[]) {
      yield* all;
    };
    const frame = (width: number) => ({ width, height: 2, data: new Uint8Array(6 * width) });
    const run = (...all: Frame[]) => collect(alignGivenFaces(frames(...all), one, { fps }));
    await expect(run(frame(4), frame(3))).rejects.toThrow(
      new RangeError("alignGivenFaces: 'frame' must be 4 x 2 like the first, got 3 x 2."),
    );
    await expect(run({ ...frame(4), width: 3 })).rejects.toThrow(
      new RangeError("alignGivenFaces: 'frame.data' must hold 3 x 2 x 3 bytes, got 24."),
    );
  });
});
