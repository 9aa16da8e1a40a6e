import { parseArgs } from 'node:util';

/**
 * Tells whether a command line asks for help, whatever else it says.
 *
 * @returns what of the command is asked for: a `method`, if one is named; null if no help is asked for.
 */
export function asksForHelp(argv: readonly string[]): { readonly method?: string } | null {
  const { tokens } = parseArgs({ args: [...argv], strict: false, tokens: true });
  const options = tokens.filter((token) => token.kind === 'option');
  if (!options.some(({ rawName }) => rawName === '--help' || rawName === '-h')) return null;
  const named = options.find(({ name }) => name === 'method');
  const method = named?.value ?? argv[(named?.index ?? argv.length) + 1];
  return method === undefined ? {} : { method };
}
