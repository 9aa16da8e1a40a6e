import { readFile } from 'node:fs/promises';
import { issueMessage, UserError } from '@ssvaerr/host';
import { parse } from 'yaml';
import type * as z from 'zod';
import type { Configurable } from './fields.ts';

/** Some fields of a config, and where they were written. */
export interface ConfigSource {
  /** Where: a file's name, or the command whose flags they were. */
  readonly origin: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Spelling of a field in messages. Default: `'batchSize'`; flags: `--batch-size`. */
  readonly nameOf?: (field: string) => string;
}

/** Any {@link Configurable}. */
interface Resolvable extends Pick<Configurable, 'fields'> {
  readonly schema: z.ZodType;
  readonly presets: Readonly<Record<string, { readonly preset: string }>>;
}

type ConfigOf<Target extends Resolvable> = Target['presets'][keyof Target['presets']];

/**
 * Resolves the config of a run: the values of the preset, overridden by each source in turn.
 *
 * @param configurable Its first preset is the default one.
 * @throws UserError for an unknown key, a wrong value or a broken rule between fields: one line with the file and
 *   the key, or with the flag.
 */
export function resolveConfig<Target extends Resolvable>(
  { fields, schema, presets }: Target,
  sources: readonly ConfigSource[],
): ConfigOf<Target> {
  const known = Object.keys(fields.shape);
  for (const source of sources) assertFields({ fields }, source);
  const given = Object.assign({}, ...sources.map(({ fields }) => fields)) as {
    readonly preset?: string;
  };
  const preset = given.preset ?? Object.keys(presets)[0]!;
  const config = { ...presets[preset]!, ...given } as ConfigOf<Target>;
  const { error } = schema.safeParse(config);
  if (!error) return config;
  const field = String(error.issues[0]!.path[0]);
  const source = sources.findLast(({ fields }) => field in fields);
  if (source) throw mistake(source, error, config, known);
  // The preset gives the value: say where another one can be set.
  const nearest = sources.at(-1) ?? { origin: `preset ${preset}`, fields: {} };
  const { message } = mistake(nearest, error, config, known);
  throw new UserError(message.replace(/[.]$/, ` from preset ${preset}.`));
}

/**
 * Checks the fields of a source one by one, without the rules between them.
 *
 * @throws UserError for an unknown key or a wrong value: one line with the file and the key, or with the flag.
 */
export function assertFields({ fields }: Pick<Configurable, 'fields'>, source: ConfigSource): void {
  const { error } = fields.partial().safeParse(source.fields);
  if (error) throw mistake(source, error, source.fields, Object.keys(fields.shape));
}

function mistake(
  { origin, nameOf }: ConfigSource,
  error: z.ZodError,
  value: unknown,
  known: readonly string[],
): UserError {
  return new UserError(`${origin}: ${issueMessage(error, value, known, nameOf)}`);
}

/**
 * Reads a YAML or JSON file of fields.
 *
 * @param example A line of such a file, for messages.
 * @throws UserError if it cannot be read, or is not a mapping.
 */
export async function readConfigFile(file: string, example = 'epochs: 10'): Promise<ConfigSource> {
  let fields: unknown;
  try {
    fields = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file}: cannot be read as YAML or JSON: ${firstLine(error)}`, {
      cause: error,
    });
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new UserError(`${file}: must hold fields, such as '${example}', got ${kind(fields)}.`);
  }
  return { origin: file, fields: fields as Record<string, unknown> };
}

const firstLine = (error: unknown) => (error as Error).message.split('\n')[0];

const kind = (value: unknown) =>
  value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
