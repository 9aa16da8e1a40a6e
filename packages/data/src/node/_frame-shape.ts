import type { Dataset } from '../dataset.ts';

/** Gives the shape of a frame in a file: without an axis for the channels if there is only one. */
export function frameShape({
  height,
  width,
  channels,
}: Pick<Dataset, 'height' | 'width' | 'channels'>): number[] {
  return channels === 1 ? [height, width] : [height, width, channels];
}
