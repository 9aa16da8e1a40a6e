import { readFile } from 'node:fs/promises';
import { suggestion, UserError } from '@ssvaerr/host';
import { parse } from 'yaml';
import type * as z from 'zod';

/** Some fields, and where they were written: a file's name, `flags`. */
export interface ConfigSource {
  readonly origin: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The config of a run: the preset's values, overridden by each source in turn.
 *
 * @throws UserError, one line with the source, for an unknown key, a wrong value or an unknown preset.
 */
export function resolveConfig<Config extends { preset: string }>(
  schema: z.ZodObject,
  presets: Readonly<Record<string, Config>>,
  sources: readonly ConfigSource[],
): Config {
  for (const { origin, fields } of sources) {
    const { error } = schema.partial().safeParse(fields);
    if (error) throw new UserError(`${origin}: ${explain(error.issues[0]!, fields, schema)}`);
  }
  const given = Object.assign({}, ...sources.map(({ fields }) => fields)) as Partial<Config>;
  return { ...presets[given.preset ?? 'paper']!, ...given };
}

/**
 * Reads a YAML or JSON file of fields.
 *
 * @throws UserError if it cannot be read, or is not a mapping.
 */
export async function readConfigFile(file: string): Promise<ConfigSource> {
  let fields: unknown;
  try {
    fields = parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file}: cannot be read as YAML or JSON: ${firstLine(error)}`, {
      cause: error,
    });
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new UserError(`${file}: must hold fields, such as 'epochs: 10', got ${kind(fields)}.`);
  }
  return { origin: file, fields: fields as Record<string, unknown> };
}

/** One line about what the schema does not accept. */
function explain(
  issue: z.core.$ZodIssue,
  fields: Readonly<Record<string, unknown>>,
  schema: z.ZodObject,
): string {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys as [string];
    const known = Object.keys(at ? {} : schema.shape);
    return `unknown key '${at ? `${at}.` : ''}${key}'.${suggestion(key, known)}`;
  }
  const value = issue.path.reduce<unknown>((part, key) => part?.[key as never], fields);
  const choices = schema.shape[at] as z.ZodType | undefined;
  return `'${at}' must ${rule(issue, choices)}, got ${JSON.stringify(value) ?? String(value)}.`;
}

function rule(issue: z.core.$ZodIssue, field: z.ZodType | undefined): string {
  switch (issue.code) {
    case 'invalid_value':
      return `be one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `be ${issue.inclusive ? '>=' : '>'} ${issue.minimum}`;
    case 'too_big':
      return `be ${issue.inclusive ? '<=' : '<'} ${issue.maximum}`;
    case 'invalid_type':
      return `be ${issue.expected === 'int' ? 'an integer' : `a ${issue.expected}`}`;
    case 'unrecognized_keys':
      return `not have ${issue.keys.join(', ')}`;
    default:
      return field?.description ?? 'have another form';
  }
}

const firstLine = (error: unknown) => (error as Error).message.split('\n')[0];

const kind = (value: unknown) =>
  value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
