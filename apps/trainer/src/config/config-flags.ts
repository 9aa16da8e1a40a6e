import { parse } from 'yaml';
import type * as z from 'zod';
import type { ConfigSource } from './resolve-config.ts';

/** A flag for each field of a config: `learningRate` is `--learning-rate`. */
export function configFlags(
  schema: z.ZodObject,
): Record<string, { type: 'string'; description: string; valueHint: string }> {
  return Object.fromEntries(
    Object.keys(schema.shape).map((field) => [
      flagName(field),
      { type: 'string', description: `Field ${field} of the config`, valueHint: 'VALUE' },
    ]),
  );
}

/** The fields that were given as flags, read as YAML reads values. */
export function fieldsOfFlags(
  schema: z.ZodObject,
  args: Readonly<Record<string, unknown>>,
): ConfigSource {
  const fields = Object.keys(schema.shape).flatMap((field) => {
    const value = args[flagName(field)];
    return typeof value === 'string' ? [[field, parse(value)] as const] : [];
  });
  return { origin: 'flags', fields: Object.fromEntries(fields) };
}

const flagName = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
