import { basename } from 'node:path';
import {
  faceChoices,
  interpolations,
  parseScale,
  parseSplitFile,
  type RatingsOptions,
  type Source,
  withPictureRate,
  withSplits,
} from '@ssvaerr/datasets';
import {
  csvSource,
  datasetFormats,
  parseShares,
  readLabels,
  videosSource,
  withLandmarks,
} from '@ssvaerr/datasets/node';
import { UserError } from '@ssvaerr/host';
import { fusions } from '@ssvaerr/metrics';
import type { LabelOptions } from '@ssvaerr/preprocess';
import * as z from 'zod';
import type { Rule } from '../config/fields.ts';

const formats = ['videos', 'csv', ...datasetFormats.map(({ name }) => name)] as const;

/** Flags that say what an input is, and how its labels are read. */
export const sourceFlags = {
  format: z
    .enum(formats)
    .default('videos')
    .describe('Layout of the input: videos without labels, with labels of your own, or a data set'),
  layout: z
    .string()
    .optional()
    .describe('Layout of the data set, if it has several. Default: the layout is recognized')
    .meta({ hint: 'NAME' }),
  annotation: z
    .string()
    .optional()
    .describe('Annotation that is read, if the data set has several of the same videos')
    .meta({ hint: 'NAME' }),
  videos: z
    .string()
    .optional()
    .describe('Folder of the videos, if the data set holds labels only')
    .meta({ hint: 'FOLDER' }),
  labels: z
    .string()
    .optional()
    .describe('Label files of --format csv: a folder, or one table for all videos')
    .meta({ hint: 'FOLDER|FILE' }),
  scale: z
    .string()
    .optional()
    .describe('Lowest and highest rating of --format csv. Default: what the files state, or -1..1')
    .meta({ hint: 'LOW..HIGH' }),
  missing: z
    .string()
    .optional()
    .describe('Numbers that mean a missing rating in --format csv, such as -5')
    .meta({ hint: 'NUMBER,…' }),
  columns: z
    .string()
    .optional()
    .describe("Names of the columns of --format csv. Default: the files' first row")
    .meta({ hint: 'NAME,…' }),
  timeUnit: z
    .enum(['s', 'ms'])
    .optional()
    .describe('Unit of times in --format csv. Default: the unit is recognized'),
  fuse: z.enum(fusions).default('mean').describe('Fusion of several raters'),
  interpolation: z
    .enum(interpolations)
    .default('linear')
    .describe('Labels of frames between two ratings: on a line between them, or the last rating'),
  maxGap: z
    .number()
    .positive()
    .optional()
    .describe(
      'Seconds between two ratings beyond which frames have no label. Default: 1, or three ratings',
    ),
  labelTolerance: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'Seconds by which video and labels may differ in length; beyond, the video is left out',
    ),
  face: z
    .enum(faceChoices)
    .default('largest')
    .describe('The face of a video: the largest, the leftmost, the rightmost, or each'),
  pictureFps: z
    .number()
    .positive()
    .optional()
    .describe(
      'Frames per second of data sets of pictures. Default: what the data set states, or is usual',
    ),
  landmarks: z
    .string()
    .optional()
    .describe(
      'Folder of landmarks that were located before: files .npy or .csv with the names of the recordings',
    )
    .meta({ hint: 'FOLDER' }),
  subject: z
    .enum(['file', 'folder'])
    .default('file')
    .describe('What counts as one person in videos and csv: each file, or each folder'),
  split: z
    .string()
    .optional()
    .describe(
      'Split of all clips (train, validation, test), percentages of the people, or a published partition by name. Default: the published splits of a data set, or train',
    )
    .meta({ hint: 'NAME|80/10/10' }),
  splitFile: z
    .string()
    .optional()
    .describe('Table with columns id or subject, and split, instead of --split')
    .meta({ hint: 'FILE' }),
  seed: z.int().default(1).describe('Seed for assigning people to splits'),
  licence: z
    .string()
    .optional()
    .describe(
      'Licence of the videos, stored with the clips (free text). Default: that of the data set',
    )
    .meta({ hint: 'TEXT' }),
};

const shape = z.strictObject(sourceFlags);

/** Values of {@link sourceFlags}. */
export type SourceFlags = z.infer<typeof shape>;

const csvOnly = ['labels', 'scale', 'missing', 'columns', 'timeUnit'] as const;
const datasetOnly = ['layout', 'annotation', 'videos'] as const;

/** Rules between {@link sourceFlags}. */
export const sourceRules: readonly Rule<SourceFlags>[] = [
  ({ split, splitFile }) =>
    split !== undefined &&
    splitFile !== undefined && {
      field: 'splitFile',
      must: 'be left out, because --split is given',
    },
  ({ format, labels }) =>
    format === 'csv' &&
    labels === undefined && { field: 'labels', must: 'be given, because --format is csv' },
  (flags) => {
    const field = csvOnly.find((name) => flags.format !== 'csv' && flags[name] !== undefined);
    return field !== undefined && { field, must: 'be left out unless --format is csv' };
  },
  (flags) => {
    const isDataset = flags.format !== 'csv' && flags.format !== 'videos';
    const field = datasetOnly.find((name) => !isDataset && flags[name] !== undefined);
    return field !== undefined && { field, must: 'be left out unless --format is a data set' };
  },
];

/**
 * Opens the input of `preprocess`.
 *
 * @param except Folder that is not part of the input, such as the store that is written.
 */
export async function openSource(
  input: string,
  flags: SourceFlags,
  except: string | undefined,
): Promise<Source> {
  const { splitFile, landmarks, pictureFps } = flags;
  let source = await openFormat(input, flags, except);
  if (splitFile !== undefined) {
    const rows = await readLabels(splitFile, parseSplitFile);
    source = withSplits(source, rows, basename(splitFile));
  }
  if (pictureFps !== undefined) source = withPictureRate(source, pictureFps);
  return landmarks === undefined ? source : withLandmarks(source, landmarks);
}

async function openFormat(
  input: string,
  flags: SourceFlags,
  except: string | undefined,
): Promise<Source> {
  const { format, labels, layout, annotation, videos, fuse, subject, seed, split, licence } = flags;
  const dataset = datasetFormats.find(({ name }) => name === format);
  const isPartition = split !== undefined && dataset?.partitions?.includes(split);
  if (split !== undefined && !isPartition) parseShares(split, 'preprocess: --split');
  const common = { ...(except !== undefined && { except }), seed };
  const given = {
    ...(split !== undefined && { split }),
    ...(licence !== undefined && { licence }),
  };
  if (format === 'videos') return videosSource(input, { ...common, ...given, subject });
  if (format === 'csv') {
    const options = {
      ...common,
      ...given,
      ...ratingsOptions(flags, 'preprocess'),
      labels: labels!,
      fuse,
      subject,
    };
    return csvSource(input, options);
  }
  const { layouts, annotations = [] } = dataset!;
  assertKnown(`--layout must be a layout of ${format}`, layout, layouts);
  assertKnown(`--annotation must be an annotation of ${format}`, annotation, annotations);
  const source = await dataset!.open(input, {
    ...common,
    ...(split !== undefined && { split }),
    ...(layout !== undefined && { layout }),
    ...(annotation !== undefined && { annotation }),
    ...(videos !== undefined && { videos }),
    fuse,
  });
  return licence === undefined ? source : { ...source, licence };
}

/** Refuses a name that the data set does not have. */
function assertKnown(rule: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  throw new UserError(`preprocess: ${rule} (${known.join(', ') || 'none'}), got '${name}'.`);
}

/** How label files are read; `command` is named by errors. */
export function ratingsOptions(
  {
    scale,
    missing,
    columns,
    timeUnit,
  }: Pick<SourceFlags, 'scale' | 'missing' | 'columns' | 'timeUnit'>,
  command: string,
): RatingsOptions {
  const words = (text: string) => text.split(',').map((word) => word.trim());
  const numbers = missing === undefined ? undefined : words(missing).map(Number);
  if (numbers?.some((number) => !Number.isFinite(number))) {
    throw new UserError(`${command}: --missing must be numbers such as -5,99, got '${missing}'.`);
  }
  return {
    ...(scale !== undefined && { scale: parseScale(scale, `${command}: --scale`) }),
    ...(numbers && { missing: numbers }),
    ...(columns !== undefined && { columns: words(columns) }),
    ...(timeUnit && { timeUnit }),
  };
}

/** How labels are put on frames. The defaults are left out: a store remembers what is stated. */
export const labelOptions = ({
  interpolation,
  maxGap,
  labelTolerance,
}: SourceFlags): LabelOptions => ({
  ...(interpolation !== 'linear' && { interpolation }),
  ...(maxGap !== undefined && { maxGap }),
  tolerance: labelTolerance,
});
