import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { docExamples } from './doc-examples.ts';

/** What {@link itMatchesItsReadme} demands. */
interface ReadmeOptions {
  /** Every exported value has an `@example` in fences, and it runs. Default false: examples may be fragments. */
  readonly everyExample?: boolean;
}

/**
 * The documents of a package cannot lie: its README names every public symbol and shows
 * `examples/quickstart.ts` word for word; every example, in `examples` and with `everyExample` in the
 * fences of an `@example`, runs and prints what its `console.log(...); // ...` lines say.
 *
 * @param testUrl `import.meta.url` of the calling test, which lies in the package's `src`.
 * @param publicModule the package's namespace, `import * as losses from './index.ts'`.
 */
export function itMatchesItsReadme(
  testUrl: string,
  publicModule: object,
  { everyExample = false }: ReadmeOptions = {},
): void {
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
      await expectToPrint(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    });
  });

  if (!everyExample) return;
  const inDocstrings = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      docExamples(readFileSync(`${root}src/${file}`, 'utf8')).map((example, index) => ({
        ...example,
        url: `${pathToFileURL(`${root}src/${file}`).href}?example=${index}`,
      })),
    );

  describe('docstrings', () => {
    it.each(inDocstrings)('the example of $symbol prints what it says', async ({ url, code }) => {
      await expectToPrint(url, code);
    });

    it.each(Object.keys(publicModule))('%s has an example', (name) => {
      expect(inDocstrings.map(({ symbol }) => symbol)).toContain(name);
    });
  });
}

/** Imports a module; what it logs is what the comments behind its `console.log` say. */
async function expectToPrint(url: string, code: string): Promise<void> {
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await import(/* @vite-ignore */ url);
    expect(log.mock.calls.map((values) => format(...values))).toEqual(promised);
  } finally {
    log.mockRestore();
  }
}
