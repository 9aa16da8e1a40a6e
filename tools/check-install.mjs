// A stranger's install: every public package is packed, installed from its tarball into an empty
// folder with TF.js beside it, imported, required, and its quickstart run by plain Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const folder = mkdtempSync(join(tmpdir(), 'ssvaerr-install-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

try {
  const manifestAt = (path) => ({
    path,
    ...JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')),
  });
  const packages = readdirSync('packages')
    .map((room) => manifestAt(resolve('packages', room)))
    .filter((manifest) => !manifest.private);
  const trainer = manifestAt(resolve('apps/trainer'));
  const everything = [...packages, trainer];
  const tarballs = everything.map(({ path }) => {
    const [{ filename }] = JSON.parse(
      run('npm', ['pack', '--json', '--pack-destination', folder], path),
    );
    return `file:${join(folder, filename)}`;
  });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: {
        '@tensorflow/tfjs': '4.22.0',
        ...Object.fromEntries(everything.map(({ name }, i) => [name, tarballs[i]])),
      },
    }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], folder);

  for (const { name, path, exports } of packages) {
    const example = readFileSync(join(path, 'examples/quickstart.ts'), 'utf8');
    const { outputText } = ts.transpileModule(example, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(join(folder, 'quickstart.mjs'), outputText);
    run('node', ['quickstart.mjs'], folder);
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
    for (const entry of entries) {
      const specifier = join(name, entry);
      run('node', ['--input-type=commonjs', '-e', `require('${specifier}')`], folder);
      run('node', ['--input-type=module', '-e', `await import('${specifier}')`], folder);
    }
    console.log(`${name}: installs alone; quickstart, import and require run`);
  }

  const ssvaerr = (line) => run('npx', ['--no-install', 'ssvaerr', ...line.split(' ')], folder);
  ssvaerr('synth --out store --clips 10 --frames 6 --size 32');
  const small = '--width 2 --hidden 4 --epochs 1 --batch-size 2 --segment-frames 6';
  ssvaerr(`train --data store --out run --preset demo ${small}`);
  const { test } = JSON.parse(readFileSync(join(folder, 'run/results.json'), 'utf8'));
  if (test.videos !== 2) throw new Error(`${trainer.name}: expected 2 test videos`);
  console.log(`${trainer.name}: ssvaerr synthesises, trains and reports`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
