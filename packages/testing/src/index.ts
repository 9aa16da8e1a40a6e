export { damagedText, finite, sixtyFourths, sixtyFourthsArray } from './arbitraries.ts';
export { itIsAnAugmentation, noiseClip } from './augmentation.ts';
export { chromium, resultOfPage } from './chromium.ts';
export { finiteDifferenceGradient } from './finite-difference.ts';
export { type Golden, type GoldenTensor, golden, hasGolden, needsGolden } from './golden.ts';
export { needsLabelExamples } from './label-examples.ts';
export { expectNoLeak } from './leaks.ts';
export { media, needsMedia } from './media.ts';
export { OddVideos } from './odd-videos.ts';
export { itIsAPretextMethod, type PretextMethodOptions } from './pretext-method.ts';
export { itMatchesItsReadme } from './readme.ts';
export { listed, temporaryTrees } from './temporary-trees.ts';
export { TinyEncoder } from './tiny-encoder.ts';
// The type of the matcher reaches a package's tests through this line.
export type { Tolerance } from './to-be-allclose.ts';
