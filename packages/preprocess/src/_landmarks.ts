import type { Landmarks } from '@ssvaerr/datasets';

/** Numbers per frame: x and y of 68 points. */
const perFrame = 136;

/** Takes the landmarks from a frame on. */
export function landmarksFrom({ frames, points }: Landmarks, first: number): Landmarks {
  const start = Math.min(frames, Math.round(first));
  return { frames: frames - start, points: points.subarray(perFrame * start) };
}

/** Puts landmarks of frames at one rate on frames at another one: each takes those of the nearest frame. */
export function atRate({ frames, points }: Landmarks, from: number, to: number): Landmarks {
  if (from === to) return { frames, points };
  const count = Math.round((frames * to) / from);
  const moved = new Float32Array(perFrame * count);
  for (let i = 0; i < count; i++) {
    const at = Math.min(frames - 1, Math.round((i * from) / to));
    moved.set(points.subarray(perFrame * at, perFrame * (at + 1)), perFrame * i);
  }
  return { frames: count, points: moved };
}
