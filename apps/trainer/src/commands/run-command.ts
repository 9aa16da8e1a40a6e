import type { Command, Context } from './command.ts';
import { parseCommandLine } from './parse-command-line.ts';

/**
 * Runs a command with what follows its name on the command line.
 *
 * @param print Takes the result: a text, or one JSON object with `--json`.
 * @throws UserError for a mistake on the command line, and what the command throws.
 */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  { print, ...rest }: Omit<Context, 'result'> & { readonly print: (text: string) => void },
): Promise<void> {
  const { json, ...given } = parseCommandLine(command, argv);
  const result: Context['result'] = (text, value) =>
    print(json ? JSON.stringify(value, null, 2) : text);
  await command.run({ ...given, args: given.args as never, context: { ...rest, result } });
}
