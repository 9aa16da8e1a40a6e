import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    cli: 'src/cli.ts',
    index: 'src/index.ts',
    'synth-worker': 'src/synth-worker.ts',
    'preprocess-worker': 'src/preprocess/preprocess-worker.ts',
  },
  format: 'esm',
  dts: { entry: 'src/index.ts' },
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // npm packs a LICENSE only from the package's own folder.
  onSuccess: () => copyFile('../../LICENSE', 'LICENSE'),
});
