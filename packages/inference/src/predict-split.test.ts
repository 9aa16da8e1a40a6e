import { describe, expect, it } from 'vitest';
import { type Prediction, predictionCsv } from './predict-split.ts';

describe('predictionCsv', () => {
  it('has one row per frame, and empty columns where there is no label', () => {
    const csv = predictionCsv({
      clip: { fps: 25 } as Prediction['clip'],
      arousal: Float32Array.of(0.25, -1),
      valence: Float32Array.of(0.5, 0),
      labels: Float32Array.of(0.125, -0.5, 0, 0),
      mask: Float32Array.of(1, 0),
    });
    expect(csv).toBe(
      'frame,time,arousal,valence,arousal_label,valence_label\n' +
        '0,0.000,0.250000,0.500000,0.125000,-0.500000\n' +
        '1,0.040,-1.000000,0.000000,,\n',
    );
  });
});
