export { type Engine, startEngine } from './host/engine.ts';
export { type EngineName, engineNames } from './host/engine-names.ts';
export { loadLandmarker } from './host/landmarker.ts';
