import { type Store, verifyStore } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
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
  { data }: Pick<RunRecord, 'data'>,
  store: Store,
  log: Log,
): Promise<{ store: Store; own: boolean }> {
  const own = (await dataInfo(store)).sha256 === data.sha256;
  if (!own) return { ...(await intactClips(store, log)), own };
  const clips = store.clips.filter(({ id }) => !data.skipped.includes(id));
  return { store: { ...store, clips }, own };
}
