import { flagName } from '../config/config-flags.ts';
import { describeField } from '../config/describe-field.ts';
import { valueText } from '../config/value-text.ts';
import type { Command, FlaggedConfig } from './command.ts';

/** A flag as help texts and tables show it. */
export interface Flag {
  readonly field: string;
  /** Without the dashes. */
  readonly name: string;
  /** Placeholder of the value; empty for a flag that takes none. */
  readonly hint: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly required: boolean;
  /** Value where none is given, in words; empty if there is none. */
  readonly fallback: string;
}

/** Flags under one title. */
export interface FlagGroup {
  /** The configs that the fields belong to; none for a command's own flags. */
  readonly configs: readonly FlaggedConfig[];
  readonly flags: readonly Flag[];
}

/** The flags of a command that are no fields of a config. */
export function ownFlags({ flags, configs = [] }: Command): Flag[] {
  const own = Object.entries(flags.shape).map(([field, schema]): Flag => {
    const { kind, hint, fallback, ...rest } = describeField(schema);
    const isSwitch = kind === 'boolean';
    return {
      ...{ ...rest, field, name: flagName(field) },
      hint: isSwitch ? '' : hint,
      fallback: isSwitch || fallback === undefined ? '' : `default ${valueText(fallback)}`,
    };
  });
  return [...own, ...(configs.length > 1 ? [methodFlag(configs)] : []), ...commonFlags];
}

const commonFlags: readonly Flag[] = [
  ['json', 'Print the result as one JSON object'],
  ['help', 'Print this help text'],
].map(([name, description]) => ({
  ...{ field: name!, name: name!, description: description! },
  ...{ hint: '', choices: [], required: false, fallback: '' },
}));

const methodFlag = (configs: readonly FlaggedConfig[]): Flag => ({
  ...{ field: 'method', name: 'method', required: true, fallback: '' },
  hint: configs.map(({ name }) => name).join('|'),
  choices: configs.map(({ name }) => name),
  description: 'Pretext method, unless the config file names it',
});

/**
 * Groups the fields of configs by the configs that have them with the same meaning: those of all configs first,
 * then those of several, then each config's own.
 */
export function configGroups(configs: readonly FlaggedConfig[]): FlagGroup[] {
  const groups = new Map<string, { configs: readonly FlaggedConfig[]; flags: Flag[] }>();
  const seen = new Set<string>();
  for (const config of configs) {
    for (const field of Object.keys(config.fields.shape)) {
      const { description, hint, choices } = describeField(config.fields.shape[field]!);
      if (field === 'method' || seen.has(`${field}: ${description}`)) continue;
      seen.add(`${field}: ${description}`);
      const sharing = configs.filter(({ fields: { shape } }) => {
        return shape[field] && describeField(shape[field]).description === description;
      });
      const key = sharing.map(({ name }) => name).join();
      const group = groups.get(key) ?? { configs: sharing, flags: [] };
      const fallback = fallbackOf(field, sharing);
      const name = flagName(field);
      group.flags.push({ field, name, hint, description, choices, fallback, required: false });
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort((a, b) => b.configs.length - a.configs.length);
}

/** `paper 64, demo 16`; by config where configs differ. */
function fallbackOf(field: string, configs: readonly FlaggedConfig[]): string {
  const titles = new Map<string, string[]>();
  for (const config of configs) {
    const text = presetValues(field, config);
    titles.set(text, [...(titles.get(text) ?? []), config.title]);
  }
  if (titles.size === 1) return [...titles.keys()][0]!;
  return [...titles].map(([text, those]) => `${those.join(' and ')}: ${text}`).join('; ');
}

/** The value that each preset gives to a field; a preset that agrees with the default one is left out. */
function presetValues(field: string, { presets }: FlaggedConfig): string {
  const [[defaultName, defaults], ...others] = Object.entries(presets) as [
    [string, Readonly<Record<string, unknown>>],
    ...[string, Readonly<Record<string, unknown>>][],
  ];
  const text = valueText(defaults[field]);
  const different = others
    .map(([name, values]) => [name, valueText(values[field])] as const)
    .filter(([, other]) => other !== text);
  if (different.length === 0 || field === 'preset') return `default ${text}`;
  return [[defaultName, text] as const, ...different].map((pair) => pair.join(' ')).join(', ');
}
