import { describeDataSet, synthesiseClip } from '@ssvaerr/synthface';

// 200 clips of 100 people, none of whom is in two splits. Nothing is rendered yet.
const set = describeDataSet({ seed: 1, clips: 200, frames: 50, fps: 25, size: 96 });
const [first] = set;
console.log(set.length, first?.id, first?.split); // 200 s0000-c0 train

// One clip: gray frames [50, 96, 96], labels (arousal, valence) [50, 2], audio at 16 kHz.
const { frames, labels, audio, truth } = synthesiseClip(first!);
console.log(frames.length / (96 * 96), labels.length, audio.length); // 50 100 32000

// Arousal of the first frame: as five raters annotated it, and the truth.
console.log(labels[0]?.toFixed(2), truth.arousal[0]?.toFixed(2)); // -0.80 -0.64
