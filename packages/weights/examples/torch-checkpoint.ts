import { readFileSync } from 'node:fs';
import * as weights from '@ssvaerr/weights';

// A DINO checkpoint written by torch.save. In a browser: `await file.arrayBuffer()`.
const path = '../../../fixtures/golden/10_checkpoint_w1/dino.pth';
const checkpoint = weights.readTorchCheckpoint(readFileSync(new URL(path, import.meta.url)));

// Its state dict, without `module.backbone.` before the names and without counters.
const stateDict = weights.canonicalStateDict(weights.findStateDict(checkpoint));
const needed = { 'frontend3D.0.weight': [1, 1, 5, 7, 7], 'gru.fc.bias': [42] };
const { matched, missing } = weights.matchStateDict(stateDict, needed);
console.log(matched, missing); // [ 'frontend3D.0.weight' ] [ 'gru.fc.bias' ]

// One weight as TF.js takes it, and all of them as a file: same weights, same bytes.
const conv = stateDict.get('frontend3D.0.weight')!;
const kernel = weights.fromTorchLayout('conv3d', conv.shape, weights.toFloat32(conv));
console.log(kernel.shape, kernel.values.length); // [ 5, 7, 7, 1, 1 ] 245
const file = weights.writeSafetensors(stateDict, new Map([['activation', 'relu']]));
console.log(weights.readSafetensors(file).tensors.size); // 100
