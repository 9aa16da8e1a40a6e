import { copyFile } from 'node:fs/promises';
import type { Options } from 'tsup';

/**
 * The build of every published package: ESM + CJS + types, for Node and browsers alike.
 *
 * @param types the global types its sources may use; none, so that a browser library that uses a Node
 *   global does not build.
 */
export const library = (options: Options = {}, types: string[] = []): Options => ({
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
      types,
    },
  },
  // npm packs a LICENSE only from the package's own folder.
  onSuccess: () => copyFile('../../LICENSE', 'LICENSE'),
  ...options,
});
