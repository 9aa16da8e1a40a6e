import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig([
  // The core, for browsers too: it must build without Node's types.
  library({ clean: ['!node/**'] }),
  library({ entry: ['src/node/index.ts'], outDir: 'dist/node', platform: 'node' }, ['node']),
]);
