export { Dino, type DinoOptions, type DinoTargets } from './dino.ts';
export type { DinoBatch } from './dino-batch.ts';
export {
  DinoHead,
  type DinoHeadForwardOptions,
  type DinoHeadOptions,
  type DinoHeadSizes,
  paperHead,
} from './dino-head.ts';
export { type DinoLossOptions, dinoLoss } from './dino-loss.ts';
export { type TeacherTargetsOptions, teacherTargets } from './teacher-targets.ts';
