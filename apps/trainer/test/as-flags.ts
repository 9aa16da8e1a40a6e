import { flagName } from '../src/config/config-flags.ts';

/** A config as somebody types it on the command line. */
export const asFlags = (config: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(config).flatMap(([field, value]) => [
    `--${flagName(field)}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
