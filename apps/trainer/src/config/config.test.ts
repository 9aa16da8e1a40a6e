import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { asFlags } from '../../test/as-flags.ts';
import { methods } from '../methods/index.ts';
import { fieldsOfFlags, flagName } from './config-flags.ts';
import { readConfigFile, resolveConfig } from './resolve-config.ts';
import { trainConfig } from './train-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { presets } = trainConfig;
const file = (fields: Record<string, unknown>) => ({ origin: 'c.yaml', fields });
const flags = (fields: Record<string, unknown>) => ({
  ...{ origin: 'train', fields },
  nameOf: (field: string) => `--${flagName(field)}`,
});
const resolved = (fields: Record<string, unknown>) => resolveConfig(trainConfig, [file(fields)]);

describe('resolveConfig', () => {
  it('gives the paper where nothing is said', () => {
    expect(resolved({})).toEqual(presets.paper);
    expect(presets.paper).toMatchObject({ epochs: 10, batchSize: 5, segmentFrames: 200 });
    expect(presets.paper).toMatchObject({ weightDecay: 1e-4, learningRate: 3e-4, loss: 'ccc' });
  });

  it('takes what is not set from a preset', () => {
    expect(resolved({ preset: 'reference' }).weightDecay).toBe(1e-2);
    expect(resolved({ preset: 'reference', weightDecay: 0 })).toEqual({
      ...presets.reference,
      weightDecay: 0,
    });
  });

  it('lets later sources win', () => {
    const sources = [file({ epochs: 1, seed: 3 }), flags({ epochs: 2 })];
    expect(resolveConfig(trainConfig, sources)).toMatchObject({ epochs: 2, seed: 3 });
  });

  const all = { train: trainConfig, ...methods };
  const everyPreset = Object.entries(all).flatMap(([name, configurable]) =>
    Object.entries<{ preset: string }>(configurable.presets).map(
      ([preset, config]) => [name, preset, configurable, config] as const,
    ),
  );
  it.each(everyPreset)('accepts what it gives: %s, %s', (_, preset, configurable, config) => {
    expect(config.preset).toBe(preset);
    expect(resolveConfig(configurable, [file({ preset })])).toEqual(config);
    expect(configurable.schema.safeParse(config).error).toBeUndefined();
  });

  it.each([
    [{ learningrate: 1 }, "unknown key 'learningrate'. Did you mean 'learningRate'?"],
    [{ foo: 1 }, "unknown key 'foo'."],
    [{ epochs: 0 }, "'epochs' must be >= 1, got 0."],
    [{ epochs: 1.5 }, "'epochs' must be an integer, got 1.5."],
    [{ epochs: '3' }, '\'epochs\' must be a number, got "3".'],
    [{ learningRate: 0 }, "'learningRate' must be > 0, got 0."],
    [{ learningRate: Number.NaN }, "'learningRate' must be a number, got NaN."],
    [
      { preset: 'papre' },
      '\'preset\' must be one of paper, reference, sewa, sewa-reference, recola, recola-reference, demo, got "papre".',
    ],
    [{ fold: 2 }, "'fold' must be left out without folds, got 2."],
    [{ folds: 5, fold: 6 }, "'fold' must be at most the number of folds, 5, got 6."],
    [{ folds: 2 }, "'folds' must be >= 3, got 2."],
    [{ labelDelay: -1 }, "'labelDelay' must be >= 0, got -1."],
    [{ cropShare: 0 }, "'cropShare' must be above 0, got 0."],
    [{ clipNorm: -1 }, "'clipNorm' must be > 0, got -1."],
    [{ loss: 'cc' }, "'loss' must be one of ccc, mse,"],
    [{ loss: { arousal: { cccc: 1 }, valence: {} } }, "unknown key 'loss.arousal.cccc'."],
    [{ loss: { arousal: { ccc: 0 }, valence: {} } }, "'loss' must have a term with a weight > 0"],
  ])('names the file and the key of %j', (fields, message) => {
    expect(() => resolved(fields)).toThrow(`c.yaml: ${message}`);
  });

  it('names the flag', () => {
    const resolve = () =>
      resolveConfig(trainConfig, [file({ epochs: 2 }), flags({ batchSize: 0 })]);
    expect(resolve).toThrow('train: --batch-size must be >= 1, got 0.');
  });

  describe('where fields do not go together', () => {
    const { dino } = methods;
    const clips = { withinClips: true, segmentsPerClip: 3 };

    it('names the source that set the field', () => {
      const wrong = [file({ batchSize: 10 }), flags(clips)];
      expect(() => resolveConfig(dino, wrong)).toThrow(
        "c.yaml: 'batchSize' must be a multiple of 'segmentsPerClip' (3) with 'withinClips', got 10.",
      );
      expect(() => resolveConfig(dino, wrong.toReversed())).toThrow("c.yaml: 'batchSize' must be");
      expect(() => resolveConfig(dino, [file(clips), flags({ batchSize: 10 })])).toThrow(
        'train: --batch-size must be a multiple',
      );
    });

    it('names the preset that gives it, and where it can be set', () => {
      expect(() => resolveConfig(dino, [flags(clips)])).toThrow(
        /^train: --batch-size must be a multiple .* got 256 from preset paper[.]$/,
      );
    });
  });
});

describe('readConfigFile', () => {
  const path = join(folder, 'c.yaml');

  it('reads YAML and JSON', async () => {
    writeFileSync(path, 'epochs: 3\nlearningRate: 1e-4\nclipNorm: null\n');
    const fields = { epochs: 3, learningRate: 1e-4, clipNorm: null };
    expect(await readConfigFile(path)).toEqual({ origin: path, fields });
    writeFileSync(path, JSON.stringify(fields));
    expect(await readConfigFile(path)).toEqual({ origin: path, fields });
  });

  it.each([
    ['- 1\n', "must hold fields, such as 'epochs: 10', got a list."],
    ['', "must hold fields, such as 'epochs: 10', got nothing."],
    ['a: [1', 'cannot be read as YAML or JSON: '],
  ])('refuses %j', async (text, message) => {
    writeFileSync(path, text);
    await expect(readConfigFile(path)).rejects.toThrow(`${path}: ${message}`);
  });

  it('says which file is missing', async () => {
    await expect(readConfigFile(join(folder, 'none.yaml'))).rejects.toThrow('none.yaml: cannot be');
  });
});

describe('flags', () => {
  it('read values as YAML does', () => {
    const values = { 'learning-rate': '1e-4', epochs: '3', loss: 'mse', 'clip-norm': 'null' };
    const source = fieldsOfFlags('train', Object.keys(trainConfig.fields.shape), values);
    expect(source.fields).toEqual({ learningRate: 1e-4, epochs: 3, loss: 'mse', clipNorm: null });
    expect(source.nameOf!('clipNorm')).toBe('--clip-norm');
  });

  it('refuse what is not YAML, in one line', () => {
    const read = () => fieldsOfFlags('train', ['loss'], { loss: '{a: [1' });
    expect(read).toThrow(/^train: --loss cannot be read as YAML[.] [^\n]+[.]$/);
  });

  it('survive being written and read again, whatever the config', () => {
    for (const { fields } of [trainConfig, ...Object.values(methods)]) {
      const names = Object.keys(fields.shape);
      fc.assert(
        fc.property(configOf(fields), (config) => {
          const written = asFlags(config);
          const values: Record<string, string> = {};
          for (let i = 0; i < written.length; i += 2)
            values[written[i]!.slice(2)] = written[i + 1]!;
          expect(fieldsOfFlags('x', names, values).fields).toEqual(config);
          expect(fields.safeParse(config).success).toBe(true);
        }),
        { numRuns: 50 },
      );
    }
  });
});

/** Any config with these fields, whatever the rules between them. */
const configOf = ({ shape }: z.ZodObject): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(shape).map(([field, schema]) => {
        const fits = (value: unknown) => z.safeParse(schema, value).success;
        return [field, anyValue(schema as z.ZodType).filter(fits)];
      }),
    ),
  );

function anyValue(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodNullable) {
    return fc.option(anyValue(schema.unwrap() as z.ZodType), { nil: null });
  }
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodUnion) {
    return fc.oneof(...schema.options.map((option) => anyValue(option as z.ZodType)));
  }
  if (schema instanceof z.ZodOptional) {
    return fc.option(anyValue(schema.unwrap() as z.ZodType), { nil: 1 });
  }
  if (schema instanceof z.ZodObject) {
    const keys = Object.entries(schema.shape);
    return fc.record(Object.fromEntries(keys.map(([key, v]) => [key, anyValue(v as z.ZodType)])));
  }
  if (schema instanceof z.ZodTuple) {
    return fc
      .tuple(fc.double({ min: 0.01, max: 1 }), fc.double({ min: 0.01, max: 1 }))
      .map((pair) => pair.toSorted((a, b) => a - b));
  }
  // Doubles of every size are written with exponents, which YAML must read.
  return fc.oneof(fc.integer({ min: -100, max: 5000 }), fc.double({ min: 1e-12, max: 0.99 }));
}
