import { assertPositive } from './_checks.ts';
import { gapFrames } from './_gap-frames.ts';
import { insideShare } from './_inside-share.ts';
import type { AlignedCropOptions, AlignedFace, AlignedFrame } from './aligned-frame.ts';
import { alignToMeanFace, assertCrop } from './alignment.ts';
import { faceBox } from './face-box.ts';
import type { TrackedFace, TrackedFrame } from './face-tracker.ts';
import { type GrayImage, toGray } from './gray.ts';
import { interpolateGap } from './interpolate-gap.ts';
import type { Frame } from './landmarker.ts';
import { worstMisfit } from './plausible.ts';
import { smoothLandmarks } from './smooth-landmarks.ts';
import { warpGray } from './warp-gray.ts';
import { warpRgb } from './warp-rgb.ts';

/** One face in one frame, found or interpolated. */
interface Point {
  readonly landmarks: Float32Array;
  readonly score: number;
  readonly interpolated: boolean;
}

/** The points of one track in consecutive frames; those that are no longer needed are dropped. */
interface Stretch {
  readonly start: number;
  /** Index of `points[0]`. */
  first: number;
  readonly points: Point[];
}

/** How the crops of one color are made: which image of a frame is kept, and how it is warped. */
const colors = {
  gray: { keep: toGray, crop: warpGray },
  rgb: {
    keep: ({ width, height, data }: Frame) => ({ width, height, data: data.slice() }),
    crop: warpRgb,
  },
};

/**
 * Interpolates, smooths, aligns and crops faces whose landmarks are known frame by frame. Frames and faces are
 * added apart, each in order; `take` gives the frames that nothing added later can change.
 */
export class Aligner {
  /** Longest gap within one track, in frames. */
  readonly gap: number;
  /** Frames on each side over which landmarks are averaged. */
  readonly half: number;
  readonly #crop: { readonly size: number; readonly margin: number };
  readonly #color: (typeof colors)['gray' | 'rgb'];
  readonly #stretches = new Map<number, Stretch>();
  /** Of the frames from `next` on. */
  readonly #images: GrayImage[] = [];
  #next = 0;
  /** Number of frames whose faces are known. */
  #known = 0;

  /**
   * @param where the function whose options these are.
   * @throws RangeError in its name if one is out of range.
   */
  constructor(
    where: string,
    {
      fps,
      gapSeconds = 0.5,
      smoothSeconds = 0.2,
      size = 96,
      margin = 1.3,
      color = 'gray',
    }: AlignedCropOptions,
  ) {
    assertPositive(where, 'fps', fps);
    assertPositive(where, 'gapSeconds', gapSeconds, { zero: true });
    assertPositive(where, 'smoothSeconds', smoothSeconds, { zero: true });
    assertCrop(where, size, margin);
    if (color !== 'gray' && color !== 'rgb') {
      throw new RangeError(`${where}: 'color' must be 'gray' or 'rgb', got ${color}.`);
    }
    this.gap = gapFrames(gapSeconds, fps);
    this.half = Math.floor((smoothSeconds * fps) / 2);
    this.#crop = { size, margin };
    this.#color = colors[color];
  }

  /** Adds the image of the next frame. */
  addFrame(frame: Frame): void {
    this.#images.push(this.#color.keep(frame));
  }

  /** Adds the faces of the next frames. */
  addFaces(frames: readonly TrackedFrame[]): void {
    for (const { index, faces } of frames) for (const face of faces) this.#addFace(index, face);
    this.#known += frames.length;
  }

  /** Says that no more faces follow. */
  end(): void {
    this.#known = Number.POSITIVE_INFINITY;
  }

  /** Takes the frames that are final now. */
  *take(): Generator<AlignedFrame, void, undefined> {
    for (; this.#images.length > 0 && this.#next < this.#known && this.#isFinal(); this.#next++) {
      yield { index: this.#next, faces: this.#align(this.#images.shift()!) };
      for (const [track, stretch] of this.#stretches) {
        const past = Math.max(0, this.#next - this.half - stretch.first);
        stretch.points.splice(0, past);
        stretch.first += past;
        if (stretch.points.length === 0) this.#stretches.delete(track);
      }
    }
  }

  #addFace(index: number, { track, landmarks, score }: TrackedFace): void {
    const point = { landmarks, score, interpolated: false };
    const stretch = this.#stretches.get(track);
    if (!stretch) {
      this.#stretches.set(track, { start: index, first: index, points: [point] });
      return;
    }
    const { first, points } = stretch;
    const last = points.at(-1)!;
    const filled = interpolateGap(last.landmarks, landmarks, index - first - points.length);
    for (const between of filled) {
      const least = Math.min(last.score, score);
      points.push({ landmarks: between, score: least, interpolated: true });
    }
    points.push(point);
  }

  /** Whether no face that is still unknown can change the next frame. */
  #isFinal(): boolean {
    return [...this.#stretches.values()].every(({ first, points }) => {
      const end = first + points.length;
      return first > this.#next || end > this.#next + this.half || this.#known > end + this.gap;
    });
  }

  #align(image: GrayImage): AlignedFace[] {
    const faces: AlignedFace[] = [];
    for (const [track, stretch] of [...this.#stretches].sort(([a], [b]) => a - b)) {
      const at = this.#next - stretch.first;
      const { points } = stretch;
      const point = points[at];
      if (!point) continue;
      const reach = Math.min(this.half, this.#next - stretch.start, points.length - 1 - at);
      const window = points.slice(at - reach, at + reach + 1).map((member) => member.landmarks);
      const landmarks = smoothLandmarks(window, window.length)[reach]!;
      const { transform, misfit } = alignToMeanFace(landmarks, this.#crop);
      const fit = Math.max(0, 1 - misfit / worstMisfit);
      const seen = point.score * insideShare(transform, this.#crop.size, image) * fit;
      faces.push({
        track,
        crop: this.#color.crop(image, transform, this.#crop.size),
        landmarks,
        box: faceBox(landmarks),
        quality: point.interpolated ? seen / 2 : seen,
        interpolated: point.interpolated,
      });
    }
    return faces;
  }
}
