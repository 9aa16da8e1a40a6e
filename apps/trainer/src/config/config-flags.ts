import { UserError } from '@ssvaerr/host';
import { parse } from 'yaml';
import type { ConfigSource } from './resolve-config.ts';

/** The flag of a field: `learningRate` is `learning-rate`. */
export const flagName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Collects the fields of a config that a command line gives. Their values are read as YAML reads values.
 *
 * @param command Named in messages.
 * @param fields Every field that is a flag.
 * @param values Texts by flag.
 * @throws UserError if a text is not YAML.
 */
export function fieldsOfFlags(
  command: string,
  fields: Iterable<string>,
  values: Readonly<Record<string, unknown>>,
): ConfigSource {
  const given = [...fields].flatMap((field) => {
    const text = values[flagName(field)];
    return typeof text === 'string' ? [[field, read(command, field, text)] as const] : [];
  });
  return {
    origin: command,
    fields: Object.fromEntries(given),
    nameOf: (field) => `--${flagName(field)}`,
  };
}

function read(command: string, field: string, text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    const why = (error as Error).message.split('\n')[0]!.replace(/:?$/, '.');
    throw new UserError(`${command}: --${flagName(field)} cannot be read as YAML. ${why}`, {
      cause: error,
    });
  }
}
