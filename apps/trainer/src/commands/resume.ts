import { UserError } from '@ssvaerr/host';
import * as z from 'zod';
import { flagName } from '../config/config-flags.ts';
import type { Rule } from '../config/fields.ts';
import type { ConfigSource } from '../config/resolve-config.ts';

export const resume = z.boolean().default(false).describe('Continue the run in --out');

/** A new run needs a store; a resumed one has it. */
export const newRunsNeedData: Rule<{ resume: boolean; data?: string | undefined }> = ({
  resume,
  data,
}) => !resume && data === undefined && { field: 'data', must: '--data STORE is missing.' };

/**
 * Checks that nothing is set for a run that is resumed.
 *
 * @throws UserError that lists the flags to leave out.
 */
export function assertNothingSet(
  command: string,
  flags: Readonly<Record<string, unknown>>,
  config: ConfigSource,
): void {
  const given = ['data', 'config', 'init'].filter((name) => flags[name] !== undefined);
  const extra = [...given, ...Object.keys(config.fields)].map((name) => `--${flagName(name)}`);
  if (extra.length === 0) return;
  throw new UserError(
    `${command}: --resume continues with the settings of the run. Leave out ${extra.join(', ')}.`,
  );
}
