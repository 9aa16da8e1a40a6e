import process from 'node:process';
import { Interrupted, suggestion, UserError } from '@ssvaerr/host';
import { streamLog } from '@ssvaerr/host/node';
import { asksForHelp } from './commands/asks-for-help.ts';
import { commandHelp, programHelp } from './commands/help.ts';
import { commands } from './commands/index.ts';
import { runCommand } from './commands/run-command.ts';
import { versionsInfo } from './runs/run-info.ts';

/**
 * Runs a command line.
 *
 * @returns the exit code: 0 done, 1 a user's error or a bug, 130 interrupted.
 */
export async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const log = streamLog(process.stderr);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  try {
    const [name, ...rest] = argv;
    if (name === '--version') {
      print(versionsInfo()['@ssvaerr/trainer']!);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h') {
      print(programHelp(commands));
      return name === undefined ? 1 : 0;
    }
    const command = commands.find((command) => command.name === name);
    if (!command) {
      const hint = suggestion(
        name,
        commands.map(({ name }) => name),
      );
      throw new UserError(`unknown command '${name}'.${hint} See ssvaerr --help.`);
    }
    const help = asksForHelp(rest);
    if (help) print(commandHelp(command, help.method));
    else await runCommand(command, rest, { log, signal, print });
    return 0;
  } catch (error) {
    return report(error, log.info);
  }
}

/** One line for what the user can put right; the stack of a bug. */
function report(error: unknown, print: (line: string) => void): number {
  if (error instanceof Interrupted) {
    print(`interrupted. ${error.message}`);
    return 130;
  }
  if (error instanceof UserError) {
    print(`ssvaerr: ${error.message}`);
    return 1;
  }
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
