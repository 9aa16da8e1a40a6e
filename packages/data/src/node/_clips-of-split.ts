import { mustBe } from '../_checks.ts';
import { type Clip, type Split, splits } from '../manifest.ts';
import { clipsOf, type Store } from './open-store.ts';

/** Gives the clips of a split, which must not be empty. */
export function clipsOfSplit(where: string, store: Store, split: Split): Clip[] {
  const clips = clipsOf(store, split);
  if (clips.length === 0) {
    const counts = splits.map((name) => `${clipsOf(store, name).length} ${name}`).join(', ');
    throw mustBe(where, 'split', `have clips (there are ${counts})`, split);
  }
  return clips;
}
