import { longestHint } from '../config/describe-field.ts';
import type { Command, FlaggedConfig } from './command.ts';
import { configGroups, type Flag, ownFlags } from './flag-groups.ts';
import { wrap } from './wrap.ts';

/** Widest line of a help text. */
const columns = 100;

/** The help text of the program: its commands. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    'Usage: ssvaerr COMMAND …',
    '',
    'Arousal and valence from face video: preprocess, pre-train, train, evaluate, predict.',
    '',
    ...section('Commands', rows),
    '',
    'ssvaerr COMMAND --help lists the flags of a command; ssvaerr --version prints the version.',
  ].join('\n');
}

/**
 * The help text of a command.
 *
 * @param method Name of one of several configs: the other ones are left out.
 */
export function commandHelp(command: Command, method?: string): string {
  const { name, summary, configs = [] } = command;
  const own = ownFlags(command);
  const named = configs.filter((config) => config.name === method);
  const chosen = named.length > 0 ? named : configs;
  const hint = `ssvaerr ${name} --help --method ${configs[0]?.name} shows the flags of one method.`;
  return [
    `Usage: ${commandUsage(command)}`,
    '',
    `${summary}.`,
    ...(command.arguments.length > 0 ? [''] : []),
    ...section(
      'Arguments',
      command.arguments.map(({ hint, description }) => [hint, description] as const),
    ),
    '',
    ...section('Flags', own.map(rowOf)),
    ...configGroups(chosen).flatMap((group) => [
      '',
      ...section(titleOf(group.configs, chosen), group.flags.map(rowOf)),
    ]),
    ...(chosen.length > 1 ? ['', hint] : []),
  ].join('\n');
}

/** The shortest command line of a command. */
export function commandUsage(command: Command): string {
  const hints = command.arguments.map(({ hint, repeats }) => `${hint}${repeats ? '…' : ''}`);
  const required = ownFlags(command).filter((flag) => flag.required);
  return ['ssvaerr', command.name, ...hints, ...required.map(flagText), '[flags]'].join(' ');
}

function titleOf(group: readonly FlaggedConfig[], all: readonly FlaggedConfig[]): string {
  const isOfAll = all.length > 1 && group.length === all.length;
  return `Config of ${isOfAll ? 'every method' : group.map(({ title }) => title).join(' and ')}`;
}

const flagText = ({ name, hint }: Flag) => `--${name}${hint && ` ${hint}`}`;

function rowOf(flag: Flag): readonly [string, string] {
  const { hint, description, choices, required, fallback } = flag;
  const listed = choices.join('|').length > longestHint || (hint === 'NAME' && choices.length > 0);
  const notes = [listed ? choices.join(', ') : '', required ? 'required' : '', fallback];
  const said = notes.filter((note) => note !== '').join('; ');
  return [flagText(flag), `${description}${said && ` (${said})`}`];
}

/** A title above two columns; the second one is wrapped. */
function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  const indent = ' '.repeat(width + 4);
  const lines = rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrap(right, columns - indent.length);
    const start = `  ${left}`.padEnd(indent.length);
    const isLong = start.length > indent.length;
    const top = isLong ? [start, `${indent}${first}`] : [`${start}${first}`];
    return [...top, ...rest.map((line) => `${indent}${line}`)];
  });
  return [`${title}:`, ...lines];
}
