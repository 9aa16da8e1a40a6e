// Who may import whom, written once: the linter reads it (.dependency-cruiser.mjs), docs/architecture.md is drawn from
// it (npm run docs:graph), and tools/lint-packages.mjs sees that neither graph has a cycle and that the drawing is
// current. `a: ['b']` reads "a may import b".

/** The packages. Apps, tests and benches may import all of them. */
export const packages = {
  random: [],
  metrics: [],
  losses: [],
  optim: [],
  audio: [],
  weights: [],
  face: [],
  'backend-onnx': [],
  host: [],
  augment: ['random'],
  synthface: ['random'],
  backbone: ['random', 'weights'],
  data: ['random', 'host'],
  pretext: ['random'],
  'pretext-byol': ['losses', 'optim', 'pretext'],
  'pretext-dino': ['random', 'optim', 'pretext'],
  'pretext-lira': ['random', 'audio', 'pretext'],
  report: ['host', 'metrics'],
  video: ['host'],
  datasets: ['random', 'host', 'data', 'metrics'],
  preprocess: ['host', 'audio', 'data', 'datasets', 'face', 'report', 'synthface', 'video'],
  inference: [
    'host',
    'backbone',
    'backend-onnx',
    'data',
    'datasets',
    'face',
    'losses',
    'metrics',
    'preprocess',
    'report',
    'video',
    'weights',
  ],
};

/** The rooms of the trainer: the folders of apps/trainer/src. The files beside them may import all of them. */
export const rooms = {
  config: [],
  host: [],
  labels: ['host'],
  methods: ['config'],
  runs: ['config', 'host', 'methods'],
  export: ['host', 'runs'],
  tasks: ['config', 'host', 'methods', 'runs'],
  demo: ['config', 'host', 'methods', 'runs', 'tasks'],
  grid: ['config', 'host', 'runs', 'tasks'],
  commands: ['config', 'demo', 'export', 'grid', 'host', 'labels', 'methods', 'runs', 'tasks'],
};
