import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dataset, formatDataset, parseDataset } from './index.ts';

const dataset: Dataset = {
  fps: 25,
  height: 96,
  width: 96,
  channels: 1,
  audio: { kind: 'log-mel', rate: 100, features: 80 },
  source: 'synthface 0.1, seed 7',
  licence: 'CC0',
  synthetic: true,
  splits: null,
  pixel: { mean: 0.4, std: 0.2 },
};
/** The message for an object with some fields changed; undefined: left out. */
const problem = (value: object, change: object) => {
  try {
    parseDataset(JSON.stringify({ ...value, ...change }));
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return 'none';
};

describe('dataset.json', () => {
  it('is written to be read, and comes back', () => {
    expect(formatDataset(dataset)).toMatchInlineSnapshot(`
      "{
        "format": "ssvaerr-clips",
        "version": 3,
        "labels": [
          "arousal",
          "valence"
        ],
        "fps": 25,
        "height": 96,
        "width": 96,
        "channels": 1,
        "source": "synthface 0.1, seed 7",
        "licence": "CC0",
        "synthetic": true,
        "splits": null,
        "audio": {
          "kind": "log-mel",
          "rate": 100,
          "features": 80
        },
        "pixel": {
          "mean": 0.4,
          "std": 0.2
        }
      }
      "
    `);
    expect(parseDataset(formatDataset(dataset))).toEqual(dataset);
    const bare = { ...dataset, audio: null, pixel: null };
    expect(parseDataset(formatDataset(bare))).toEqual(bare);
    const cut = { ...bare, margin: 1.3 };
    expect(parseDataset(formatDataset(cut))).toEqual(cut);
    const colored: Dataset = { ...cut, channels: 3, splits: 'AVEC 2019 partition' };
    expect(parseDataset(formatDataset(colored))).toEqual(colored);
  });

  const json = JSON.parse(formatDataset(dataset));
  it.each([
    [{ version: 4 }, "'version' must be one of 1, 2, 3, got 4"],
    [{ version: 4, shiny: true }, "'version' must be one of 1, 2, 3, got 4"],
    [{ version: undefined }, "'version' must be one of 1, 2, 3, got undefined"],
    [{ version: 2 }, "'channels' must be a known field"],
    [{ version: 2, channels: undefined }, "'splits' must be a known field"],
    [{ version: 1, channels: undefined }, "'synthetic' must be a known field"],
    [{ channels: undefined }, "'channels' must be one of 1, 3, got undefined"],
    [{ channels: 2 }, "'channels' must be one of 1, 3, got 2"],
    [{ channels: '3' }, "'channels' must be one of 1, 3, got '3'"],
    [{ channels: null }, "'channels' must be one of 1, 3, got null"],
    [{ splits: undefined }, "'splits' must be a string, or null, got undefined"],
    [{ splits: 7 }, "'splits' must be a string, or null, got 7"],
    [{ synthetic: undefined }, "'synthetic' must be one of true, false, null, got undefined"],
    [{ synthetic: 'yes' }, "'synthetic' must be one of true, false, null, got 'yes'"],
    [{ format: 'coco' }, "'format' must be ssvaerr-clips, got 'coco'"],
    [{ format: undefined }, "'format' must be ssvaerr-clips, got undefined"],
    [{ hieght: 96 }, "'hieght' must be a known field. Did you mean 'height'?"],
    [{ 'a\u001b[2J': 1 }, "'a\\u{1b}[2J' must be a known field."],
    [{ fps: 0 }, "'fps' must be a number > 0, got 0"],
    [{ fps: '25' }, "'fps' must be a number > 0, got '25'"],
    [{ fps: undefined }, "'fps' must be a number > 0, got undefined"],
    [{ height: 96.5 }, "'height' must be an integer >= 1, got 96.5"],
    [{ width: 0 }, "'width' must be an integer >= 1, got 0"],
    [{ labels: ['valence', 'arousal'] }, '\'labels\' must be ["arousal","valence"], got'],
    [{ source: null }, "'source' must be a string, got null"],
    [{ licence: 1 }, "'licence' must be a string, got 1"],
    [{ margin: 0 }, "'margin' must be a number > 0, got 0"],
    [{ margin: null }, "'margin' must be a number > 0, got null"],
    [{ audio: undefined }, "'audio' must be an object, or null, got undefined"],
    [{ audio: [] }, "'audio' must be an object, or null, got []"],
    [{ audio: { kind: 'a', rate: 0, features: 1 } }, "'audio.rate' must be a number > 0, got 0"],
    [{ audio: { kind: 'a', rate: 1, width: 1 } }, "'audio.width' must be a known field."],
    [{ audio: { kind: 'a', rate: 1 } }, "'audio.features' must be an integer >= 1, got undefined"],
    [{ audio: { rate: 1, features: 1 } }, "'audio.kind' must be a string, got undefined"],
    [{ pixel: 0.5 }, "'pixel' must be an object, or null, got 0.5"],
    [{ pixel: { mean: 127, std: 0 } }, "'pixel.mean' must be in [0, 1], got 127"],
    [{ pixel: { mean: 0.5, std: -0.1 } }, "'pixel.std' must be in [0, 1], got -0.1"],
  ])('refuses %j', (change, message) => {
    expect(problem(json, change)).toContain(`parseDataset: ${message}`);
  });

  it('refuses what is no object, or no JSON', () => {
    expect(() => parseDataset('[1]')).toThrow("parseDataset: 'json' must be an object, got [1].");
    expect(() => parseDataset('{"fps"')).toThrow(
      `parseDataset: 'json' must be JSON, got '{"fps"'.`,
    );
  });

  it('or any JSON is refused, and nothing worse happens', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(() => parseDataset(json)).toThrow(RangeError);
      }),
    );
  });

  it('of older versions is gray, of unknown splits, and in version 1 of unknown faces', () => {
    const known = fc.record({
      synthetic: fc.constantFrom(true, false, null),
      channels: fc.constantFrom(1 as const, 3 as const),
      splits: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(known, fc.option(fc.constant(1.3)), (is, margin) => {
        const third: Dataset = { ...dataset, ...(margin !== null && { margin }), ...is };
        expect(parseDataset(formatDataset(third))).toEqual(third);
        const { channels: _, splits: __, ...second } = JSON.parse(formatDataset(third));
        const older = { ...third, channels: 1, splits: null };
        expect(parseDataset(JSON.stringify({ ...second, version: 2 }))).toEqual(older);
        const { synthetic: ___, ...first } = second;
        const oldest = { ...older, synthetic: null };
        expect(parseDataset(JSON.stringify({ ...first, version: 1 }))).toEqual(oldest);
      }),
    );
  });

  it('of version 2, as a program wrote it', () => {
    const text = `{
  "format": "ssvaerr-clips",
  "version": 2,
  "labels": [
    "arousal",
    "valence"
  ],
  "fps": 25,
  "height": 96,
  "width": 96,
  "source": "synthface 0.1, seed 7",
  "licence": "CC0",
  "synthetic": true,
  "audio": {
    "kind": "log-mel",
    "rate": 100,
    "features": 80
  },
  "pixel": {
    "mean": 0.4,
    "std": 0.2
  }
}
`;
    expect(parseDataset(text)).toEqual(dataset);
  });

  it('is not written wrong', () => {
    for (const fps of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => formatDataset({ ...dataset, fps })).toThrow(
        `formatDataset: 'fps' must be a number > 0, got ${fps}.`,
      );
    }
  });
});
