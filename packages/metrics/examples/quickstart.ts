import { ConcordanceMetric, RecordingMetric } from '@ssvaerr/metrics';

// Any number of outputs, chunk by chunk: here (arousal, valence), two frames and one masked frame.
const metric = new ConcordanceMetric({ outputs: 2 });
metric.update([0.1, -0.2, 0.4, 0.3], [0.2, -0.1, 0.5, 0.2]);
metric.update([0.9, 0.9], [Number.NaN, 0.1], [0]);
const ccc = metric.compute().map((output) => output.ccc.toFixed(3));
console.log(ccc.join(' ')); // 0.818 0.882

// Arousal and valence of whole recordings: all frames together, and each recording by itself.
const split = new RecordingMetric();
split.update({ arousal: [0.1, 0.4], valence: [-0.2, 0.3], labels: [0.2, -0.1, 0.5, 0.2] });
split.update({ arousal: [0.5, 0.1], valence: [0.1, 0.3], labels: [0.7, 0.2, 0.1, 0.2] });
const scores = split.compute();
console.log(scores.arousal.ccc.toFixed(3), scores.arousal.meanVideoCcc.toFixed(3)); // 0.848 0.838
console.log(split.recordings.map((one) => one.arousal.ccc.toFixed(3)).join(' ')); // 0.818 0.857
