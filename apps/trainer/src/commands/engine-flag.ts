import { UserError } from '@ssvaerr/host';
import { type EngineName, engineNames } from '../host/engine-names.ts';

/** `--engine`, of every command that computes. */
export const engineArg = {
  type: 'string',
  valueHint: `auto|${engineNames.join('|')}`,
  description: 'Default: auto, the first that is here',
} as const;

/**
 * The engine of `--engine`.
 *
 * @throws UserError for an unknown one.
 */
export function engineFlag(command: string, value: string | undefined): EngineName | 'auto' {
  const names = ['auto', ...engineNames] as const;
  const found = names.find((name) => name === (value ?? 'auto'));
  if (found) return found;
  throw new UserError(`${command}: --engine must be one of ${names.join(', ')}, got '${value}'.`);
}
