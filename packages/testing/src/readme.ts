import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { describe, expect, it, vi } from 'vitest';

/**
 * The README of a package cannot lie: it names every public symbol, shows `examples/quickstart.ts`
 * word for word, and every example runs and prints what its `console.log(...); // ...` lines say.
 *
 * @param testUrl `import.meta.url` of the calling test, which lies in the package's `src`.
 * @param publicModule the package's namespace, `import * as losses from './index.ts'`.
 */
export function itMatchesItsReadme(testUrl: string, publicModule: object): void {
  const root = fileURLToPath(new URL('..', testUrl));
  const readme = readFileSync(`${root}README.md`, 'utf8');

  describe('README', () => {
    it.each(Object.keys(publicModule))('names `%s`', (name) => {
      expect(readme).toMatch(new RegExp(`\`${name}\\b`));
    });

    it('shows examples/quickstart.ts', () => {
      expect(readme).toContain(readFileSync(`${root}examples/quickstart.ts`, 'utf8').trim());
    });

    const examples = existsSync(`${root}examples`)
      ? readdirSync(`${root}examples`).filter((file) => file.endsWith('.ts'))
      : [];
    it.each(examples)('examples/%s runs and prints what it says', async (file) => {
      const path = `${root}examples/${file}`;
      const promised = readFileSync(path, 'utf8').matchAll(/console\.log\(.*\); \/\/ (.*)$/gm);
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      try {
        await import(/* @vite-ignore */ pathToFileURL(path).href);
        const printed = log.mock.calls.map((values) => format(...values));
        expect(printed).toEqual([...promised].map(([, text]) => text));
      } finally {
        log.mockRestore();
      }
    });
  });
}
