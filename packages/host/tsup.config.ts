import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig([
  // The core, for browsers too: it must build without Node's types.
  library({ clean: ['!node/**'] }),
  library(
    {
      entry: ['src/node/index.ts'],
      outDir: 'dist/node',
      platform: 'node',
      // The node entry imports the core by its name: a second copy of `FileError` would break `instanceof`.
      external: ['@ssvaerr/host'],
    },
    ['node'],
  ),
]);
