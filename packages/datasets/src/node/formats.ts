import { afewVa } from './afew-va/afew-va.ts';
import { affWild2 } from './aff-wild2/aff-wild2.ts';
import { affectNet } from './affectnet/affectnet.ts';
import type { DatasetFormat } from './dataset-format.ts';
import { lrs3 } from './lrs3/lrs3.ts';
import { omg } from './omg/omg.ts';
import { recola } from './recola/recola.ts';
import { sewa } from './sewa/sewa.ts';

/**
 * The data sets that can be read, besides plain folders of videos and one's own labels.
 *
 * @example
 * ```ts
 * import { datasetFormats } from '@ssvaerr/datasets/node';
 *
 * const sewa = datasetFormats.find(({ name }) => name === 'sewa');
 * console.log(sewa!.layouts.join(' ')); // segments avec2019 avec2018 avec2017 native
 * ```
 */
export const datasetFormats: readonly DatasetFormat[] = [
  affWild2,
  affectNet,
  afewVa,
  lrs3,
  omg,
  recola,
  sewa,
];
