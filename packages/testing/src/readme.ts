import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { docExamples } from './doc-examples.ts';

/** Options of {@link itMatchesItsReadme}. */
interface ReadmeOptions {
  /**
   * Whether every exported value must have a fenced `@example`, and each of them is run. One that is marked
   * ` ```ts no-run ` is reported as skipped. Default false: examples may be fragments.
   */
  readonly everyExample?: boolean;
  /** Reasons why files in `examples` cannot run here, by name; those are reported as skipped. Default: all run. */
  readonly skipped?: Readonly<Record<string, string>>;
}

/**
 * Tests a package's documentation against its code. The README must name every public symbol and show
 * `examples/quickstart.ts` word for word. Every example in `examples`, and with `everyExample` every fenced
 * `@example`, must run and print what its `console.log(...); // ...` lines say.
 *
 * @param testUrl `import.meta.url` of the calling test, which lies in the package's `src`.
 * @param publicModule the package's namespace, `import * as losses from './index.ts'`.
 */
export function itMatchesItsReadme(
  testUrl: string,
  publicModule: object,
  { everyExample = false, skipped = {} }: ReadmeOptions = {},
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
    for (const file of examples) {
      const reason = skipped[file];
      const suffix = reason === undefined ? '' : ` [skipped: ${reason}]`;
      it.skipIf(reason)(`examples/${file} runs and prints what it says${suffix}`, async () => {
        const path = `${root}examples/${file}`;
        await expectToPrint(pathToFileURL(path).href, readFileSync(path, 'utf8'));
      });
    }
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
    for (const { symbol, url, code, runs } of inDocstrings) {
      it.skipIf(!runs)(`the example of ${symbol} prints what it says`, async () => {
        await expectToPrint(url, code);
      });
    }

    it.each(Object.keys(publicModule))('%s has an example', (name) => {
      expect(inDocstrings.map(({ symbol }) => symbol)).toContain(name);
    });
  });
}

/** Imports a module and compares its output with the comments behind its `console.log` calls. */
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
