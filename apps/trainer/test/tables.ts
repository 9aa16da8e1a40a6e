import type * as z from 'zod';
import type { Command, FlaggedConfig } from '../src/commands/command.ts';
import { configGroups, type Flag, ownFlags } from '../src/commands/flag-groups.ts';
import { commandUsage } from '../src/commands/help.ts';
import { describeField } from '../src/config/describe-field.ts';
import { valueText } from '../src/config/value-text.ts';

/** Renders the flags of a command, without the fields of its configs, as a Markdown table. */
export function flagTable(command: Command): string {
  const rows = ownFlags(command).map((flag) => [
    `\`--${flag.name}${flag.hint && ` ${flag.hint}`}\``,
    meaningOf(flag, flag.hint.includes('|')),
    flag.required ? 'required' : code(flag.fallback.replace('default ', '')),
  ]);
  return table(['flag', 'meaning', 'default'], rows);
}

/**
 * Renders the fields of configs as a Markdown table: of one config with a column for each preset, of several with a
 * column for each config.
 */
export function configTable(configs: readonly FlaggedConfig[]): string {
  const [only] = configs;
  const fields = configGroups(configs).flatMap(({ flags, configs }) =>
    flags.map((flag) => ({ flag, sharing: configs })),
  );
  const valuesOf = ({ field }: Flag, sharing: readonly FlaggedConfig[]): string[] => {
    if (field === 'preset') return [];
    if (configs.length === 1) return presetCells(field, only!);
    return configs.map((config) => {
      if (!sharing.includes(config)) return '';
      return [...new Set(presetTexts(field, config))].map(code).join(', ');
    });
  };
  const columns =
    configs.length === 1 ? Object.keys(only!.presets) : configs.map(({ name }) => name);
  const rows = fields.map(({ flag, sharing }) => [
    code(flag.field),
    meaningOf(flag, false),
    ...valuesOf(flag, sharing),
  ]);
  return table(['field', 'meaning', ...columns.map(code)], rows);
}

/** Renders the keys of a file as a Markdown table. */
export function keyTable({ shape }: z.ZodObject): string {
  const rows = Object.entries(shape).map(([key, schema]) => {
    const { hint, description, fallback, required } = describeField(schema);
    const isEmpty = typeof fallback === 'object' || fallback === undefined;
    return [code(key), code(hint), description, required ? 'required' : isEmpty ? '' : code(valueText(fallback))]; // biome-ignore format: one line
  });
  return table(['key', 'value', 'meaning', 'default'], rows);
}

/** Renders the page of all commands. */
export function commandsPage(commands: readonly Command[]): string {
  const sections = commands.map((command) => {
    const { name, summary, configs } = command;
    const args = command.arguments.map(
      ({ hint, description }) => `- ${code(hint)}: ${description}`,
    );
    return [
      `## ${name}`,
      `${summary}.`,
      `\`\`\`sh\n${commandUsage(command)}\n\`\`\``,
      ...(args.length > 0 ? [args.join('\n')] : []),
      flagTable(command),
      ...(configs ? [configNote(configs), configTable(configs)] : []),
    ].join('\n\n');
  });
  return `${[opening, ...sections].join('\n\n')}\n`;
}

const opening = `# Commands

<!-- Generated from the schemas by \`npm run docs:tables\`: do not edit. -->

Each command also prints this with \`--help\`. [The trainer's README](../apps/trainer/README.md) explains what they do.`;

function configNote(configs: readonly FlaggedConfig[]): string {
  const presets = Object.keys(configs[0]!.presets).map(code).join(', ');
  const values =
    configs.length === 1
      ? 'A blank is the value of the first preset.'
      : 'Two values are those of the two presets, one value is that of both.';
  return `Each field of the config is a flag, too: \`batchSize\` is \`--batch-size\`. Presets: ${presets}; the first one is the default. ${values}`;
}

/** The value of each preset; blank where it is that of the first one. */
function presetCells(field: string, config: FlaggedConfig): string[] {
  const [first, ...others] = presetTexts(field, config) as [string, ...string[]];
  return [code(first), ...others.map((text) => (text === first ? '' : code(text)))];
}

const presetTexts = (field: string, { presets }: FlaggedConfig): string[] =>
  Object.values(presets).map((values) => valueText(values[field]));

function meaningOf({ description, choices, hint }: Flag, choicesShown: boolean): string {
  const listed = !choicesShown && choices.length > 0 && hint !== 'true|false' && hint !== '';
  return listed ? `${description}: ${choices.map(code).join(', ')}` : description;
}

const code = (text: string) => (text === '' ? '' : `\`${text}\``);

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${titles.map((_, i) => (cells[i] ?? '').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}
