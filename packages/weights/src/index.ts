export { CheckpointError } from './checkpoint-error.ts';
export { type CheckpointValue, isStoredTensor, type Named } from './checkpoint-value.ts';
export { fromTorchLayout, type LayerKind, permute, type Shaped, toTorchLayout } from './layout.ts';
export {
  formatStateDictMatch,
  matchStateDict,
  type ShapeMismatch,
  type StateDictMatch,
} from './match-state-dict.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
export { canonicalStateDict, type FindStateDictOptions, findStateDict } from './state-dict.ts';
export {
  type DType,
  fromValues,
  type StoredTensor,
  toFloat32,
  toValues,
  type Values,
} from './stored-tensor.ts';
export { readTorchCheckpoint } from './torch-checkpoint.ts';
