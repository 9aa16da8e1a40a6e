import { type Store, verifyStore } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { type FoldConfig, foldedStore } from './folded-store.ts';
import { dataInfo } from './run-info.ts';
import type { RunRecord } from './run-record.ts';

/** Leaves out the clips of a store whose files are damaged, and logs which and why. */
export async function intactClips(
  store: Store,
  log: Log,
): Promise<{ store: Store; skipped: string[] }> {
  const skipped = new Set<string>();
  for await (const { clip, message } of verifyStore(store)) {
    log.warn(`skipped ${clip.id}: ${message}`);
    skipped.add(clip.id);
  }
  const clips = store.clips.filter(({ id }) => !skipped.has(id));
  return { store: { ...store, clips }, skipped: [...skipped] };
}

/**
 * Takes a store as a run sees it: its own without the clips that it skipped, another one without those that are
 * damaged.
 */
export async function storeOfRun(
  { data, config }: Pick<RunRecord, 'data' | 'config'>,
  store: Store,
  log: Log,
): Promise<{ store: Store; own: boolean }> {
  const own = (await dataInfo(store)).sha256 === data.sha256;
  if (!own) return { ...(await intactClips(store, log)), own };
  const clips = store.clips.filter(({ id }) => !data.skipped.includes(id));
  // A run of pretrain has no folds.
  const { seed, folds = null, fold = null } = config as unknown as Partial<FoldConfig>;
  return { store: foldedStore({ ...store, clips }, { seed: seed!, folds, fold }), own };
}
