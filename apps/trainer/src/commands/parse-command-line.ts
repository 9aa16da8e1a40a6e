import { issueMessage, UserError } from '@ssvaerr/host';
import { fieldsOfFlags, flagName } from '../config/config-flags.ts';
import { describeField } from '../config/describe-field.ts';
import type { ConfigSource } from '../config/resolve-config.ts';
import type { Command } from './command.ts';
import { configFields, parseStrictly } from './parse-strictly.ts';
import { readValue } from './read-value.ts';

/** A parsed command line. */
export interface CommandLine {
  readonly args: Readonly<Record<string, string | readonly string[]>>;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly config: ConfigSource;
  /** Whether the result is printed as JSON. */
  readonly json: boolean;
}

/**
 * Parses what follows the name of a command.
 *
 * @throws UserError, one line that names the flag or argument as it was typed.
 */
export function parseCommandLine(command: Command, argv: readonly string[]): CommandLine {
  const { values, positionals } = parseStrictly(command, argv);
  return {
    flags: flagsOf(command, values),
    args: argumentsOf(command, positionals),
    config: fieldsOfFlags(command.name, configFields(command), values),
    json: values.json === true,
  };
}

function flagsOf({ name, flags }: Command, values: Readonly<Record<string, unknown>>) {
  const given: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(flags.shape)) {
    const value = values[flagName(field)];
    const { hint, required } = describeField(schema);
    if (value === '') throw new UserError(`${name}: --${flagName(field)} needs a value: ${hint}.`);
    if (value !== undefined) given[field] = readValue(schema, value as string | boolean);
    else if (required) throw new UserError(missing(name, `--${flagName(field)} ${hint}`));
  }
  const { data, error } = flags.safeParse(given);
  if (!error) return data;
  const typed = (path: string) => `--${flagName(path.split('.')[0]!)}`;
  throw new UserError(`${name}: ${issueMessage(error, given, [], typed)}`);
}

function argumentsOf(command: Command, texts: readonly string[]): CommandLine['args'] {
  const { name } = command;
  const values: Record<string, string | readonly string[]> = {};
  for (const [i, argument] of command.arguments.entries()) {
    if (texts[i] === undefined) throw new UserError(missing(name, argument.hint));
    values[argument.name] = argument.repeats ? texts.slice(i) : texts[i]!;
  }
  const surplus = texts[command.arguments.length];
  if (surplus !== undefined && !command.arguments.at(-1)?.repeats) {
    throw new UserError(`${name}: unexpected argument '${surplus}'.`);
  }
  return values;
}

const missing = (command: string, what: string) =>
  `${command}: ${what} is missing. See ssvaerr ${command} --help.`;
