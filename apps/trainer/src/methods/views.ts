import { type Augmentation, compose, randomTemporalCrop } from '@ssvaerr/augment';
import type { TeacherConfig } from './common.ts';
import type { Needs } from './method.ts';

/** The encoder's smallest input, in pixels. */
const leastSide = 32;

/** Requirements of a method with a teacher. Padding would put black frames into the mean over a view. */
export const teacherNeeds = (config: TeacherConfig): Needs => ({
  side: leastSide,
  frames: config.segmentFrames + config.viewShift,
  wholeSegments: true,
  together: config.withinClips,
  audio: false,
  perFrame: config.perFrame,
});

/** Number of clips of a batch that the heads normalize by themselves; 1: the batch as a whole. */
export const clipsOfStep = ({ withinClips, batchSize, segmentsPerClip }: TeacherConfig): number =>
  withinClips ? batchSize / segmentsPerClip : 1;

/** Lets each view show frames of its own within a segment. */
export function shifted(
  views: readonly Augmentation[],
  { viewShift, segmentFrames: frames }: TeacherConfig,
): readonly Augmentation[] {
  if (viewShift === 0) return views;
  const crop = randomTemporalCrop({ frames });
  return views.map((view) => compose(crop, view));
}
