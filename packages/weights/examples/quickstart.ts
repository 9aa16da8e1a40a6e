import * as weights from '@ssvaerr/weights';

// A lip reader's checkpoint. From a file written by torch.save it would be
// `weights.findStateDict(weights.readTorchCheckpoint(bytes))`: examples/torch-checkpoint.ts.
const kernel = weights.fromValues([2, 1, 5, 7, 7], new Float32Array(490).fill(0.1));
const counter = weights.fromValues([], BigInt64Array.of(7n));
const prefix = 'module.encoder.frontend.frontend3D';
const found = new Map([[`${prefix}.0.weight`, kernel]]).set(
  `${prefix}.1.num_batches_tracked`,
  counter,
);

// Renamed to this project's names, without counters, and compared with what a model needs.
const stateDict = weights.canonicalStateDict(found);
const needed = { 'frontend3D.0.weight': [2, 1, 5, 7, 7], 'gru.fc.bias': [42] };
const { matched, missing } = weights.matchStateDict(stateDict, needed);
console.log(matched, missing); // [ 'frontend3D.0.weight' ] [ 'gru.fc.bias' ]

// One weight in TF.js's layout, and all of them as a file: same weights, same bytes.
console.log(weights.fromTorchLayout('conv3d', kernel.shape, weights.toFloat32(kernel)).shape); // [ 5, 7, 7, 1, 2 ]
const file = weights.writeSafetensors(stateDict, new Map([['activation', 'relu']]));
console.log(weights.readSafetensors(file).metadata); // Map(1) { 'activation' => 'relu' }
