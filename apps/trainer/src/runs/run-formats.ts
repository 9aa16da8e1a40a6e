import type { LinesFormat, RecordFormat } from '@ssvaerr/host/node';
import * as z from 'zod';
import { type TrainConfig, trainConfig } from '../config/train-config.ts';
import type { MethodConfig } from '../methods/common.ts';
import { methods } from '../methods/index.ts';
import type { Method } from '../methods/method.ts';
import { type RunRecord, runFormat, type UpgradeRun } from './run-record.ts';
import { figure, figures, seconds, splitScores } from './score-schemas.ts';

/** The files of a run of one command, and what they hold. */
export interface RunFormats<Config, Epoch, Results> {
  readonly command: 'train' | 'pretrain';
  /** The config with all rules between its fields. */
  readonly config: z.ZodType<Config>;
  /** `config.json`. */
  readonly run: RecordFormat<z.ZodType<RunRecord<Config>>>;
  /** `metrics.jsonl`: a line per epoch. */
  readonly metrics: LinesFormat<z.ZodObject, z.ZodType<Epoch>>;
  /** `results.json`. */
  readonly results: RecordFormat<z.ZodType<Results>>;
}

const epochFields = {
  /** Number of the epoch, from 1. */
  epoch: z.int().min(1),
  /** Optimizer steps so far. */
  step: z.int(),
  learningRate: z.number(),
  /** Mean training loss of the epoch's steps. */
  loss: z.number(),
  /** Wall time of the epoch, validation included. */
  seconds,
  /** Training frames per second. */
  framesPerSecond: figure,
};

const metricsFormat = <Line extends z.ZodType>(line: Line) => ({
  format: 'ssvaerr-metrics',
  version: 2,
  header: z.strictObject({}),
  line,
  migrate: { 1: fromOne('epoch') },
});

const resultsFormat = <Schema extends z.ZodType>(
  schema: Schema,
  upgrade: (content: Record<string, unknown>) => unknown = (content) => content,
) => ({ format: 'ssvaerr-results', version: 2, schema, migrate: { 1: upgrade } });

/** Version 1 counted epochs from 0. */
function fromOne(field: string) {
  return (content: Record<string, unknown>) => ({
    ...content,
    [field]: (content[field] as number) + 1,
  });
}

const trainEpoch = z.strictObject({
  ...epochFields,
  /** Mean norm of the gradient. */
  gradientNorm: z.number(),
  validation: splitScores,
  /** Whether `best.safetensors` was written: the highest mean of the two validation CCCs so far. */
  best: z.boolean(),
});

const trainResults = z.strictObject({
  engine: z.string(),
  /** Wall time of the whole command. */
  seconds,
  /** Number of the epoch, from 1. */
  bestEpoch: z.int().min(1),
  parameters: z.int(),
  validation: splitScores,
  test: splitScores.exactOptional(),
});

/** A line of `metrics.jsonl` of `train`. */
export type TrainEpoch = z.infer<typeof trainEpoch>;

/** `results.json` of `train`. */
export type TrainResults = z.infer<typeof trainResults>;

/** Fields missing from a version-1 config are off, as in the preset `paper`. */
const withDefaults = (
  config: Readonly<Record<string, unknown>>,
  { presets }: { readonly presets: Readonly<Record<string, object>> },
) => ({ ...presets.paper, ...config });

/** The schema of `results.json` of `train`, for records that contain one. */
export const trainResultsFormat = resultsFormat(trainResults, fromOne('bestEpoch'));

/** The network that `train` trains. */
export const trainTitle = 'SS-VAERR';

/** The files of a run of `train`. */
export const trainFormats: RunFormats<TrainConfig, TrainEpoch, TrainResults> = {
  command: 'train',
  config: trainConfig.schema,
  run: runFormat(trainConfig.schema, (config) => ({
    title: trainTitle,
    monitors: {},
    config: withDefaults(config, trainConfig),
  })),
  metrics: metricsFormat(trainEpoch),
  results: trainResultsFormat,
};

const pretrainEpoch = z.strictObject({
  ...epochFields,
  /** Monitors of collapse by name, computed on one batch. */
  monitors: figures,
});

const probe = z.strictObject({
  /** Test CCC. */
  arousal: figure,
  valence: figure,
  /** Weight of the penalty, chosen on the validation clips. */
  ridge: z.number(),
});

const pretrainResults = z.strictObject({
  method: z.string(),
  engine: z.string(),
  /** Wall time of the training. */
  seconds,
  firstLoss: z.number(),
  lastLoss: z.number(),
  /** Means of the monitors over the validation clips, where these fill a batch. */
  validation: figures.exactOptional(),
  /** Linear probes of the encoder, where the store has labels and all splits. */
  probe: z
    .strictObject({
      pretrained: probe,
      /** Scores of the untrained weights from which it started. */
      random: probe,
      /** Scores of the same weights with batch-norm statistics calibrated on the training clips. */
      settled: probe.exactOptional(),
    })
    .exactOptional(),
});

/** A line of `metrics.jsonl` of `pretrain`. */
export type PretrainEpoch = z.infer<typeof pretrainEpoch>;

/** `results.json` of `pretrain`. */
export type PretrainResults = z.infer<typeof pretrainResults>;

/** Methods by name. */
// biome-ignore lint/suspicious/noExplicitAny: a method's config is its own.
export type Methods = Readonly<Record<string, Method<any>>>;

/** The files of a run of `pretrain` with one of these methods. */
export const pretrainFormats = (
  table: Methods = methods,
): RunFormats<MethodConfig, PretrainEpoch, PretrainResults> => ({
  command: 'pretrain',
  config: methodConfig(table),
  run: runFormat(methodConfig(table), upgradePretraining(table)),
  metrics: metricsFormat(pretrainEpoch),
  results: resultsFormat(pretrainResults),
});

const upgradePretraining =
  (table: Methods): UpgradeRun =>
  (found) => {
    const method = table[String(found.method)];
    if (!method) return { title: String(found.method), monitors: {}, config: found };
    const config = withDefaults(found, method);
    return { title: method.title, monitors: method.monitors(config), config };
  };

/** The config of any of these methods, checked by its own schema. */
const methodConfig = (table: Methods): z.ZodType<MethodConfig> =>
  z.looseObject({ method: z.enum(Object.keys(table)) }).transform((value, context) => {
    const { data, error } = table[value.method]!.schema.safeParse(value);
    if (!error) return data as MethodConfig;
    context.issues.push(...(error.issues as unknown as typeof context.issues));
    return z.NEVER;
  });

/** The record of a run of either command, whose config is not looked into. */
export const anyRunFormat = runFormat(z.record(z.string(), z.unknown()), (config) =>
  config.method === undefined
    ? { title: trainTitle, monitors: {}, config }
    : upgradePretraining(methods)(config),
);
