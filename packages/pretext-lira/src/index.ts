export { type AssertFeaturesOptions, assertFeatures } from './assert-features.ts';
export { type ConformerConfig, conformerPresets } from './conformer-config.ts';
export { Lira, type LiraBatch, type LiraClips, type LiraOptions } from './lira.ts';
export { maskedL1 } from './masked-l1.ts';
