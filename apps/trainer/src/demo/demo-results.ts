import * as z from 'zod';
import { pretrainFormats, trainResultsFormat } from '../runs/run-formats.ts';
import { seconds, splitScores } from '../runs/score-schemas.ts';

const results = trainResultsFormat.schema;

const demoResults = z.strictObject({
  ...results.shape,
  /** The training that is better on the validation clips; its results are above. */
  run: z.enum(['scratch', 'from-lira']),
  scratch: results,
  /** The same training, started from the encoder that LiRA pre-trained. */
  lira: results.extend({ pretraining: pretrainFormats().results.schema }),
  /** `ridge`: regression on 24 x 24 pixels; `mean`: the training labels' mean. Both on the test split. */
  baselines: z.record(z.string(), splitScores),
  /** Duration of each stage. */
  stages: z.array(z.strictObject({ name: z.string(), seconds })),
});

/** `results.json` of a demo. */
export type DemoResults = z.infer<typeof demoResults>;

const upgraded = (content: Record<string, unknown>) =>
  trainResultsFormat.migrate[1]!(content) as Record<string, unknown>;

export const demoFormat = {
  format: 'ssvaerr-demo',
  version: 2,
  schema: demoResults,
  migrate: {
    1: ({ scratch, lira, ...content }: Record<string, unknown>) => {
      const part = (results: unknown) => {
        const { formatVersion: _, ...fields } = upgraded(results as Record<string, unknown>);
        return fields;
      };
      const { pretraining, ...fromLira } = part(lira) as { pretraining: Record<string, unknown> };
      const { formatVersion: _, ...before } = pretraining;
      return {
        ...upgraded(content),
        scratch: part(scratch),
        lira: { ...fromLira, pretraining: before },
      };
    },
  },
};
