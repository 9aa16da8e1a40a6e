import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nearest } from '@ssvaerr/host';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { configFlags, fieldsOfFlags } from './config-flags.ts';
import { presets } from './presets.ts';
import { readConfigFile, resolveConfig } from './resolve-config.ts';
import { trainConfig } from './train-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const resolved = (fields: Record<string, unknown>) =>
  resolveConfig(trainConfig, presets, [{ origin: 'c.yaml', fields }]);

describe('resolveConfig', () => {
  it('gives the paper where nothing is said', () => {
    expect(resolved({})).toEqual(presets.paper);
    expect(presets.paper).toMatchObject({ epochs: 10, batchSize: 5, segmentFrames: 200 });
    expect(presets.paper).toMatchObject({ weightDecay: 1e-4, learningRate: 3e-4, loss: 'ccc' });
  });

  it('lets a preset give the rest', () => {
    expect(resolved({ preset: 'reference' }).weightDecay).toBe(1e-2);
    expect(resolved({ preset: 'reference', weightDecay: 0 })).toEqual({
      ...presets.reference,
      weightDecay: 0,
    });
  });

  it('lets later sources win', () => {
    const sources = [1, 2].map((epochs) => ({ origin: 'x', fields: { epochs } }));
    expect(resolveConfig(trainConfig, presets, sources).epochs).toBe(2);
  });

  it.each(Object.entries(presets))('accepts what it gives: %s', (name, preset) => {
    expect(resolved({ ...preset })).toEqual(preset);
    expect(preset.preset).toBe(name);
  });

  it.each([
    [{ learningrate: 1 }, "unknown key 'learningrate'. Did you mean 'learningRate'?"],
    [{ foo: 1 }, "unknown key 'foo'."],
    [{ epochs: 0 }, "'epochs' must be >= 1, got 0."],
    [{ epochs: 1.5 }, "'epochs' must be an integer, got 1.5."],
    [{ epochs: '3' }, '\'epochs\' must be a number, got "3".'],
    [{ learningRate: 0 }, "'learningRate' must be > 0, got 0."],
    [{ learningRate: Number.NaN }, "'learningRate' must be a number, got null."],
    [{ preset: 'papre' }, '\'preset\' must be one of paper, reference, demo, got "papre".'],
    [{ clipNorm: -1 }, "'clipNorm' must be > 0, got -1."],
    [{ loss: 'cc' }, "'loss' must be a row of Table III ("],
    [{ loss: { arousal: { cccc: 1 }, valence: {} } }, "unknown key 'loss.arousal.cccc'."],
    [{ loss: { arousal: { ccc: 0 }, valence: {} } }, "'loss' must be a row of Table III ("],
  ])('refuses %j', (fields, message) => {
    expect(() => resolved(fields)).toThrow(`c.yaml: ${message}`);
  });
});

describe('readConfigFile', () => {
  const file = join(folder, 'c.yaml');

  it('reads YAML and JSON', async () => {
    writeFileSync(file, 'epochs: 3\nlearningRate: 1e-4\nclipNorm: null\n');
    const fields = { epochs: 3, learningRate: 1e-4, clipNorm: null };
    expect(await readConfigFile(file)).toEqual({ origin: file, fields });
    writeFileSync(file, JSON.stringify(fields));
    expect(await readConfigFile(file)).toEqual({ origin: file, fields });
  });

  it.each([
    ['- 1\n', "must hold fields, such as 'epochs: 10', got a list."],
    ['', "must hold fields, such as 'epochs: 10', got nothing."],
    ['a: [1', 'cannot be read as YAML or JSON: '],
  ])('refuses %j', async (text, message) => {
    writeFileSync(file, text);
    await expect(readConfigFile(file)).rejects.toThrow(`${file}: ${message}`);
  });

  it('says which file is not there', async () => {
    await expect(readConfigFile(join(folder, 'none.yaml'))).rejects.toThrow('none.yaml: cannot be');
  });
});

describe('flags', () => {
  it('has one for every field, and reads values as YAML does', () => {
    expect(Object.keys(configFlags(trainConfig))).toHaveLength(Object.keys(presets.paper).length);
    const args = { 'learning-rate': '1e-4', epochs: '3', loss: 'mse', 'clip-norm': 'null' };
    expect(fieldsOfFlags(trainConfig, args)).toEqual({
      origin: 'flags',
      fields: { learningRate: 1e-4, epochs: 3, loss: 'mse', clipNorm: null },
    });
  });
});

describe('nearest', () => {
  const words = ['epochs', 'learningRate', 'batchSize'];

  it('finds a word that one edit has changed, in either case', () => {
    const edited = fc.tuple(fc.constantFrom(...words), fc.nat(), fc.constantFrom('', 'q', 'qq'));
    fc.assert(
      fc.property(edited, ([word, at, put]) => {
        const i = at % word.length;
        expect(nearest(word.slice(0, i) + put + word.slice(i + 1), words)).toBe(word);
        expect(nearest(word.toUpperCase(), words)).toBe(word);
      }),
    );
  });

  it('does not guess', () => {
    expect(nearest('seed', words)).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});
