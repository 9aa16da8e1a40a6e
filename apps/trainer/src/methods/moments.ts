import { type Augmentation, compose, randomTemporalCrop } from '@ssvaerr/augment';
import type { ByolConfig, DinoConfig, PretrainConfig } from '../config/pretrain-config.ts';

type Config = ByolConfig | DinoConfig;

/** Frames that are read for a segment: views are cut from them. */
export const framesRead = (config: PretrainConfig): number =>
  config.segmentFrames + (config.method === 'lira' ? 0 : config.viewShift);

/** Whether the segments of a clip are in one batch. */
export const together = (config: PretrainConfig): boolean =>
  config.method !== 'lira' && config.withinClips;

/** How many clips a batch has that the heads tell apart from each other; 1: none. */
export const clipsOfStep = ({ withinClips, batchSize, segmentsPerClip }: Config): number =>
  withinClips ? batchSize / segmentsPerClip : 1;

/** The same views, each of its own moment of a segment. */
export function ofTwoMoments(
  views: readonly Augmentation[],
  { viewShift, segmentFrames: frames }: Config,
): readonly Augmentation[] {
  if (viewShift === 0) return views;
  const moment = randomTemporalCrop({ frames });
  return views.map((view) => compose(moment, view));
}
