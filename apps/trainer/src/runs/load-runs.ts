import type { ReportData } from '@ssvaerr/report';
import { loadPretext } from './load-pretext.ts';
import { loadRun } from './load-run.ts';
import { RunFolder } from './run-folder.ts';

/**
 * Reads runs of `train` and `pretrain` for one report, in the order in which they are named.
 *
 * @throws UserError if a folder holds no run.
 */
export async function loadRuns(
  paths: readonly string[],
): Promise<Required<Pick<ReportData, 'runs' | 'pretexts'>>> {
  const infos = await Promise.all(paths.map((path) => new RunFolder(path).anyInfo()));
  const of = (command: string) => paths.filter((_, i) => infos[i]!.command === command);
  return {
    runs: await Promise.all(of('train').map(loadRun)),
    pretexts: await Promise.all(of('pretrain').map(loadPretext)),
  };
}
