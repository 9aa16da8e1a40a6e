import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests run on the sources: the condition is the first key of every package's `exports`. */
const conditions = ['@ssvaerr/source', 'module', 'node', 'development|production'];

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
