import { basename, resolve } from 'node:path';
import type { PretrainConfig } from '../config/pretrain-config.ts';
import type { PretrainEpoch, PretrainResults } from '@ssvaerr/report';
import { RunFolder } from './run-folder.ts';
import type { PretextRun } from '@ssvaerr/report';

/**
 * Reads a run of `pretrain` for a report.
 *
 * @throws UserError if the folder holds none.
 */
export async function loadPretext(path: string): Promise<PretextRun> {
  const folder = new RunFolder(path);
  const info = await folder.info<PretrainConfig>('pretrain');
  const results = await folder.results<PretrainResults>();
  return {
    name: basename(resolve(path)),
    info,
    epochs: await folder.metrics<PretrainEpoch>(),
    ...(results && { results }),
  };
}
