import { mergePixelSums, pixelStatistics, type Split } from '@ssvaerr/data';
import type { Store } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import { foldSeed, permutation } from '@ssvaerr/random';

/** Fields of a config that divide the subjects of a store. */
export interface FoldConfig {
  readonly seed: number;
  readonly folds: number | null;
  readonly fold: number | null;
}

/**
 * Gives the clips of a store the splits of one fold of a cross-validation: the subjects are shuffled by the seed and
 * dealt to the folds in turn. Fold `fold` is the test split, the next one the validation split, and the others are the
 * training split. Without folds the store stays as it is.
 *
 * @param store Has at least as many subjects as there are folds.
 */
export function foldedStore(store: Store, { seed, folds, fold }: FoldConfig): Store {
  if (folds === null || fold === null) return store;
  const subjects = [...new Set(store.clips.map(({ subject }) => subject))].sort();
  if (subjects.length < folds) {
    throw new UserError(
      `${store.root}: has ${subjects.length} subjects, too few for ${folds} folds.`,
    );
  }
  const order = permutation(foldSeed(seed, 'folds'), subjects.length);
  const foldOf = new Map(Array.from(order, (at, i) => [subjects[at]!, (i % folds) + 1]));
  const validation = (fold % folds) + 1;
  const splitOf = (subject: string): Split => {
    const own = foldOf.get(subject);
    if (own === fold) return 'test';
    return own === validation ? 'validation' : 'train';
  };
  const clips = store.clips.map((clip) => ({ ...clip, split: splitOf(clip.subject) }));
  const training = clips.filter(({ split }) => split === 'train');
  const pixel = pixelStatistics(mergePixelSums(training.map(({ pixels }) => pixels)));
  const splits = `fold ${fold} of ${folds} by subject, seed ${seed}`;
  return { ...store, clips, info: { ...store.info, pixel, splits } };
}
