import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@ssvaerr/host';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCommandLine } from '../commands/parse-command-line.ts';
import { train } from '../commands/train.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { trainCommand } from './command-line.ts';
import { planTrials } from './plan-trials.ts';
import { readSweepFile } from './sweep-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweep-file-'));
const file = join(folder, 's.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

async function plan(text: string) {
  writeFileSync(file, text);
  return planTrials('s.yaml', await readSweepFile(file));
}

describe('trials', () => {
  it('have the config of preset, base and values, and a content id', async () => {
    const { trials, duplicates } = await plan(`
search: grid
base: { preset: demo, epochs: 2 }
fields:
  learningRate: [1e-3, 0.001, 1e-2]
  loss: [ccc, { arousal: { ccc: 1 }, valence: { mse: 0.5 } }]
`);
    expect(duplicates).toBe(2);
    expect(trials.map(({ config }) => config)).toEqual(
      [1e-3, 1e-2].flatMap((learningRate) =>
        ['ccc', { arousal: { ccc: 1 }, valence: { mse: 0.5 } }].map((loss) => ({
          ...trainConfig.presets.demo,
          ...{ epochs: 2, learningRate, loss },
        })),
      ),
    );
    for (const { id } of trials) expect(id).toMatch(/^[0-9a-f]{10}$/);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(4);
    const json = '{"search":"grid","base":{"epochs":2,"preset":"demo","loss":"ccc"},"fields":{"learningRate":[0.01]}}'; // biome-ignore format: one line
    expect((await plan(json)).trials[0]!.id).toBe(trials[2]!.id); // whatever the file looks like
  });

  it('are trained again by their command line', async () => {
    const { trials } = await plan(
      `
search: grid
base: { seed: -3, clipNorm: 1 }
fields:
  preset: [paper, reference, demo]
  clipNormless: [1]
`.replace(
        / {2}clipNormless.*\n/,
        '  loss: [ccc, { arousal: { ccc: 1 }, valence: { mse: 0.5 } }]\n',
      ),
    );
    for (const { config } of trials) {
      const line = trainCommand(config, { data: "my store's", out: 'x', init: null });
      expect(line).toContain("--data 'my store'\\''s' --out x --preset");
      // As a shell would split it, where no value has two kinds of quotes.
      const words = line.replace(/--data \S+ \S+/, '--data s').match(/'[^']*'|\S+/g)!;
      const argv = words.slice(2).map((word) => word.replace(/^'|'$/g, ''));
      const { config: source, flags } = parseCommandLine(train, argv);
      expect(resolveConfig(trainConfig, [source])).toEqual(config);
      expect(flags).toMatchObject({ data: 's', out: 'x' });
    }
  });
});

describe('a bad sweep file is one line', () => {
  const fields = 'fields: { learningRate: [1e-3] }';
  it.each([
    ['- 1', "must hold fields, such as 'search: grid', got a list."],
    [fields, `'search' must be one of grid, random, got nothing.`],
    [`search: gird\n${fields}`, `'search' must be one of grid, random, got "gird".`],
    [`search: grid\nfeilds: {}\n${fields}`, "unknown key 'feilds'. Did you mean 'fields'?"],
    ['search: grid\nfields: {}', "'fields' must have at least one field, got {}."],
    ['search: grid\nfields: { width: [] }', "'fields.width' must have length >= 1, got []."],
    ['search: grid\nfields: { width: 8 }', "'fields.width' must be a list or be an object, got 8."],
    [`search: random\n${fields}`, "'trials' is missing: search random needs it."],
    [`search: random\ntrials: 0\n${fields}`, "'trials' must be >= 1, got 0."],
    [`search: grid\ntrials: 3\n${fields}`, "'trials' must be left out with search grid, got 3."],
    [`search: grid\nseed: 3\n${fields}`, "'seed' must be left out with search grid, got 3."],
    [
      'search: grid\nfields: { width: { from: 1, to: 2 } }',
      "'fields.width' must be a list of values with search grid; ranges need search random.",
    ],
    [
      `search: grid\nbase: { learningRate: 1 }\n${fields}`,
      "'learningRate' is in base and in fields. Leave it out of one of them.",
    ],
  ])('%j', async (text, message) => {
    await expect(plan(text)).rejects.toThrow(new UserError(`${file}: ${message}`));
  });

  const range = (text: string) => `search: random\ntrials: 3\nfields: { width: { ${text} } }`;
  it.each([
    ['from: 2, to: 2', "'fields.width.to' must be > from (2), got 2."],
    ['from: 0, to: 2, scale: log', "'fields.width.from' must be > 0 with scale log, got 0."],
    [
      'from: 1.5, to: 3, integer: true',
      "'fields.width.from' must be an integer with integer true, got 1.5.",
    ],
    ['from: 1', "'fields.width.to' must be a number, got nothing."],
    [
      'from: 1, to: 2, scale: cubic',
      '\'fields.width.scale\' must be one of linear, log, got "cubic".',
    ],
    ['from: 1, to: 2, step: 1', "unknown key 'fields.width.step'."],
  ])('range %s', async (text, message) => {
    await expect(plan(range(text))).rejects.toThrow(new UserError(`${file}: ${message}`));
  });

  it.each([
    [
      'search: grid\nfields: { learningrate: [1] }',
      "fields: unknown key 'learningrate'. Did you mean 'learningRate'?",
    ],
    [
      'search: grid\nbase: { epoch: 3 }\nfields: { width: [8] }',
      "base: unknown key 'epoch'. Did you mean 'epochs'?",
    ],
    [
      'search: grid\nbase: { epochs: 0 }\nfields: { width: [8] }',
      "base: 'epochs' must be >= 1, got 0.",
    ],
    [
      'search: grid\nfields: { width: [8, 16], learningRate: [1e-3, -1] }',
      "trial 2 of 4: 'learningRate' must be > 0, got -1.",
    ],
    [
      'search: random\ntrials: 9\nfields: { activation: { from: 1, to: 2 } }',
      /^s\.yaml: trial 1 of 9: 'activation' must be one of relu, prelu, swish, got 1\.\d+\.$/,
    ],
    [
      'search: grid\nbase: { folds: 3 }\nfields: { width: [8] }',
      "trial 1 of 1: 'folds' needs 'fold' in a sweep, because a trial is one run.",
    ],
    [
      `search: grid\nfields: { seed: [${Array.from({ length: 101 }).fill(1)}], width: [${Array.from({ length: 100 }).fill(1)}] }`,
      '10100 trials are more than the 10000 of a sweep. Use fewer values, or search random.',
    ],
  ])('%j', async (text, message) => {
    const error = typeof message === 'string' ? new UserError(`s.yaml: ${message}`) : message;
    await expect(plan(text)).rejects.toThrow(error);
  });
});
