import { packages, rooms } from './import-graph.mjs';

const sources = (room) => `^packages/${room}/src/(?!.*[.]test[.]ts$)`;

export default {
  forbidden: [
    ...Object.entries(packages).map(([room, allowed]) => ({
      name: `${room}-imports-its-neighbours-only`,
      comment: `packages/${room} may import ${allowed.join(', ') || 'no other package'}.`,
      severity: 'error',
      from: { path: sources(room) },
      to: { path: '^packages/', pathNot: `^packages/(${[room, ...allowed].join('|')})/` },
    })),
    {
      name: 'every-package-is-in-the-graph',
      comment: 'Add the new package to import-graph.mjs, with what it may import.',
      severity: 'error',
      from: {},
      to: {
        path: '^packages/',
        pathNot: `^packages/(testing|${Object.keys(packages).join('|')})/`,
      },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `trainer-${room}-imports-its-neighbours-only`,
      comment: `The trainer's ${room}/ may import ${allowed.join(', ') || 'no other room'} (import-graph.mjs).`,
      severity: 'error',
      from: { path: `^apps/trainer/src/${room}/(?!.*[.]test[.]ts$)` },
      to: {
        path: '^apps/trainer/src/',
        pathNot: `^apps/trainer/src/(${[room, ...allowed].join('|')})/`,
      },
    })),
    {
      name: 'every-room-is-in-the-graph',
      comment: 'Add the new folder of the trainer to import-graph.mjs, with what it may import.',
      severity: 'error',
      from: {},
      to: { path: `^apps/trainer/src/(?!(${Object.keys(rooms).join('|')})/)[^/]+/` },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: '[.]test[.]ts$|^packages/testing/|[.]config[.]ts$',
      },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'libraries-run-in-browsers',
      comment:
        'Node built-ins belong into a `./node` entry (src/node) or into apps. backend-onnx is for Node ' +
        'alone: its engine is a native library; video runs ffmpeg, preprocess and ' +
        'inference read and write files.',
      severity: 'error',
      from: {
        path: '^packages/(?!testing/|backend-onnx/|inference/|preprocess/|video/)[^/]+/src/(?!.*[.]test[.]ts$)(?!node/)',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'libraries-take-tfjs-core-as-a-peer',
      comment:
        '`@tensorflow/tfjs` brings backends and gradients: tests, examples, apps and benches only. ' +
        'backend-onnx lends kernels from the cpu backend.',
      severity: 'error',
      from: {
        path: '^packages/(?!testing/|backend-onnx/)[^/]+/src/(?!.*[.]test[.]ts$)',
        pathNot: '^packages/backbone/src/layers.ts$', // an entry of its own, for an optional peer
      },
      to: { path: 'node_modules/@tensorflow/', pathNot: 'node_modules/@tensorflow/tfjs-core/' },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'Not in the dependencies or peers of the nearest package.json.',
      severity: 'error',
      from: { path: '^packages/(?!testing/)[^/]+/src/(?!.*[.]test[.]ts$)' },
      to: {
        pathNot: '^packages/', // its neighbours: lint-packages.mjs
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown', 'undetermined'],
        dependencyTypesNot: ['npm-peer'], // an optional peer counts as 'npm-no-pkg', too
      },
    },
    {
      name: 'by-name-not-by-path',
      comment: 'Another package is imported by its name.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(packages|apps)/[^/]+/(dist|out-tsc|bin|[.]bundle)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@ssvaerr/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
