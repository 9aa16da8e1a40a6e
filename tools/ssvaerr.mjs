// The trainer from its sources: bundles it (a second), then runs it. `npm start`, `npm run ssvaerr -- …`.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const root = new URL('../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));

/** This repository's packages go into the bundle, as sources; npm's are imported as they are. */
const npmPackagesStayOutside = {
  name: 'npm-packages-stay-outside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@ssvaerr/') ? undefined : { path, external: true },
    ),
};

await build({
  absWorkingDir: path('.'),
  entryPoints: {
    cli: path('apps/trainer/src/cli.ts'),
    'synth-worker': path('apps/trainer/src/synth-worker.ts'),
    'preprocess-worker': path('apps/trainer/src/preprocess/preprocess-worker.ts'),
    'batch-worker': path('packages/data/src/node/batch-worker.ts'),
  },
  outdir: path('apps/trainer/.bundle'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  conditions: ['@ssvaerr/source'],
  plugins: [npmPackagesStayOutside],
  logLevel: 'error',
});

await stop(); // or its service stays

const child = spawn(
  process.execPath,
  ['--enable-source-maps', path('apps/trainer/.bundle/cli.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// Ctrl-C reaches the child by itself; it decides when to end. Other signals do not.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
