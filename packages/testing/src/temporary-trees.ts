import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * Gives a function that writes files into a new temporary folder and returns its path, without links. All folders are
 * removed after the tests of the calling file.
 *
 * @returns a function of the files' contents by their names, with `/`; a name that ends in `/` is an empty folder.
 */
export function temporaryTrees(): (files: Readonly<Record<string, string>>) => string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tree-')));
  afterAll(() => rmSync(root, { recursive: true }));
  let trees = 0;
  return (files) => {
    const tree = join(root, `tree${trees++}`);
    const folders = new Set<string>();
    for (const [name, content] of Object.entries({ './': '', ...files })) {
      const path = join(tree, name);
      const folder = name.endsWith('/') ? path : dirname(path);
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
      folders.add(folder);
      if (!name.endsWith('/')) writeFileSync(path, content);
    }
    return tree;
  };
}

/**
 * Lists a source of `@ssvaerr/datasets`, which this package does not import.
 *
 * @returns the items in their order, and what was left out.
 */
export async function listed<Item, Left>(source: {
  items(onLeftOut: (left: Left) => void): AsyncIterable<Item>;
}): Promise<{ readonly items: readonly Item[]; readonly left: readonly Left[] }> {
  const items: Item[] = [];
  const left: Left[] = [];
  for await (const item of source.items((out) => left.push(out))) items.push(item);
  return { items, left };
}
