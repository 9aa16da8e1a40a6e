export { appendLine, partSuffix, syncFolder, writeFileAtomic } from './atomic-file.ts';
export { contentId } from './content-id.ts';
export { asFileError } from './file-reason.ts';
export { inProcessQueue, type Worker } from './in-process-queue.ts';
export {
  formatRecord,
  parseJson,
  parseRecord,
  type RecordFormat,
  readRecord,
  readText,
  writeRecord,
} from './record.ts';
export { formatHeader, type LinesFormat, parseLines } from './record-lines.ts';
export { streamLog } from './stream-log.ts';
