import type { Split } from '@ssvaerr/data';

/** Names of {@link recolaPartitions}. */
export type RecolaPartition = 'recola-46' | 'avec';

/** Numbers of the people in each split. */
type Numbers = Readonly<Record<Split, readonly number[]>>;

/**
 * Source: `recola-46` is the list of 46 people in the code of Tzirakis et al. 2017 (`tzirakis/Multimodal-Emotion-Recognition`,
 * `data_generator.py` at commit 3900f62, and issue 1). `avec` is the partition of the AVEC challenges of 2015, 2016 and 2018
 * (the same issue): nine people each.
 */
const numbers: Readonly<Record<RecolaPartition, Numbers>> = {
  'recola-46': {
    train: [15, 16, 17, 18, 21, 23, 25, 37, 39, 41, 46, 50, 51, 55, 56, 60],
    validation: [14, 19, 24, 26, 28, 30, 34, 40, 42, 43, 44, 45, 52, 64, 65],
    test: [13, 20, 22, 32, 38, 47, 48, 49, 53, 54, 57, 58, 59, 62, 63],
  },
  avec: {
    train: [16, 21, 23, 25, 37, 39, 41, 46, 56],
    validation: [19, 26, 28, 30, 34, 42, 45, 64, 65],
    test: [13, 20, 32, 38, 47, 49, 53, 59, 63],
  },
};

/**
 * The published partitions of RECOLA: the split of each person. `recola-46` has the 46 people of Tzirakis et al., `avec` the 27
 * of the AVEC challenges.
 *
 * @example
 * ```ts
 * import { recolaPartitions } from '@ssvaerr/datasets';
 *
 * console.log(recolaPartitions['recola-46'].get('P16'), recolaPartitions.avec.get('P14')); // train undefined
 * ```
 */
export const recolaPartitions: Readonly<Record<RecolaPartition, ReadonlyMap<string, Split>>> = {
  'recola-46': byPerson(numbers['recola-46']),
  avec: byPerson(numbers.avec),
};

function byPerson(of: Numbers): ReadonlyMap<string, Split> {
  const splits = ['train', 'validation', 'test'] as const;
  return new Map(splits.flatMap((split) => of[split].map((number) => [`P${number}`, split])));
}
