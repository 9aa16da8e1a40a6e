import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/cli.ts', 'src/synth-worker.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // npm packs a LICENSE only from the package's own folder.
  onSuccess: () => copyFile('../../LICENSE', 'LICENSE'),
});
