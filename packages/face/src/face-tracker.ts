import { assertFrame, assertPositive, assertSameSize } from './_checks.ts';
import { gapFrames } from './_gap-frames.ts';
import { intersectionOverUnion } from './box.ts';
import { faceBox } from './face-box.ts';
import type { Box, Detection, FaceLandmarker, Frame } from './landmarker.ts';
import { isPlausibleFace, isPlausibleStep } from './plausible.ts';

/** Options of {@link FaceTracker}; times are in seconds of video. */
export interface TrackOptions {
  /** Frame rate of the video, frames per second; converts the times below to frames. */
  readonly fps: number;
  /**
   * Which faces are tracked. Default `'largest'`.
   *
   * - `'largest'`: one face at a time, the largest, for as long as it is detected, unless another face is at least
   *   twice as large (by area).
   * - `'left'`, `'right'`: one face at a time, the one whose center is furthest to the left or right of the picture
   *   as the viewer sees it, for as long as it is detected, unless the center of another face lies further out by
   *   at least half the width of the box of the tracked face.
   * - `'all'`: every face.
   *
   * Faces are compared when the frame is searched, so another face takes over after up to `surveySeconds`. It then
   * has a track of its own. People are not recognized: a face that is alone in the picture is the largest, the
   * leftmost and the rightmost. With `'left'`, when the person on the left leaves, the person on the right is tracked
   * after `gapSeconds`, until the other is back. Where only one of two people counts (the `_left` and `_right`
   * recordings of Aff-Wild2), drop the frames in which that person has no label.
   */
  readonly faces?: 'largest' | 'left' | 'right' | 'all';
  /** Interval at which a detector must confirm a tracked face. Default 0.2. */
  readonly verifySeconds?: number;
  /** Interval at which the frame is searched while no face is tracked. Default 0.4. */
  readonly searchSeconds?: number;
  /** Interval at which the frame is searched for more faces while one is tracked. Default 2. */
  readonly surveySeconds?: number;
  /** Longest gap after which a face that reappears in the same place keeps its track. Default 0.5. */
  readonly gapSeconds?: number;
}

/** A face that a detector confirmed. */
export interface TrackedFace {
  /** Track number, counted from 0; a face keeps it for as long as it is tracked. */
  readonly track: number;
  /** x and y of 68 points, in pixels of the frame. */
  readonly landmarks: Float32Array;
  /** Score in [0, 1] of the detection that confirmed the face, in this frame or at the next check after it. */
  readonly score: number;
}

/** The faces of one frame, ordered by track number. */
export interface TrackedFrame {
  /** Index of the frame, from 0. */
  readonly index: number;
  readonly faces: readonly TrackedFace[];
}

interface Track {
  readonly id: number;
  /** Index of the last frame in which it was tracked. */
  landmarks: Float32Array;
  /** Since a detector last saw the face: believed, not known. */
  unverified: { readonly index: number; readonly landmarks: Float32Array }[];
  /** Place and time of the last confirmation by a detector. */
  verified: { readonly index: number; readonly box: Box };
  /** Not found in the last frame, but it may come back. */
  lost: boolean;
}

/** Boxes that agree less than this are not the same face: real ones agree by 0.66 and more. */
const sameFace = 0.4;

/** How `'largest'`, `'left'` and `'right'` choose one face. */
interface Choice {
  /** Comparator that puts the face to be tracked first. */
  readonly order: (a: Box, b: Box) => number;
  /** Whether `box` is better by so much that it takes the place of the tracked face. */
  readonly takesOver: (box: Box, tracked: Box) => boolean;
}

const area = ({ width, height }: Box) => width * height;
const center = ({ x, width }: Box) => x + width / 2;

/** The face furthest out in direction `sign` of x. The margin keeps one of two faces above each other. */
const outermost = (sign: number): Choice => ({
  order: (a, b) => sign * (center(b) - center(a)),
  takesOver: (box, tracked) => sign * (center(box) - center(tracked)) >= tracked.width / 2,
});

const largest: Choice = {
  order: (a, b) => area(b) - area(a),
  takesOver: (box, tracked) => area(box) >= 2 * area(tracked),
};

const choices = { largest, left: outermost(-1), right: outermost(1), all: largest };

/**
 * Tracks faces from frame to frame. In each frame the landmark network runs on the box of the previous landmarks.
 * This network returns points even where there is no face, so a detector must confirm the face every
 * `verifySeconds`, and immediately if the points are implausible or jump. If the fast detector does not find the
 * face, the thorough one decides; if neither does, the track ends where the face was last confirmed.
 *
 * Faces are therefore final only after the next check: `update` returns the frames that have become final.
 *
 * @example
 * ```ts no-run
 * const tracker = new FaceTracker(landmarker, { fps: 25 });
 * for await (const frame of frames) {
 *   for (const { index, faces } of await tracker.update(frame)) console.log(index, faces.length);
 * }
 * for (const { index, faces } of await tracker.end()) console.log(index, faces.length);
 * ```
 */
export class FaceTracker {
  /** Longest gap within one track, in frames: `gapSeconds`, rounded down. */
  readonly gap: number;
  readonly #landmarker: FaceLandmarker;
  readonly #all: boolean;
  readonly #choice: Choice;
  readonly #every: { readonly verify: number; readonly search: number; readonly survey: number };
  #tracks: Track[] = [];
  #waiting: { readonly index: number; readonly faces: TrackedFace[] }[] = [];
  #last: Frame | undefined;
  #frames = 0;
  #ids = 0;
  #searched = Number.NEGATIVE_INFINITY;

  /** @throws RangeError if a time is not > 0 (`gapSeconds`: >= 0), or `faces` is not one of its values. */
  constructor(
    landmarker: FaceLandmarker,
    {
      fps,
      faces = 'largest',
      verifySeconds = 0.2,
      searchSeconds = 0.4,
      surveySeconds = 2,
      gapSeconds = 0.5,
    }: TrackOptions,
  ) {
    assertPositive('FaceTracker', 'fps', fps);
    if (!Object.hasOwn(choices, faces)) {
      throw new RangeError(
        `FaceTracker: 'faces' must be 'largest', 'left', 'right' or 'all', got ${faces}.`,
      );
    }
    const frames = (argument: string, seconds: number) => {
      assertPositive('FaceTracker', argument, seconds);
      return Math.max(1, Math.round(seconds * fps));
    };
    assertPositive('FaceTracker', 'gapSeconds', gapSeconds, { zero: true });
    this.#landmarker = landmarker;
    this.#all = faces === 'all';
    this.#choice = choices[faces];
    this.#every = {
      verify: frames('verifySeconds', verifySeconds),
      search: frames('searchSeconds', searchSeconds),
      survey: frames('surveySeconds', surveySeconds),
    };
    this.gap = gapFrames(gapSeconds, fps);
  }

  /**
   * Processes the next frame.
   *
   * @returns the frames whose faces are now final, in order; every frame is returned once.
   * @throws RangeError if the frame differs in size from the first, or its data does not fit its size.
   */
  async update(frame: Frame): Promise<TrackedFrame[]> {
    assertFrame('FaceTracker', frame);
    assertSameSize('FaceTracker', frame, this.#last ?? frame);
    this.#last = frame;
    const index = this.#frames++;
    this.#waiting.push({ index, faces: [] });

    const scene = new Scene(frame, index, this.#landmarker);
    for (const track of this.#tracks) {
      await (track.lost ? this.#lookAgain(track, scene) : this.#follow(track, scene));
    }
    const before = this.#tracks.length;
    this.#tracks = this.#tracks.filter((track) => this.#goesOn(track, index));
    const freed = this.#tracks.length === 0 && before > 0;
    if (freed) this.#searched = Number.NEGATIVE_INFINITY; // now for any other face, at once
    await this.#search(scene);
    return this.#settled();
  }

  /** Returns the remaining frames, after the last one. */
  async end(): Promise<TrackedFrame[]> {
    if (this.#last) {
      const scene = new Scene(this.#last, this.#frames - 1, this.#landmarker);
      for (const track of this.#tracks) {
        if (track.unverified.length > 0) await this.#check(track, scene, true);
      }
    }
    return this.#settled();
  }

  async #follow(track: Track, scene: Scene): Promise<void> {
    const { landmarks: previous, verified } = track;
    const landmarks = await scene.landmarks(faceBox(previous));
    const believed = landmarks !== undefined && isPlausibleStep(previous, landmarks);
    if (believed) {
      track.landmarks = landmarks;
      track.unverified.push({ index: scene.index, landmarks });
    }
    if (!believed || scene.index - verified.index >= this.#every.verify) {
      await this.#check(track, scene, believed);
    }
  }

  /** Whether a detector sees the face where its track believes it; the quick one first, if it may suffice. */
  async #check(track: Track, scene: Scene, quick: boolean): Promise<void> {
    const box = faceBox(track.landmarks);
    const seen = quick ? await scene.verify(box) : undefined;
    if (seen) return this.#confirm(track, scene.index, seen.score);
    const found = bestMatch(await scene.detect(), box);
    const landmarks = found && (await scene.landmarks(found.box));
    if (landmarks) return this.#sight(track, scene.index, landmarks, found.score);
    track.unverified = [];
    track.lost = true;
  }

  /** A lost face may come back where it was. */
  async #lookAgain(track: Track, scene: Scene): Promise<void> {
    const seen = await scene.verify(track.verified.box);
    const landmarks = seen && (await scene.landmarks(seen.box));
    if (landmarks) this.#sight(track, scene.index, landmarks, seen.score);
  }

  /** New landmarks of a frame, which a detector saw. */
  #sight(track: Track, index: number, landmarks: Float32Array, score: number): void {
    track.unverified = track.unverified.filter((sighting) => sighting.index !== index);
    track.unverified.push({ index, landmarks });
    track.landmarks = landmarks;
    track.lost = false;
    this.#confirm(track, index, score);
  }

  #confirm(track: Track, index: number, score: number): void {
    for (const sighting of track.unverified) {
      const { faces } = this.#waiting[sighting.index - this.#waiting[0]!.index]!;
      faces.push({ track: track.id, landmarks: sighting.landmarks, score });
    }
    track.unverified = [];
    track.verified = { index, box: faceBox(track.landmarks) };
  }

  /** A track ends when it was lost for too long, or when an older one follows the same face. */
  #goesOn(track: Track, index: number): boolean {
    if (track.lost) return index - track.verified.index <= this.gap;
    const box = faceBox(track.landmarks);
    return !this.#tracks.some(
      ({ id, lost, landmarks }) =>
        id < track.id && !lost && intersectionOverUnion(faceBox(landmarks), box) > 0.5,
    );
  }

  /** Takes up faces that no track follows. */
  async #search(scene: Scene): Promise<void> {
    const followed = this.#tracks.filter(({ lost }) => !lost);
    const interval = followed.length > 0 ? this.#every.survey : this.#every.search;
    if (!scene.detected && scene.index - this.#searched < interval) return;
    this.#searched = scene.index;
    const others = (await scene.detect())
      .filter(({ box }) => !followed.some(({ landmarks }) => agree(box, faceBox(landmarks))))
      .sort((a, b) => this.#choice.order(a.box, b.box));

    for (const { box, score } of others) {
      const landmarks = await scene.landmarks(box);
      if (!landmarks) continue;
      const back = this.#tracks.find((track) => track.lost && agree(box, track.verified.box));
      if (back) {
        this.#sight(back, scene.index, landmarks, score);
      } else if (this.#all || (await this.#givesWay(scene, box))) {
        const verified = { index: scene.index, box };
        const track = { id: this.#ids++, landmarks, unverified: [], verified, lost: false };
        this.#tracks.push(track);
        this.#sight(track, scene.index, landmarks, score);
      }
    }
  }

  /** For all but `'all'`: whether a face may take the place of the one that is followed, which then ends. */
  async #givesWay(scene: Scene, box: Box): Promise<boolean> {
    const [track] = this.#tracks;
    if (!track) return true;
    if (!this.#choice.takesOver(box, track.verified.box)) return false;
    if (track.unverified.length > 0) await this.#check(track, scene, true);
    this.#tracks = [];
    this.#waiting.at(-1)!.faces.length = 0;
    return true;
  }

  #settled(): TrackedFrame[] {
    const open = this.#tracks.flatMap(({ unverified }) => unverified[0]?.index ?? []);
    const until = Math.min(this.#frames, ...open);
    const settled = this.#waiting.filter(({ index }) => index < until);
    this.#waiting.splice(0, settled.length);
    for (const { faces } of settled) faces.sort((a, b) => a.track - b.track);
    return settled;
  }
}

/** One frame, as far as networks looked at it. */
class Scene {
  readonly frame: Frame;
  readonly index: number;
  readonly #landmarker: FaceLandmarker;
  #detections: readonly Detection[] | undefined;

  constructor(frame: Frame, index: number, landmarker: FaceLandmarker) {
    this.frame = frame;
    this.index = index;
    this.#landmarker = landmarker;
  }

  get detected(): boolean {
    return this.#detections !== undefined;
  }

  async detect(): Promise<readonly Detection[]> {
    this.#detections ??= await this.#landmarker.detect(this.frame);
    return this.#detections;
  }

  /** The quick detector's face about `box`, if it agrees with it. */
  async verify(box: Box): Promise<Detection | undefined> {
    const seen = await this.#landmarker.verify(this.frame, box);
    return seen && agree(seen.box, box) ? seen : undefined;
  }

  /** Landmarks in `box`, if they can be the face there; under a hand they may be a nose alone. */
  async landmarks(box: Box): Promise<Float32Array | undefined> {
    const landmarks = await this.#landmarker.landmarks(this.frame, box);
    const plausible = isPlausibleFace(landmarks, this.frame) && agree(faceBox(landmarks), box);
    return plausible ? landmarks : undefined;
  }
}

const agree = (a: Box, b: Box) => intersectionOverUnion(a, b) >= sameFace;

function bestMatch(detections: readonly Detection[], box: Box): Detection | undefined {
  return detections
    .filter((detection) => agree(detection.box, box))
    .sort((a, b) => intersectionOverUnion(b.box, box) - intersectionOverUnion(a.box, box))[0];
}
