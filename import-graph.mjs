// Who may import whom, written once: the linter reads it (.dependency-cruiser.mjs), and docs/architecture.md is drawn
// from it (npm run docs:graph). `a: ['b']` reads "a may import b". Neither graph has a cycle (tools/lint-packages.mjs).

/** The packages. Apps, tests and benches may import all of them. */
export const packages = {
  random: [],
  metrics: [],
  optim: [],
  losses: [],
  audio: [],
  weights: [],
  face: [],
  'backend-onnx': [],
  host: [],
  augment: ['random'],
  synthface: ['random'],
  data: ['random', 'host'],
  backbone: ['random', 'weights'],
  pretext: ['random'],
  'pretext-lira': ['random', 'pretext', 'audio'],
  'pretext-byol': ['losses', 'optim', 'pretext'],
  'pretext-dino': ['random', 'optim', 'pretext'],
  video: ['host'],
  report: ['host', 'metrics'],
  datasets: ['host', 'random', 'data'],
  preprocess: ['host', 'audio', 'data', 'datasets', 'face', 'report', 'video'],
};

/** The rooms of the trainer: folders of apps/trainer/src. What lies beside them may import all of them. */
export const rooms = {
  networks: ['config'],
  host: [],
};
