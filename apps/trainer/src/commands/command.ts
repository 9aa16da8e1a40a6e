import type { Log } from '@ssvaerr/host';
import type * as z from 'zod';
import type { ConfigSource } from '../config/resolve-config.ts';

/** Environment of a command, besides its command line. */
export interface Context {
  readonly log: Log;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Prints the result: as `text`, or with `--json` as one JSON object. */
  result(text: string, json: unknown): void;
}

/** A value that stands on the command line without a flag. All are required. */
export interface Argument {
  readonly name: string;
  /** Name in the usage line, such as `RUN`. */
  readonly hint: string;
  readonly description: string;
  /** Whether it takes all that follow. The last argument only. */
  readonly repeats?: boolean;
}

type ArgumentValues<Arguments extends readonly Argument[]> = {
  readonly [A in Arguments[number] as A['name']]: A extends { readonly repeats: true }
    ? readonly string[]
    : string;
};

/** A config whose fields are flags of a command, too. */
export interface FlaggedConfig {
  readonly name: string;
  readonly title: string;
  readonly fields: z.ZodObject;
  /** Complete configs by name, the default one first. */
  readonly presets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A command is data: what it is called, what it takes, and what it does. */
export interface CommandOf<Arguments extends readonly Argument[], Flags extends z.ZodObject> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly arguments: Arguments;
  /** Each field is a flag in kebab-case. Its description, choices and default are the help text. */
  readonly flags: Flags;
  /** Configs whose fields are flags, too. If there are several, `--method` chooses one by its name. */
  readonly configs?: readonly FlaggedConfig[];
  /** @throws UserError for what the user can put right. */
  run(given: {
    readonly args: ArgumentValues<Arguments>;
    readonly flags: z.output<Flags>;
    /** The fields of `configs` that were given as flags, not checked yet. */
    readonly config: ConfigSource;
    readonly context: Context;
  }): Promise<void>;
}

export type Command = CommandOf<readonly Argument[], z.ZodObject>;

/** Defines a command; the types of `args` and `flags` follow from the definition. */
export const defineCommand = <
  const Arguments extends readonly Argument[],
  Flags extends z.ZodObject,
>(
  command: CommandOf<Arguments, Flags>,
): Command => command as unknown as Command;
