import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, pointsOf, ScriptedLandmarker, ScriptedVideo } from '../test/scripted-video.ts';
import { FaceTracker, faceBox, type TrackedFrame, type TrackOptions } from './index.ts';

const fps = 25; // so: verified every 5 frames, searched every 10, surveyed every 50, gaps of 12
const ann: Actor = { x: 120, y: 100, eyes: 40 };
const bob: Actor = { x: 240, y: 140, eyes: 34 };

async function track(script: readonly (readonly Actor[])[], options: Partial<TrackOptions> = {}) {
  const video = new ScriptedVideo(script);
  const landmarker = new ScriptedLandmarker(video);
  const tracker = new FaceTracker(landmarker, { fps, ...options });
  const frames: TrackedFrame[] = [];
  let delay = 0;
  for (let index = 0; index < script.length; index++) {
    frames.push(...(await tracker.update(video.frame(index))));
    delay = Math.max(delay, index + 1 - frames.length);
  }
  frames.push(...(await tracker.end()));
  return { frames, calls: landmarker.calls, delay };
}

const ids = ({ faces }: TrackedFrame) => faces.map((face) => face.track).join(' ');
const script = (length: number, at: (index: number) => readonly Actor[]) =>
  Array.from({ length }, (_, index) => at(index));

describe('FaceTracker', () => {
  it('follows a moving face: every frame once, in order, its landmarks exact', async () => {
    const walk = script(101, (i) => [{ ...ann, x: 100 + i, eyes: 40 + i / 10 }]);
    const { frames, calls, delay } = await track(walk);
    expect(frames.map(({ index }) => index)).toEqual(walk.map((_, i) => i));
    for (const { index, faces } of frames) {
      expect(faces).toHaveLength(1);
      expect(faces[0]!.track).toBe(0);
      expect(faces[0]!.landmarks).toEqual(pointsOf(walk[index]![0]!));
    }
    expect(calls).toEqual({ detect: 3, verify: 20, landmarks: 101, dispose: 0 });
    expect(delay).toBe(5 - 1);
    // The thorough detector's score at the start, then the quick one's, of the check that follows.
    expect(frames.slice(0, 3).map(({ faces }) => faces[0]!.score)).toEqual([1, 0.8, 0.8]);
  });

  it('never reports a face after it is gone, though the network still returns points', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        async (gone, verify) => {
          const { frames } = await track(
            script(80, (i) => (i < gone ? [ann] : [])),
            { verifySeconds: verify / fps },
          );
          const seen = frames.flatMap(({ index, faces }) => (faces.length > 0 ? [index] : []));
          // From the first to the last frame at which it was verified, without a hole.
          expect(seen).toEqual(seen.map((_, i) => i));
          expect(seen.length).toBeLessThanOrEqual(gone);
          expect(seen.length).toBeGreaterThan(gone - verify);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('finds a new face within the interval of a search', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        async (from, search) => {
          const { frames } = await track(
            script(80, (i) => (i >= from ? [ann] : [])),
            { searchSeconds: search / fps },
          );
          const first = frames.findIndex(({ faces }) => faces.length > 0);
          expect(first).toBe(Math.ceil(from / search) * search);
          expect(frames.slice(first).every((frame) => ids(frame) === '0')).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps the track of a face that reappears in time, and starts another later', async () => {
    const away = async (from: number, until: number) => {
      const { frames } = await track(script(60, (i) => (i >= from && i < until ? [] : [ann])));
      return frames.map(ids);
    };
    // Verified at 20, not at 25; seen again at 33, the last frame of the 12 that may be missing.
    const back = await away(21, 33);
    expect(back.slice(0, 21).every((id) => id === '0')).toBe(true);
    expect(back.slice(21, 33).every((id) => id === '')).toBe(true);
    expect(back.slice(33).every((id) => id === '0')).toBe(true);

    const late = await away(21, 34);
    expect(late.slice(21, 34).every((id) => id === '')).toBe(true);
    expect(late.at(-1)).toBe('1');
    expect(late.includes('0', 34)).toBe(false);
  });

  it('does not follow a jump: a face elsewhere gets another track', async () => {
    const { frames } = await track(script(80, (i) => [i < 43 ? ann : { ...ann, x: 260 }]));
    const all = frames.map(ids);
    // Verified at 40; at 43 nothing is where it was. The place stays free for a gap, then it is searched.
    expect(all.slice(0, 41).every((id) => id === '0')).toBe(true);
    expect(all.slice(41, 53).every((id) => id === '')).toBe(true);
    expect(all.slice(53).every((id) => id === '1')).toBe(true);
  });

  it('keeps to one of two faces while their sizes swap', async () => {
    const swap = script(120, (i) => [
      { ...ann, x: 90, eyes: 46 - i / 10 },
      { ...bob, x: 230, eyes: 38 + i / 20 },
    ]);
    const { frames } = await track(swap);
    for (const { index, faces } of frames) {
      expect(faces.map(({ landmarks }) => landmarks)).toEqual([pointsOf(swap[index]![0]!)]);
    }
  });

  it('leaves a face for one that is twice as large, at the next survey', async () => {
    const small = { x: 60, y: 60, eyes: 24 };
    const { frames } = await track(script(80, (i) => (i < 30 ? [small] : [small, bob])));
    const all = frames.map(ids);
    expect(all.slice(0, 50).every((id) => id === '0')).toBe(true);
    expect(all.slice(50).every((id) => id === '1')).toBe(true);
    expect(frames.at(-1)!.faces[0]!.landmarks).toEqual(pointsOf(bob));
  });

  it('does not switch to a bystander while the face is briefly covered', async () => {
    const bystander = { x: 260, y: 60, eyes: 20 };
    const covered = script(60, (i) => (i >= 21 && i < 30 ? [bystander] : [ann, bystander]));
    const { frames } = await track(covered);
    expect(new Set(frames.map(ids))).toEqual(new Set(['0', '']));
    expect(ids(frames.at(-1)!)).toBe('0');
  });

  it("follows the face furthest out with 'left' and 'right', whatever its size: an example", async () => {
    const pair = script(60, () => [bob, ann]); // ann is larger, and on the left
    for (const [faces, actor] of [['left', ann] as const, ['right', bob] as const]) {
      const { frames } = await track(pair, { faces });
      expect(new Set(frames.map(ids))).toEqual(new Set(['0']));
      expect(frames.at(-1)!.faces[0]!.landmarks).toEqual(pointsOf(actor));
    }
  });

  it("follows the outermost of any faces from the first frame on, and mirrored with 'right'", async () => {
    const columns = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(columns, fc.array(fc.integer({ min: 16, max: 30 })), async (at, eyes) => {
        const actors = at.map((column, i) => ({
          x: 40 + 80 * column,
          y: 110,
          eyes: eyes[i] ?? 20,
        }));
        const ends = { left: Math.min(...at), right: Math.max(...at) };
        for (const faces of ['left', 'right'] as const) {
          const { frames } = await track(
            script(60, () => actors),
            { faces },
          );
          for (const frame of frames) {
            const outermost = actors.find(({ x }) => x === 40 + 80 * ends[faces])!;
            expect(frame.faces.map(({ landmarks }) => landmarks)).toEqual([pointsOf(outermost)]);
            expect(ids(frame)).toBe('0');
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("leaves a face for one further out, at the next survey, with 'left' and 'right'", async () => {
    const carl: Actor = { x: 40, y: 160, eyes: 20 }; // smaller than ann, left of her
    const mirrored = (actor: Actor) => ({ ...actor, x: 320 - actor.x });
    for (const [faces, place] of [
      ['left', (a: Actor) => a] as const,
      ['right', mirrored] as const,
    ]) {
      const actors = script(80, (i) => (i < 30 ? [ann] : [ann, carl]).map(place));
      const all = (await track(actors, { faces })).frames;
      expect(all.slice(0, 50).map(ids)).toEqual(Array(50).fill('0'));
      expect(all.slice(50).map(ids)).toEqual(Array(30).fill('1'));
      expect(all.at(-1)!.faces[0]!.landmarks).toEqual(pointsOf(place(carl)));
    }
  });

  it("keeps to one of two faces above each other with 'left'", async () => {
    const swap = script(120, (i) => [
      { x: 150 + i / 10, y: 50, eyes: 24 },
      { x: 156, y: 160, eyes: 24 },
    ]);
    const { frames } = await track(swap, { faces: 'left' });
    for (const { index, faces } of frames) {
      expect(faces.map(({ landmarks }) => landmarks)).toEqual([pointsOf(swap[index]![0]!)]);
    }
  });

  it("follows whoever is alone with 'left': after a gap, until the other is back", async () => {
    const { frames } = await track(
      script(140, (i) => (i >= 21 && i < 60 ? [bob] : [ann, bob])),
      { faces: 'left' },
    );
    const all = frames.map(ids);
    // Verified at 20; the place stays free for 12 frames, then bob is searched for, and surveyed after 50.
    expect(all.slice(0, 33)).toEqual([...Array(21).fill('0'), ...Array(12).fill('')]);
    expect(all.slice(33, 83)).toEqual(Array(50).fill('1'));
    expect(all.slice(83)).toEqual(Array(57).fill('2'));
    expect(frames[50]!.faces[0]!.landmarks).toEqual(pointsOf(bob));
    expect(frames[100]!.faces[0]!.landmarks).toEqual(pointsOf(ann));
  });

  it("does not switch to the neighbor while the face is briefly covered, with 'left'", async () => {
    const { frames } = await track(
      script(60, (i) => (i >= 21 && i < 30 ? [bob] : [ann, bob])),
      { faces: 'left' },
    );
    expect(new Set(frames.map(ids))).toEqual(new Set(['0', '']));
    expect(ids(frames.at(-1)!)).toBe('0');
  });

  it("follows all faces with 'all', under stable numbers in their order", async () => {
    const carl: Actor = { x: 50, y: 60, eyes: 20 };
    const scene = script(90, (i) => [
      ...(i >= 12 ? [carl] : []),
      ...(i < 40 ? [ann] : []),
      { ...bob, x: 240 + i / 10 },
    ]);
    const { frames } = await track(scene, { faces: 'all', surveySeconds: 1 });
    const all = frames.map(ids);
    expect(all.slice(0, 25).every((id) => id === '0 1')).toBe(true); // the larger first
    expect(all.slice(25, 36).every((id) => id === '0 1 2')).toBe(true);
    expect(all.slice(41).every((id) => id === '1 2')).toBe(true);
    expect(frames[80]!.faces[0]!.landmarks).toEqual(pointsOf(scene[80]![1]!));
    expect(frames[80]!.faces[1]!.landmarks).toEqual(pointsOf(carl));
  });

  it('ends the younger of two tracks that have come to follow one face', async () => {
    // Bob walks in front of Ann, who is then not to be seen.
    const walk = script(120, (i) => (i < 60 ? [ann, { ...ann, x: 240 - 2 * i }] : [ann]));
    const { frames } = await track(walk, { faces: 'all' });
    expect(ids(frames[10]!)).toBe('0 1');
    expect(ids(frames.at(-1)!)).toBe('0');
  });

  it('asks the thorough detector immediately when a face jumps in size, and loses no frame', async () => {
    const near = script(20, (i) => [i < 8 ? ann : { ...ann, eyes: 48 }]);
    const { frames, calls } = await track(near);
    expect(frames.map(ids)).toEqual(Array(20).fill('0'));
    for (const { index, faces } of frames) {
      expect(faces[0]!.landmarks).toEqual(pointsOf(near[index]![0]!));
    }
    expect(calls.detect).toBe(2);
  });

  it.each([
    ['shrink to a nose', ({ x, y }: Actor) => pointsOf({ x, y: y + 15, eyes: 16 })],
    ['stand on the head', (actor: Actor) => pointsOf(actor).map((v, i) => (i % 2 ? 240 - v : v))],
  ])('does not report landmarks that %s, though a detector sees the face', async (_, covered) => {
    const video = new ScriptedVideo(script(30, () => [ann]));
    const landmarker = new ScriptedLandmarker(video);
    const tracker = new FaceTracker(landmarker, { fps, faces: 'all', searchSeconds: 1 / fps });
    const honest = landmarker.landmarks.bind(landmarker);
    const frames: TrackedFrame[] = [];
    for (let index = 0; index < 30; index++) {
      landmarker.landmarks = index < 12 ? honest : async () => covered(ann);
      frames.push(...(await tracker.update(video.frame(index))));
    }
    frames.push(...(await tracker.end()));
    expect(frames.map(ids)).toEqual([...Array(11).fill('0'), ...Array(19).fill('')]);
  });

  it('does not take a neighbour for the face', async () => {
    const video = new ScriptedVideo(script(30, (i) => (i < 12 ? [ann, bob] : [bob])));
    const landmarker = new ScriptedLandmarker(video);
    const box = faceBox(pointsOf(bob));
    const honest = landmarker.verify.bind(landmarker);
    landmarker.verify = async (...asked) => (await honest(...asked)) ?? { box, score: 0.9 };
    const tracker = new FaceTracker(landmarker, { fps });
    const frames: TrackedFrame[] = [];
    for (let index = 0; index < 20; index++)
      frames.push(...(await tracker.update(video.frame(index))));
    expect(frames.map(ids)).toEqual([...Array(11).fill('0'), ...Array(9).fill('')]);
  });

  it('accepts a single frame, frames without a face, and no frames', async () => {
    expect((await track([[ann]])).frames.map(ids)).toEqual(['0']);
    expect((await track([[], []])).frames.map(ids)).toEqual(['', '']);
    expect((await track([])).frames).toEqual([]);
  });

  it('confirms the last frames only if a detector confirms the last one', async () => {
    // Verified at 10; gone at 13, the last frame but one.
    const { frames } = await track(script(14, (i) => (i < 13 ? [ann] : [])));
    expect(frames.map(ids)).toEqual([...Array(11).fill('0'), '', '', '']);
    const { frames: until } = await track(script(14, () => [ann]));
    expect(until.map(ids)).toEqual(Array(14).fill('0'));
  });

  it('refuses bad input', async () => {
    const video = new ScriptedVideo([[]]);
    const landmarker = new ScriptedLandmarker(video);
    const make = (options: object) => () => new FaceTracker(landmarker, { fps, ...options });
    expect(make({ fps: 0 })).toThrow("FaceTracker: 'fps' must be finite and > 0, got 0.");
    expect(make({ faces: 'some' })).toThrow(
      "FaceTracker: 'faces' must be 'largest', 'left', 'right' or 'all', got some.",
    );
    expect(make({ verifySeconds: Number.NaN })).toThrow(
      "FaceTracker: 'verifySeconds' must be finite and > 0, got NaN.",
    );
    expect(make({ gapSeconds: -1 })).toThrow(
      "FaceTracker: 'gapSeconds' must be finite and >= 0, got -1.",
    );
    const tracker = new FaceTracker(landmarker, { fps });
    await tracker.update(video.frame(0));
    const other = { width: 2, height: 1, data: new Uint8Array(6) };
    await expect(tracker.update(other)).rejects.toThrow(
      "FaceTracker: 'frame' must be 320 x 240 like the first, got 2 x 1.",
    );
    await expect(tracker.update({ ...other, height: 2 })).rejects.toThrow(
      "FaceTracker: 'frame.data' must hold 2 x 2 x 3 bytes, got 6.",
    );
  });
});
