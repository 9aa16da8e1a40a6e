import type { Landmarks } from '@ssvaerr/datasets';
import {
  type AlignedFrame,
  alignFaces,
  alignGivenFaces,
  type FaceLandmarker,
  type GivenLandmarks,
  toGray,
  warpGray,
  warpRgb,
} from '@ssvaerr/face';
import type { FrameRun } from './_frame-runs.ts';
import type { TrackedFace } from './_stretches.ts';
import type { ExtractOptions } from './extract-options.ts';

/** The faces of one frame, as clips are made of them. */
export interface FacesOfFrame {
  /** Index of the frame in the recording. */
  readonly index: number;
  readonly faces: readonly TrackedFace[];
}

/** How faces are found: detected, located by landmarks, or the pictures are faces already. */
export type FaceFinder =
  | { readonly landmarker: FaceLandmarker }
  | { readonly given: GivenLandmarks }
  | { readonly cropped: true };

/** Yields the faces of the frames of all runs, in order. Faces of different runs have different tracks. */
export async function* facesOf(
  runs: AsyncIterable<FrameRun>,
  finder: FaceFinder,
  { fps, size, margin, face, color = 'gray' }: ExtractOptions & { readonly fps: number },
): AsyncGenerator<FacesOfFrame, void, undefined> {
  let tracks = 0;
  for await (const { first, frames } of runs) {
    const options = { fps, size, margin, color };
    let found: AsyncIterable<Pick<AlignedFrame, 'index'> & { faces: readonly TrackedFace[] }>;
    if ('given' in finder) found = alignGivenFaces(frames, from(finder.given, first), options);
    else if ('cropped' in finder) found = resized(frames, size, color);
    else found = alignFaces(frames, finder.landmarker, { ...options, faces: face });
    let most = -1;
    for await (const { index, faces } of found) {
      for (const { track } of faces) most = Math.max(most, track);
      yield {
        index: first + index,
        faces: faces.map((one) => ({ ...one, track: one.track + tracks })),
      };
    }
    tracks += most + 1;
  }
}

/** The landmarks from a frame on. */
const from = ({ frames, points }: GivenLandmarks, first: number): GivenLandmarks => ({
  frames: Math.max(0, frames - first),
  points: points.subarray(136 * first),
});

/** Pictures that are faces: scaled to the size of the crops, the longer side to fit. */
async function* resized(frames: FrameRun['frames'], size: number, color: 'gray' | 'rgb') {
  let index = 0;
  for await (const frame of frames) {
    const scale = size / Math.max(frame.width, frame.height);
    const transform = {
      a: scale,
      b: 0,
      tx: (size - scale * frame.width) / 2,
      ty: (size - scale * frame.height) / 2,
    };
    const crop =
      color === 'rgb' ? warpRgb(frame, transform, size) : warpGray(toGray(frame), transform, size);
    yield { index: index++, faces: [{ track: 0, crop, quality: 1, interpolated: false }] };
  }
}

/** Puts landmarks of frames at one rate on frames at another one: each takes those of the nearest frame. */
export function atRate(
  { frames, points }: Landmarks,
  { from, to }: { readonly from: number; readonly to: number },
): Landmarks {
  if (from === to) return { frames, points };
  const count = Math.round((frames * to) / from);
  const moved = new Float32Array(136 * count);
  for (let i = 0; i < count; i++) {
    const at = Math.min(frames - 1, Math.round((i * from) / to));
    moved.set(points.subarray(136 * at, 136 * (at + 1)), 136 * i);
  }
  return { frames: count, points: moved };
}
