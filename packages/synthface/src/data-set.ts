import { foldSeed, permutation } from '@ssvaerr/random';
import { assertInteger, assertSeed } from './_checks.ts';
import { assertFilming } from './_checks-face.ts';
import { type Clip, type ClipOptions, synthesiseClip } from './clip.ts';

/** Part of a data set. */
export type Split = 'train' | 'validation' | 'test';

/** One entry of a data set: the options of {@link synthesiseClip}, a name and a split. */
export interface ClipDescription extends Required<ClipOptions> {
  /** Name of the clip by subject and clip number, such as `s0003-c1`. */
  readonly id: string;
  readonly split: Split;
}

/** Options of {@link describeDataSet} and {@link synthesiseDataSet}. */
export interface DataSetOptions {
  /** Seed of the data set, a safe integer. */
  readonly seed: number;
  /** Number of clips, an integer >= 5, so that no split is empty. */
  readonly clips: number;
  /** Length, frame rate and size, as in {@link ClipOptions}. */
  readonly frames?: number;
  readonly fps?: number;
  readonly size?: number;
}

const subjectsPerBlock = 5;
const clipsPerSubject = 2;

/**
 * Lists the clips of a data set, two per subject, without rendering any. Of every five subjects, three are in the
 * training split, one in validation and one in the test split, in random order. Splits share no subject, and a larger
 * data set starts with the clips of a smaller one.
 *
 * @throws RangeError if an option is out of range.
 * @example
 * ```ts
 * import { describeDataSet } from '@ssvaerr/synthface';
 *
 * const set = describeDataSet({ seed: 1, clips: 10 });
 * console.log(set[0]?.id, set[0]?.split, set[3]?.id, set[3]?.split); // s0000-c0 train s0003-c0 validation
 * ```
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

/**
 * Renders the clips of {@link describeDataSet}, one at a time.
 *
 * @throws RangeError if an option is out of range.
 * @example
 * ```ts
 * import { synthesiseDataSet } from '@ssvaerr/synthface';
 *
 * for (const { description, clip } of synthesiseDataSet({ seed: 1, clips: 5, frames: 2, size: 16 })) {
 *   console.log(description.id, clip.frames.length); // s0000-c0 512
 *   break;
 * }
 * ```
 */
export function* synthesiseDataSet(
  options: DataSetOptions,
): Generator<{ readonly description: ClipDescription; readonly clip: Clip }> {
  for (const description of describeDataSet(options)) {
    yield { description, clip: synthesiseClip(description) };
  }
}
