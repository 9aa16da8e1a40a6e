import { issueMessage, UserError } from '@ssvaerr/host';
import * as z from 'zod';
import { count, type Rule, withRules } from '../config/fields.ts';
import { readConfigFile } from '../config/resolve-config.ts';

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  readonly integer: boolean;
}

const rangeRules: readonly Rule<Bounds>[] = [
  ({ from, to }) => to <= from && { field: 'to', must: `be > from (${from})` },
  ({ from, scale }) => scale === 'log' && from <= 0 && { field: 'from', must: 'be > 0 with scale log' }, // biome-ignore format: one line
  ...(['from', 'to'] as const).map(
    (field): Rule<Bounds> =>
      (range) =>
        range.integer &&
        !Number.isSafeInteger(range[field]) && { field, must: 'be an integer with integer true' },
  ),
  ({ from, to, integer }) =>
    integer && to - from >= 2 ** 32 && { field: 'to', must: 'be < from + 2^32 with integer true' },
];

/** A range from which random search draws. */
export const rangeFields = z.strictObject({
  from: z.number().describe('Smallest value'),
  to: z.number().describe('Largest value'),
  scale: z
    .enum(['linear', 'log'])
    .default('linear')
    .describe('Distribution: uniform in the value, or in its logarithm'),
  integer: z.boolean().default(false).describe('Draw whole numbers; both ends are possible'),
});

const range = rangeFields.check(withRules(rangeRules));

const values = z.array(z.unknown()).min(1);

/** Values to try of one config field. */
export type Choice = z.infer<typeof values> | z.infer<typeof range>;

/** Every field of a sweep file with its description: the source of the table in docs/sweep.md. */
export const sweepFields = z.strictObject({
  search: z
    .enum(['grid', 'random'])
    .describe('grid tries every combination of the values, random draws combinations'),
  trials: count.optional().describe('Number of draws; for random only, which needs it'),
  seed: z.int().optional().describe('Seed of the draws; for random only. Default: 1'),
  base: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Config fields that all trials share, such as preset and epochs')
    .meta({ hint: '{ FIELD: VALUE }' }),
  fields: z
    .record(z.string(), z.union([values, range]))
    .refine((fields) => Object.keys(fields).length > 0, { message: 'have at least one field' })
    .describe('Config fields to search: a list of values each, or for random a range')
    .meta({ hint: '{ FIELD: [VALUE, …] | RANGE }' }),
});

const fileRules: readonly Rule<SweepFile>[] = [
  ({ search, trials }) =>
    search === 'random' &&
    trials === undefined && { field: 'trials', must: "'trials' is missing: search random needs it." }, // biome-ignore format: one line
  ...(['trials', 'seed'] as const).map(
    (field): Rule<SweepFile> =>
      (file) =>
        file.search === 'grid' &&
        file[field] !== undefined && { field, must: `be left out with search grid` },
  ),
  ({ search, fields }) => {
    const ranged = Object.keys(fields).find((name) => !Array.isArray(fields[name]));
    return (
      search === 'grid' &&
      ranged !== undefined && {
        field: 'fields',
        must: `'fields.${ranged}' must be a list of values with search grid; ranges need search random.`,
      }
    );
  },
  ({ base, fields }) => {
    const twice = Object.keys(fields).find((name) => Object.hasOwn(base, name));
    return (
      twice !== undefined && {
        field: 'fields',
        must: `'${twice}' is in base and in fields. Leave it out of one of them.`,
      }
    );
  },
];

/** Content of a sweep file. */
export type SweepFile = z.infer<typeof sweepFields>;

/** {@link sweepFields} with the rules between them. */
export const sweepSchema: z.ZodType<SweepFile> = sweepFields.check(withRules(fileRules));

/**
 * Reads a sweep file.
 *
 * @throws UserError if it cannot be read, has an unknown key, a wrong value or breaks a rule: one line with file and key.
 */
export async function readSweepFile(file: string): Promise<SweepFile> {
  const { fields } = await readConfigFile(file, 'search: grid');
  const { data, error } = sweepSchema.safeParse(fields);
  if (data) return data;
  const known = Object.keys(sweepFields.shape);
  throw new UserError(`${file}: ${issueMessage(error!, fields, known)}`);
}
