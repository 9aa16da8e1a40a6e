import { foldSeed, permutation } from '@ssvaerr/random';
import { assertInteger, assertSeed } from './_checks.ts';
import { assertFilming } from './_checks-face.ts';
import { type Clip, type ClipOptions, synthesiseClip } from './clip.ts';

export type Split = 'train' | 'validation' | 'test';

/** One line of a data set: what {@link synthesiseClip} needs, a name and a split. */
export interface ClipDescription extends Required<ClipOptions> {
  /** `s0003-c1`: subject and clip. */
  readonly id: string;
  readonly split: Split;
}

export interface DataSetOptions {
  /** Safe integer. */
  readonly seed: number;
  /** Number of clips, at least 5, so that no split is empty. */
  readonly clips: number;
  /** Same as in {@link ClipOptions}. */
  readonly frames?: number;
  readonly fps?: number;
  readonly size?: number;
}

const subjectsPerBlock = 5;
const clipsPerSubject = 2;

/**
 * The clips of a data set, two to a subject, without rendering any. Of every five subjects three are
 * for training, one for validation and one for the test, in random order: splits share no subject,
 * and a larger data set starts with the smaller one.
 *
 * @throws RangeError if an option is out of its range.
 */
export function describeDataSet({
  seed,
  clips,
  frames = 100,
  fps = 25,
  size = 96,
}: DataSetOptions): ClipDescription[] {
  assertSeed('describeDataSet', 'seed', seed);
  assertInteger('describeDataSet', 'clips', clips, subjectsPerBlock);
  assertFilming('describeDataSet', frames, fps, size);
  return Array.from({ length: clips }, (_, i) => {
    const block = Math.floor(i / (subjectsPerBlock * clipsPerSubject));
    const place = i % subjectsPerBlock;
    const subject = block * subjectsPerBlock + place;
    const clip = Math.floor(i / subjectsPerBlock) % clipsPerSubject;
    const order = permutation(foldSeed(seed, 'split', block), subjectsPerBlock);
    const split: Split = order[place]! < 3 ? 'train' : order[place] === 3 ? 'validation' : 'test';
    const id = `s${String(subject).padStart(4, '0')}-c${clip}`;
    return { id, split, seed, subject, clip, frames, fps, size };
  });
}

/** The same data set, one rendered clip at a time. */
export function* synthesiseDataSet(
  options: DataSetOptions,
): Generator<{ readonly description: ClipDescription; readonly clip: Clip }> {
  for (const description of describeDataSet(options)) {
    yield { description, clip: synthesiseClip(description) };
  }
}
