// Bundles specs.ts and runs it under jasmine in this process. Prints one JSON line:
// { passed, failed, skipped, failures: { name: first message } }.
// node run.mjs '{"backend":"onnx","options":{"eager":true}}'
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import Jasmine from 'jasmine';

const [settings = '{"backend":"cpu"}'] = process.argv.slice(2);
process.env.CONFORMANCE = settings;
const require = createRequire(import.meta.url);
const core = require.resolve('@tensorflow/tfjs-core').replace(/dist.*$/, 'dist/index.js');
const cpu = require.resolve('@tensorflow/tfjs-backend-cpu').replace(/dist.*$/, 'dist/index.js');
const folder = fileURLToPath(
  new URL('../../../node_modules/.cache/backend-onnx/', import.meta.url),
);
const outfile = `${folder}${process.pid}.cjs`;

await build({
  entryPoints: [fileURLToPath(new URL('specs.ts', import.meta.url))],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile,
  logLevel: 'error',
  // The tests are imported for their effects, which the packages say they do not have.
  ignoreAnnotations: true,
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  external: ['jasmine-core', 'jasmine-core/*', 'node-fetch', 'onnxruntime-node'],
  plugins: [
    {
      // One TF.js: the tests import files of dist, the backends the package.
      name: 'one-core',
      setup(it) {
        it.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: core }));
        it.onResolve({ filter: /^@tensorflow\/tfjs-backend-cpu$/ }, () => ({ path: cpu }));
      },
    },
  ],
});

const jasmine = new Jasmine({ projectBaseDir: folder });
jasmine.loadConfig({ spec_dir: '.', spec_files: [outfile], random: false });
jasmine.exitOnCompletion = false;
jasmine.clearReporters();
const result = { passed: 0, failed: 0, skipped: 0, failures: {} };
jasmine.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (status === 'passed') result.passed++;
    else if (status !== 'failed') result.skipped++;
    else {
      result.failed++;
      result.failures[fullName] = failedExpectations[0]?.message ?? '';
    }
  },
});
console.log = () => {}; // debug mode's tests print
await jasmine.execute();
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
