import { linearProbe, type ProbeClip } from '@ssvaerr/metrics';

// Frozen features of one clip at a time, as they come out of an encoder; here arousal is their
// difference, valence half their sum.
async function* clips(from: number, to: number): AsyncGenerator<ProbeClip> {
  for (let i = from; i < to; i++) {
    const features = [Math.sin(i), Math.cos(i), Math.sin(2 * i), Math.cos(3 * i)]; // 2 frames
    const labels = [0, 1].flatMap((t) => {
      const [a, b] = features.slice(2 * t) as [number, number];
      return [a - b, (a + b) / 2];
    });
    yield { features, labels };
  }
}

const { arousal, valence } = await linearProbe({ train: clips(0, 20), test: clips(20, 30) });
console.log(arousal.ccc.toFixed(2), valence.ccc.toFixed(2), arousal.count); // 1.00 1.00 20
