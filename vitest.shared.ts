import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { docExamples } from './packages/testing/src/doc-examples.ts';

/** Tests run on the sources: the condition is the first key of every package's `exports`. */
const conditions = ['@ssvaerr/source', 'module', 'node', 'development|production'];

/** `FILE.ts?example=1` is the second example in the docstrings of a source file. */
const examplesOfDocstrings = {
  name: 'examples-of-docstrings',
  enforce: 'pre' as const,
  load(id: string) {
    const [file = '', index] = id.split('?example=');
    return index && docExamples(readFileSync(file, 'utf8'))[Number(index)]?.code;
  },
};

/** What a project with a special purpose adds: other tests, more setup, environment variables. */
interface ProjectOptions {
  readonly dir?: string;
  readonly include?: string[];
  readonly setupFiles?: readonly string[];
  readonly env?: Record<string, string>;
}

/** The vitest project of a package: every `*.test.ts` beside its source, on TF.js's cpu backend. */
export const project = (
  name: string,
  { include = ['src/**/*.test.ts'], setupFiles = [], ...options }: ProjectOptions = {},
) =>
  defineConfig({
    plugins: [examplesOfDocstrings],
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      environment: 'node',
      include,
      // A hang ends; a slow or busy machine is not a failure.
      testTimeout: 120_000,
      hookTimeout: 120_000,
      ...options,
      setupFiles: [
        fileURLToPath(new URL('./packages/testing/src/setup.ts', import.meta.url)),
        ...setupFiles,
      ],
    },
  });
