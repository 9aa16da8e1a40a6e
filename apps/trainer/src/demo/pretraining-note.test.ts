import { describe, expect, it } from 'vitest';
import { methods } from '../methods/index.ts';
import type { DemoResults } from './demo-results.ts';
import { pretrainingNote } from './pretraining-note.ts';

type Results = DemoResults['scratch'];

const scores = (arousal: number, valence: number) =>
  ({ arousal: { ccc: arousal }, valence: { ccc: valence } }) as Results['validation'];
const run = (validation: Results['validation'], test?: Results['test']) =>
  ({ validation, ...(test && { test }) }) as Results;
const pretraining = {
  validation: { l1: 0.6, l1OfMean: 0.83 },
} as unknown as DemoResults['lira']['pretraining'];
const note = (scratch: Results, lira: object) =>
  pretrainingNote(methods.lira, { scratch, lira: lira as DemoResults['lira'] });

describe('pretrainingNote', () => {
  const [low, high] = [scores(0.5, 0.7), scores(0.62, 0.65)];

  it('says what changed on the test clips, up or down, in the same words', () => {
    const better = note(run(high, low), { ...run(low, high), pretraining });
    expect(better).toContain('to within 0.60 standard deviations (the mean of all audio: 0.83).');
    expect(better).toContain('changes test CCC: arousal 0.500 → 0.620, valence 0.700 → 0.650');
    expect(better).toContain('one seed');
    const worse = note(run(low, high), { ...run(high, low), pretraining });
    expect(worse).toBe(
      better.replace('0.500 → 0.620', '0.620 → 0.500').replace('0.700 → 0.650', '0.650 → 0.700'),
    );
  });

  it('leaves out what was not measured', () => {
    expect(note(run(low), { ...run(high), pretraining: {} })).toMatch(
      /^Starting from LiRA's encoder .* validation CCC: arousal/,
    );
  });
});
