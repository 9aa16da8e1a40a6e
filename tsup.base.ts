import { copyFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

/** The build of every published package: ESM + CJS + types, for Node and browsers alike. */
export const library = (options: Options = {}) =>
  defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    sourcemap: true,
    clean: true,
    treeshake: false,
    dts: {
      compilerOptions: {
        composite: false,
        incremental: false,
        emitDeclarationOnly: false,
        ignoreDeprecations: '6.0',
        // No Node globals here: a library that uses one does not build.
        types: [],
      },
    },
    // npm packs a LICENSE only from the package's own folder.
    onSuccess: () => copyFile('../../LICENSE', 'LICENSE'),
    ...options,
  });
