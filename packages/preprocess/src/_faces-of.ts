import {
  type AlignedFrame,
  alignFaces,
  alignGivenFaces,
  type FaceLandmarker,
  type Frame,
  type GivenLandmarks,
  toGray,
  warpGray,
  warpRgb,
} from '@ssvaerr/face';
import type { FrameRun } from './_frame-runs.ts';
import { landmarksFrom } from './_landmarks.ts';
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
  options: ExtractOptions & { readonly fps: number },
): AsyncGenerator<FacesOfFrame, void, undefined> {
  if ('cropped' in finder) {
    yield* croppedFaces(runs, options);
    return;
  }
  const { fps, size, margin, face, color = 'gray' } = options;
  const common = { fps, size, margin, color };
  let tracks = 0;
  for await (const { first, frames } of runs) {
    const found: AsyncIterable<AlignedFrame> =
      'given' in finder
        ? alignGivenFaces(frames, landmarksFrom(finder.given, first), common)
        : alignFaces(frames, finder.landmarker, { ...common, faces: face });
    let most = -1;
    for await (const { index, faces } of found) {
      for (const { track } of faces) most = Math.max(most, track);
      const apart = faces.map((one) => ({ ...one, track: one.track + tracks }));
      yield { index: first + index, faces: apart };
    }
    tracks += most + 1;
  }
}

/** Longest gap, in seconds, in which a crop is repeated, as `alignFaces` interpolates a face. */
const gapSeconds = 0.5;

/** Yields pictures that are faces, scaled to the size of the crops. In short gaps the last one is repeated. */
async function* croppedFaces(
  runs: AsyncIterable<FrameRun>,
  { fps, size, color = 'gray' }: ExtractOptions & { readonly fps: number },
): AsyncGenerator<FacesOfFrame, void, undefined> {
  const gap = Math.round(gapSeconds * fps);
  let track = -1;
  let last: { readonly index: number; readonly crop: Uint8Array } | undefined;
  for await (const { first, frames } of runs) {
    if (last && first - last.index - 1 <= gap) {
      for (let index = last.index + 1; index < first; index++) {
        yield { index, faces: [{ track, crop: last.crop, quality: 0.5, interpolated: true }] };
      }
    } else {
      track++;
    }
    let index = first;
    for await (const frame of frames) {
      last = { index, crop: resized(frame, size, color) };
      yield { index, faces: [{ track, crop: last.crop, quality: 1, interpolated: false }] };
      index++;
    }
  }
}

/** Scales a picture into a square; the longer side fits. */
function resized(frame: Frame, size: number, color: 'gray' | 'rgb'): Uint8Array {
  const { width, height } = frame;
  const scale = size / Math.max(width, height);
  const [tx, ty] = [width, height].map((side) => (size - scale * side) / 2) as [number, number];
  const transform = { a: scale, b: 0, tx, ty };
  return color === 'rgb'
    ? warpRgb(frame, transform, size)
    : warpGray(toGray(frame), transform, size);
}
