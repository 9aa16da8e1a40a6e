/** Returns the longest gap within one track, in frames: `gapSeconds`, rounded down. */
export const gapFrames = (gapSeconds: number, fps: number): number =>
  Math.floor(gapSeconds * fps + 1e-9);
