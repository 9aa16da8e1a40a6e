import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandsPage, configTable, flagTable } from '../../test/tables.ts';
import { commands } from './index.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const named = (name: string) => commands.find((command) => command.name === name)!;

/** The text with each generated table as it is now, between its markers `<!-- table:NAME -->` and `<!-- /table -->`. */
function withTables(text: string): string {
  const tables: Readonly<Record<string, string>> = {
    preprocess: flagTable(named('preprocess')),
    train: configTable(named('train').configs!),
    pretrain: configTable(named('pretrain').configs!),
  };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const marked = new RegExp(`(<!-- table:${name} -->\\n)[\\s\\S]*?(<!-- /table -->)`);
    expect(text, `the marker of table ${name}`).toMatch(marked);
    return text.replace(marked, (_, start, end) => `${start}\n${table}\n\n${end}`);
  }, text);
}

// `npm run docs:tables` writes both files.
describe('generated texts are current; else run npm run docs:tables', () => {
  it('the tables of the README', async () => {
    const readme = path('../../README.md');
    await expect(withTables(readFileSync(readme, 'utf8'))).toMatchFileSnapshot(readme);
  });

  it('docs/commands.md', async () => {
    const page = commandsPage(commands);
    await expect(page).toMatchFileSnapshot(path('../../../../docs/commands.md'));
  });
});
