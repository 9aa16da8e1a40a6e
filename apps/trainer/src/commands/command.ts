import type { Log } from '@ssvaerr/host';
import { suggestion, UserError } from '@ssvaerr/host';
import type { ArgsDef } from 'citty';

/** What a command is given besides its arguments. */
export interface Context {
  readonly log: Log;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Prints the result: as `text`, or with `--json` as one JSON object. */
  result(text: string, json: unknown): void;
}

/** On every command. */
export const commonArgs = {
  json: { type: 'boolean', description: 'Print one JSON object on standard output' },
} as const satisfies ArgsDef;

/**
 * Flags that the command does not have are errors: citty lets them pass.
 *
 * @throws UserError that names the flag and the nearest one there is.
 */
export function assertFlags(command: string, args: ArgsDef, rawArgs: readonly string[]): void {
  const names = Object.entries(args).flatMap(([name, { type }]) =>
    type === 'positional' ? [] : type === 'boolean' ? [name, `no-${name}`] : [name],
  );
  const flags = names.map((name) => `--${name}`);
  const positional = Object.values(args).filter(({ type }) => type === 'positional');
  const repeats = positional.some(({ valueHint }) => valueHint?.endsWith('…'));
  let free = repeats ? Number.POSITIVE_INFINITY : positional.length;
  for (let i = 0; i < rawArgs.length; i++) {
    const raw = rawArgs[i]!;
    if (raw === '--') return;
    if (!raw.startsWith('-') || isNumber(raw)) {
      if (free-- > 0) continue;
      throw new UserError(`${command}: unexpected argument '${raw}'.`);
    }
    const [flag, inline] = raw.split('=', 2) as [string, string?];
    if (!flags.includes(flag)) {
      const hint = suggestion(flag, flags);
      throw new UserError(
        `${command}: unknown flag ${flag}.${hint} See ssvaerr ${command} --help.`,
      );
    }
    const takesValue = args[flag.slice(2)]?.type !== 'boolean' && !flag.startsWith('--no-');
    const next = rawArgs[i + 1];
    const missing = next === undefined || (next.startsWith('--') && !isNumber(next));
    if (takesValue && inline === undefined && missing) {
      throw new UserError(`${command}: ${flag} needs a value.`);
    }
    if (takesValue && inline === undefined) i++;
  }
}

const isNumber = (text: string) => text !== '' && !Number.isNaN(Number(text));

/**
 * The value of a flag that is a number.
 *
 * @throws UserError if it is none, or out of range.
 */
export function numberFlag(
  command: string,
  name: string,
  value: string,
  {
    min = -Infinity,
    max = Infinity,
    integer = true,
  }: { min?: number; max?: number; integer?: boolean } = {},
): number {
  const number = Number(value);
  const inRange = value.trim() !== '' && number >= min && number <= max;
  if (inRange && (!integer || Number.isSafeInteger(number))) return number;
  const range = max < Infinity ? ` in [${min}, ${max}]` : min > -Infinity ? ` >= ${min}` : '';
  const rule = `${integer ? 'an integer' : 'a number'}${range}`;
  throw new UserError(`${command}: --${name} must be ${rule}, got ${JSON.stringify(value)}.`);
}
