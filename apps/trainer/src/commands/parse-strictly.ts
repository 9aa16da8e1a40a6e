import { type ParseArgsConfig, parseArgs } from 'node:util';
import { suggestion, UserError } from '@ssvaerr/host';
import { flagName } from '../config/config-flags.ts';
import { describeField } from '../config/describe-field.ts';
import type { Command } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The fields of all configs that a command can have. */
export const configFields = ({ configs = [] }: Command): ReadonlySet<string> =>
  new Set(configs.flatMap(({ fields }) => Object.keys(fields.shape)));

function optionsOf(command: Command): Options {
  const own = Object.entries(command.flags.shape).map(([field, schema]) => {
    const type = describeField(schema).kind === 'boolean' ? 'boolean' : 'string';
    return [flagName(field), { type }] as const;
  });
  const config = [...configFields(command)].map(
    (field) => [flagName(field), { type: 'string' }] as const,
  );
  return Object.fromEntries([...config, ...own, ['json', { type: 'boolean' }]]);
}

/** `--seed -1` is `--seed=-1`: a negative number is no flag. */
function joinNegatives(argv: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const [arg, next = ''] = [argv[i]!, argv[i + 1]];
    if (arg === '--') return [...joined, ...argv.slice(i)];
    const takesValue = arg.startsWith('--') && options[arg.slice(2)]?.type === 'string';
    const isNegative = /^-[.\d]/.test(next) && !Number.isNaN(Number(next));
    joined.push(takesValue && isNegative ? `${arg}=${next}` : arg);
    if (takesValue && isNegative) i++;
  }
  return joined;
}

const settings = { allowPositionals: true, allowNegative: true };

/**
 * Splits a command line into flags and arguments.
 *
 * @throws UserError for a flag that the command does not have, that is given twice, or whose value is missing.
 */
export function parseStrictly(
  command: Command,
  argv: readonly string[],
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  const options = optionsOf(command);
  const args = joinNegatives(argv, options);
  try {
    const parsed = parseArgs({ args, options, ...settings, strict: true, tokens: true });
    const given = parsed.tokens.filter((token) => token.kind === 'option');
    const again = given.find(({ name }, i) => given.findIndex((flag) => flag.name === name) < i);
    if (again) throw new UserError(`${command.name}: ${again.rawName} is given twice.`);
    return parsed;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${command.name}: ${problem(command, args, options)}`, { cause: error });
  }
}

/** Words what the strict parser has refused. */
function problem({ name: command }: Command, args: string[], options: Options): string {
  const { tokens } = parseArgs({ args, options, ...settings, strict: false, tokens: true });
  const flags = Object.keys(options).map((name) => `--${name}`);
  const see = `See ssvaerr ${command} --help.`;
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const type = options[name]?.type;
    if (type === undefined || (type === 'string' && rawName.startsWith('--no-'))) {
      return `unknown flag ${rawName}.${suggestion(rawName, flags)} ${see}`;
    }
    if (type === 'boolean' && value !== undefined)
      return `${rawName} takes no value, got ${value}.`;
    if (type === 'boolean') continue;
    if (value === undefined || flags.includes(value)) return `${rawName} needs a value. ${see}`;
    if (!inlineValue && value.startsWith('-')) {
      return `${rawName} needs a value. If it is ${value}, write ${rawName}=${value}.`;
    }
  }
  return `the flags cannot be read. ${see}`;
}
