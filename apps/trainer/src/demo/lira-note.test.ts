import type { PretrainResults, Results, SplitScores } from '@ssvaerr/report';
import { describe, expect, it } from 'vitest';
import { liraNote } from './lira-note.ts';

const scores = (arousal: number, valence: number) =>
  ({ arousal: { ccc: arousal }, valence: { ccc: valence } }) as SplitScores;
const run = (validation: SplitScores, test?: SplitScores) =>
  ({ validation, ...(test && { test }) }) as Results;
const pretraining = { validation: { l1: 0.6, l1OfMean: 0.83 } } as unknown as PretrainResults;

describe('liraNote', () => {
  const [low, high] = [scores(0.5, 0.7), scores(0.62, 0.65)];

  it('says what changed on the test clips, up or down, in the same words', () => {
    const note = liraNote(run(high, low), { ...run(low, high), pretraining });
    expect(note).toBe(
      'LiRA predicts the sound of people it has not seen to within 0.60 standard deviations (the mean of all sound: 0.83). ' +
        'Begun with the encoder of LiRA instead of from scratch, the same training takes the test CCC of arousal from 0.500 to 0.620 (+0.120) and of valence from 0.700 to 0.650 (−0.050). ' +
        'One seed: another may say otherwise.',
    );
    const worse = liraNote(run(low, high), { ...run(high, low), pretraining });
    expect(worse).toBe(
      note
        .replace('0.500 to 0.620 (+0.120)', '0.620 to 0.500 (−0.120)')
        .replace('0.700 to 0.650 (−0.050)', '0.650 to 0.700 (+0.050)'),
    );
  });

  it('leaves out what was not measured', () => {
    const note = liraNote(run(low), { ...run(high), pretraining: {} as PretrainResults });
    expect(note).toMatch(
      /^Begun with the encoder of LiRA instead of from scratch, .* the validation CCC of arousal/,
    );
  });
});
