import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    cli: 'src/cli.ts',
    index: 'src/index.ts',
    'synth-worker': 'src/host/synth-worker.ts',
    'preprocess-worker': 'src/host/preprocess-worker.ts',
    'trial-process': 'src/grid/trial-process.ts',
  },
  format: 'esm',
  external: ['@ffmpeg-installer/ffmpeg'], // tsup leaves out dependencies, but not optional ones
  dts: {
    entry: 'src/index.ts',
    compilerOptions: {
      composite: false,
      incremental: false,
      emitDeclarationOnly: false,
      ignoreDeprecations: '6.0',
    },
  },
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  clean: true,
  // npm packs a LICENSE only from the package's own folder.
  onSuccess: () => copyFile('../../LICENSE', 'LICENSE'),
});
