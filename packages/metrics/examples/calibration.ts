// Corrects predictions that are too flat and too high, as a network's often are.
import { applyCalibration, describeCalibration, fitCalibration } from '@ssvaerr/metrics';

const truth = Array.from({ length: 40 }, (_, t) => Math.sin(t / 5));
const flat = truth.map((y) => y / 2 + 0.1);
const labels = truth.flatMap((y) => [y, y]); // (arousal, valence) of each frame

const calibration = fitCalibration([{ arousal: flat, valence: truth, labels }], ['scale', 'bias']);
console.log(describeCalibration(calibration)); // arousal: 2.000 * x - 0.200; valence: 1.000 * x + 0.000

const { arousal } = applyCalibration({ arousal: [0.1, 0.35], valence: [0, 0] }, calibration);
console.log(Array.from(arousal, (x) => x.toFixed(2)).join(' ')); // 0.00 0.50
