import process from 'node:process';
import { StoreError } from '@ssvaerr/data/node';
import { Interrupted, suggestion, UserError } from '@ssvaerr/host';
import { streamLog } from '@ssvaerr/host/node';
import { type ArgsDef, type CommandDef, renderUsage, runCommand } from 'citty';
import { assertFlags, type Context } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { versionsInfo } from './runs/run-info.ts';

const program: CommandDef = {
  meta: {
    name: 'ssvaerr',
    description: 'Arousal and valence from face video: synthesise, train, evaluate, report.',
  },
  subCommands: commands,
};

/**
 * Runs a command line.
 *
 * @returns the exit code: 0 done, 1 a user's error or a bug, 130 interrupted.
 */
export async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const log = streamLog(process.stderr);
  try {
    const [name, ...rawArgs] = argv;
    if (name === '--version') {
      process.stdout.write(`${versionsInfo()['@ssvaerr/trainer']}\n`);
      return 0;
    }
    if (name === undefined || name === '--help' || name === '-h') {
      process.stdout.write(`${await renderUsage(program)}\n`);
      return name === undefined ? 1 : 0;
    }
    const command = commands[name] as CommandDef | undefined;
    if (!command) {
      const hint = suggestion(name, Object.keys(commands));
      throw new UserError(`unknown command '${name}'.${hint} See ssvaerr --help.`);
    }
    if (rawArgs.includes('--help') || rawArgs.includes('-h')) {
      process.stdout.write(`${await renderUsage(command, program)}\n`);
      return 0;
    }
    assertFlags(name, command.args as ArgsDef, rawArgs);
    const json = rawArgs.includes('--json');
    const context: Context = {
      log,
      signal,
      result: (text, value) =>
        process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`),
    };
    await runCommand(command, { rawArgs: [...rawArgs], data: context });
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
  if (error instanceof UserError || error instanceof StoreError || isCittyError(error)) {
    print(`ssvaerr: ${error.message}`);
    return 1;
  }
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

/** A missing argument, for instance. */
const isCittyError = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'CLIError';
