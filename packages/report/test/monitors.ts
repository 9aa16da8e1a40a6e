/** Monitors of pretext methods as a trainer describes them. */
import type { Monitor } from '../src/report-data.ts';

type Monitors = Readonly<Record<string, Monitor>>;

export const byolMonitors: Monitors = {
  embeddingSpread: {
    title: 'Spread of the projections × √features',
    levels: [
      { at: 1, says: '1: all directions in use' },
      { at: 0, says: '0: collapse to one projection' },
    ],
  },
};

export const dinoMonitors = (prototypes: number): Monitors => ({
  loss: {
    title: 'Training loss',
    levels: [{ at: Math.log(prototypes), says: `ln ${prototypes}: collapse to uniform outputs` }],
  },
  teacherEntropy: {
    title: 'Entropy of the teacher outputs / ln K',
    levels: [{ at: 1, says: '1: collapse to uniform outputs' }, { at: 0 }],
  },
  prototypesInUse: {
    title: 'Entropy of the mean teacher output / ln K',
    levels: [
      { at: 1, says: '1: all prototypes in use' },
      { at: 0, says: '0: collapse to one prototype' },
    ],
  },
});

export const liraMonitors: Monitors = {
  l1: { title: 'L1 error on the audio of the clip', levels: [] },
  l1OfMean: { title: 'L1 error of the mean audio', levels: [] },
  l1OfOtherSound: { title: 'L1 error on the audio of another clip', levels: [] },
};
