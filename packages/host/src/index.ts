export { duration } from './duration.ts';
export { FileError } from './file-error.ts';
export { Interrupted } from './interrupted.ts';
export { issueMessage } from './issue-message.ts';
export { type Log, type Progress, type ProgressOptions, silentLog } from './log.ts';
export { nearest, suggestion } from './nearest.ts';
export type { Job, Queue, Settled } from './queue.ts';
export { UserError } from './user-error.ts';
