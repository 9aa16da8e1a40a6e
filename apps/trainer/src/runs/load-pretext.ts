import { basename, resolve } from 'node:path';
import type { PretextRun } from '@ssvaerr/report';
import { RunFolder } from './run-folder.ts';
import { anyRunFormat, pretrainFormats } from './run-formats.ts';

/**
 * Reads a run of `pretrain` for a report.
 *
 * @throws FileError if the folder is not one.
 */
export async function loadPretext(path: string): Promise<PretextRun> {
  const folder = new RunFolder(path);
  const formats = pretrainFormats();
  const info = await folder.info({ command: 'pretrain', run: anyRunFormat });
  const results = await folder.results(formats);
  return {
    name: basename(resolve(path)),
    method: info.title,
    info,
    epochs: await folder.metrics(formats),
    monitors: info.monitors,
    ...(results && { results }),
  };
}
