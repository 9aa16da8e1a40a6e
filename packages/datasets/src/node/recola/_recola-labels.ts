import { basename, dirname } from 'node:path';
import { FileError } from '@ssvaerr/host';
import type { Fusion } from '@ssvaerr/metrics';
import type { LabelSeries, Trace } from '../../label-series.ts';
import { parseRecolaCentred } from '../../recola/parse-recola-centred.ts';
import { parseRecolaGold } from '../../recola/parse-recola-gold.ts';
import { parseRecolaRatings } from '../../recola/parse-recola-ratings.ts';
import type { Labels } from '../../source.ts';
import { valuesAt } from '../../values-at.ts';
import { joinDimensions } from '../_join-dimensions.ts';
import { readLabels } from '../read-labels.ts';
import { avecId, type LabelFile } from './_label-files.ts';

/** The label files of one kind. */
export interface Pair {
  readonly arousal: LabelFile;
  readonly valence: LabelFile;
}

/** Reads two files that are one label, or the ratings of several raters, which are fused. */
export async function labelsOf(pair: Pair, fuse: Fusion): Promise<Labels> {
  const { arousal, valence } = pair;
  const series = joinDimensions(await ratedIn(arousal), await ratedIn(valence), fuse);
  const raters = series.raters ? ` (${fuse} of ${series.raters.length} raters)` : '';
  return { ...series, origin: `${shown(pair)}${raters}` };
}

/** Reads a gold standard, and the ratings that it was made from, at its times. */
export async function goldLabelsOf(gold: Pair, individual: Pair | undefined): Promise<Labels> {
  const { times, arousal, valence } = await labelsOf(gold, 'mean');
  const series: LabelSeries = { times, arousal, valence };
  if (!individual) return { ...series, origin: shown(gold) };
  const { raters, ...one } = await labelsOf(individual, 'mean');
  const at = (values: ArrayLike<number>) => valuesAt({ times: one.times, values }, times);
  const traces = raters ?? [{ name: '1', arousal: one.arousal, valence: one.valence }];
  return {
    ...series,
    raters: traces.map(({ name, arousal, valence }) => ({
      name,
      arousal: at(arousal),
      valence: at(valence),
    })),
    origin: `${shown(gold)} (gold standard; ${traces.length} raters)`,
  };
}

async function ratedIn(file: LabelFile) {
  return { path: file.path, traces: await tracesIn(file) };
}

async function tracesIn(file: LabelFile): Promise<ReadonlyMap<string, Trace>> {
  const { path, kind, dimension, id } = file;
  if (kind === 'centred') return new Map([['1', await readLabels(path, parseRecolaCentred)]]);
  if (kind === 'gold') {
    const { name, dimension: inside, ...trace } = await readLabels(path, parseRecolaGold);
    if (inside !== null && inside !== dimension) {
      throw new FileError(path, `holds ${inside}, as its relation says, not ${dimension}.`);
    }
    const of = avecId(name);
    if (of !== undefined && of !== id) {
      throw new FileError(path, `holds the labels of '${name}', not of ${id}.`);
    }
    return new Map([['1', trace]]);
  }
  const { times, raters } = await readLabels(path, parseRecolaRatings);
  if (raters.length === 1) return new Map([['1', { times, values: raters[0]!.values }]]);
  return new Map(raters.map(({ name, values }) => [name, { times, values }]));
}

/** The two files with their folders, because both may have the same name. */
const shown = ({ arousal, valence }: Pair): string =>
  [arousal, valence].map(({ path }) => `${basename(dirname(path))}/${basename(path)}`).join(', ');
