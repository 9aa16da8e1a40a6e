// Test helpers, not published: videos with known faces, and a landmarker that finds them.

import { intersectionOverUnion } from '../src/box.ts';
import { faceBox } from '../src/face-box.ts';
import type { Box, FaceLandmarker, Frame } from '../src/landmarker.ts';
import { meanFace } from '../src/mean-face.ts';
import { applySimilarity } from '../src/similarity.ts';

/** A face in one frame: the middle between its eyes and their distance, in pixels. */
export interface Actor {
  readonly x: number;
  readonly y: number;
  readonly eyes: number;
}

/** The 68 points of an actor. */
export function pointsOf({ x, y, eyes }: Actor): Float32Array {
  return applySimilarity({ a: eyes, b: 0, tx: x, ty: y }, meanFace);
}

/** 0, 0, 0, 1, 1, 1, ... 255, 255, 255, 0, ...: longer than a frame by one period. */
const stripes = Uint8Array.from(
  { length: (320 * 240 + 256) * 3 },
  (_, i) => Math.floor(i / 3) % 256,
);

/** Frames that carry their index, each with the actors that a script puts into it. */
export class ScriptedVideo {
  readonly width = 320;
  readonly height = 240;
  readonly script: readonly (readonly Actor[])[];

  constructor(script: readonly (readonly Actor[])[]) {
    this.script = script;
  }

  /** Frame `index`: stripes that move with it; the first pixel holds it. */
  frame(index: number): Frame {
    const { width, height } = this;
    const from = 3 * ((3 * index) % 256);
    const data = stripes.slice(from, from + width * height * 3);
    data.set([index >> 8, index & 255, 0]);
    return { width, height, data };
  }

  async *frames(): AsyncGenerator<Frame> {
    for (let index = 0; index < this.script.length; index++) yield this.frame(index);
  }

  actors(frame: Frame): readonly Actor[] {
    return this.script[frame.data[0]! * 256 + frame.data[1]!]!;
  }
}

/**
 * Sees what the script says. Its landmarks are those of the face nearest to the box; where there is none, it
 * draws a face into the box, a little smaller than before, as a network does.
 */
export class ScriptedLandmarker implements FaceLandmarker {
  readonly #video: ScriptedVideo;
  readonly calls = { detect: 0, verify: 0, landmarks: 0, dispose: 0 };

  constructor(video: ScriptedVideo) {
    this.#video = video;
  }

  async detect(frame: Frame) {
    this.calls.detect++;
    return this.#video.actors(frame).map((actor) => ({ box: faceBox(pointsOf(actor)), score: 1 }));
  }

  async verify(frame: Frame, box: Box) {
    this.calls.verify++;
    const seen = this.#nearest(frame, box);
    return seen && { box: faceBox(seen), score: 0.8 };
  }

  async landmarks(frame: Frame, box: Box) {
    this.calls.landmarks++;
    const seen = this.#nearest(frame, box);
    if (seen) return seen;
    const eyes = 0.95 * (box.width / faceBox(meanFace).width);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const middle = faceBox(pointsOf({ x: 0, y: 0, eyes }));
    return pointsOf({ x, y: y - middle.y - middle.height / 2, eyes });
  }

  dispose() {
    this.calls.dispose++;
  }

  #nearest(frame: Frame, box: Box): Float32Array | undefined {
    const overlap = (points: Float32Array) => intersectionOverUnion(faceBox(points), box);
    const all = this.#video.actors(frame).map(pointsOf);
    return all.filter((p) => overlap(p) > 0.2).sort((a, b) => overlap(b) - overlap(a))[0];
  }
}
