// Bundles a benchmark and runs it: node bench/run.mjs forms '{"threads":1}'
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name = 'forms', settings = '{}'] = process.argv.slice(2);
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const outfile = path(`../../../node_modules/.cache/backend-onnx/${name}.mjs`);
await build({
  entryPoints: [path(`${name}.ts`)],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'error',
  external: ['onnxruntime-node', '@tensorflow/*'],
});
process.exitCode = spawnSync('node', [outfile, settings], { stdio: 'inherit' }).status ?? 1;
