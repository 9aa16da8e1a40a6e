import type { RecordFormat } from '@ssvaerr/host/node';
import * as z from 'zod';
import { engineNames } from '../host/engine-names.ts';
import { figure } from './score-schemas.ts';

/** A level that means something in a chart of a monitor. */
const level = z.strictObject({ at: figure, says: z.string().exactOptional() });

/** Presentation of a run's monitors in the report. */
export const monitor = z.strictObject({ title: z.string(), levels: z.array(level).readonly() });

/** Fields of every run's `config.json`, besides the config itself. */
export const runFields = {
  command: z.enum(['train', 'pretrain']),
  /** Subject of the training, such as the name of a pretext method. */
  title: z.string(),
  /** Run or file that the network started from; null: untrained weights. */
  init: z.string().nullable(),
  data: z.strictObject({
    path: z.string(),
    /** SHA-256 of the store's index, which holds the SHA-256 of every file. */
    sha256: z.string(),
    source: z.string(),
    licence: z.string(),
    /** Whether the faces are drawn; null: not known. */
    synthetic: z.boolean().nullable(),
    /** Origin of the splits; null: not known. */
    splits: z.string().nullable(),
    /** Clips that could not be used. */
    skipped: z.array(z.string()),
  }),
  engine: z.strictObject({ name: z.enum(engineNames), detail: z.string() }),
  machine: z.record(z.string(), z.union([z.string(), z.number()])),
  versions: z.record(z.string(), z.string()),
  /** Commit of the repository, where the program runs from one. */
  commit: z.string().nullable(),
  /** Titles and levels of what is measured by epoch, by name. */
  monitors: z.record(z.string(), monitor),
};

/** `config.json`: what was asked for, and what ran it. */
export type RunRecord<Config = Readonly<Record<string, unknown>>> = z.infer<
  z.ZodObject<typeof runFields>
> & { readonly config: Config };

/**
 * Completes a record of version 1, which had neither titles, monitors nor `synthetic`, or of version 2, whose config lacks
 * the newer fields.
 */
export type UpgradeRun = (
  config: Readonly<Record<string, unknown>>,
) => Pick<RunRecord, 'title' | 'monitors' | 'config'>;

/** The format of `config.json` of runs with such a config. */
export const runFormat = <Config>(
  config: z.ZodType<Config>,
  upgrade: UpgradeRun,
): RecordFormat<z.ZodType<RunRecord<Config>>> => ({
  format: 'ssvaerr-run',
  version: 3,
  schema: z.strictObject({ ...runFields, config }) as unknown as z.ZodType<RunRecord<Config>>,
  migrate: {
    1: ({ config, data, ...rest }) => ({
      ...rest,
      data: { ...(data as object), synthetic: null },
      ...upgrade(config as Readonly<Record<string, unknown>>),
    }),
    2: ({ config, data, ...rest }) => ({
      ...rest,
      data: { ...(data as object), splits: null },
      config: upgrade(config as Readonly<Record<string, unknown>>).config,
    }),
  },
});
