import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandsPage, configTable, flagTable, keyTable } from '../../test/tables.ts';
import { rangeFields, sweepFields } from '../grid/sweep-file.ts';
import { commands } from './index.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const named = (name: string) => commands.find((command) => command.name === name)!;

/** The text with these tables as they are now, each between its markers `<!-- table:NAME -->` and `<!-- /table -->`. */
function withTables(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const marked = new RegExp(`(<!-- table:${name} -->\\n)[\\s\\S]*?(<!-- /table -->)`);
    expect(text, `the marker of table ${name}`).toMatch(marked);
    return text.replace(marked, (_, start, end) => `${start}\n${table}\n\n${end}`);
  }, text);
}

// `npm run docs:tables` writes these files.
describe('generated texts are current; else run npm run docs:tables', () => {
  it('the tables of the README', async () => {
    const readme = path('../../README.md');
    const text = withTables(readFileSync(readme, 'utf8'), {
      preprocess: flagTable(named('preprocess')),
      train: configTable(named('train').configs!),
      pretrain: configTable(named('pretrain').configs!),
    });
    await expect(text).toMatchFileSnapshot(readme);
  });

  it('the tables of docs/sweep.md', async () => {
    const page = path('../../../../docs/sweep.md');
    const text = withTables(readFileSync(page, 'utf8'), {
      sweep: flagTable(named('sweep')),
      file: keyTable(sweepFields),
      range: keyTable(rangeFields),
    });
    await expect(text).toMatchFileSnapshot(page);
  });

  it('docs/commands.md', async () => {
    const page = commandsPage(commands);
    await expect(page).toMatchFileSnapshot(path('../../../../docs/commands.md'));
  });
});
