// The trainer from its sources: bundles it (a second), then runs it. `npm start`, `npm run ssvaerr -- …`.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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

const { outputFiles } = await build({
  absWorkingDir: path('.'),
  entryPoints: {
    cli: path('apps/trainer/src/cli.ts'),
    'synth-worker': path('apps/trainer/src/host/synth-worker.ts'),
    'preprocess-worker': path('apps/trainer/src/host/preprocess-worker.ts'),
    'trial-process': path('apps/trainer/src/grid/trial-process.ts'),
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
  write: false,
});
// A training that runs now starts workers from these files: they change with the sources alone, at once.
for (const { path: file, contents } of outputFiles) {
  if (
    await readFile(file).then(
      (old) => old.equals(contents),
      () => false,
    )
  )
    continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, contents);
  await rename(`${file}.${process.pid}`, file);
}

await stop(); // or its service stays

// On Linux, memory in pages of 2 MB where the system gives them to who asks for them (docs/engines.md): read at a
// process's start, so it takes a parent to set it.
const env = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...process.env };
const child = spawn(
  process.execPath,
  ['--enable-source-maps', path('apps/trainer/.bundle/cli.js'), ...process.argv.slice(2)],
  { stdio: 'inherit', env },
);
// Ctrl-C reaches the child by itself; it decides when to end. Other signals do not.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
