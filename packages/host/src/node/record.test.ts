import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  formatRecord,
  parseJson,
  parseRecord,
  readRecord,
  readText,
  writeRecord,
} from './record.ts';

const folder = mkdtempSync(join(tmpdir(), 'record-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'a.json');

// Version 1 is not read; version 2 had seconds; version 3 had no unit in the name.
const timing = {
  format: 'timing',
  version: 4,
  schema: z.strictObject({ task: z.string(), milliseconds: z.number().nullable() }),
  migrate: {
    2: ({ seconds, ...rest }: Record<string, unknown>) => ({
      ...rest,
      time: (seconds as number) * 1000,
    }),
    3: ({ time, ...rest }: Record<string, unknown>) => ({ ...rest, milliseconds: time }),
  },
};
const content = fc.record({ task: fc.string(), milliseconds: fc.option(fc.integer()) });

describe('a record', () => {
  it('comes back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(content, fc.nat(3), async (written, indent) => {
        await writeRecord(file, timing, written);
        expect(await readRecord(file, timing)).toEqual(written);
        expect(parseRecord(timing, 'x', formatRecord(timing, written, indent))).toEqual(written);
      }),
      { numRuns: 30 },
    );
  });

  it('says what it is, and ends with a line break', () => {
    const written = { task: 'a', milliseconds: 1 };
    expect(formatRecord(timing, written, 0)).toBe(
      '{"format":"timing","version":4,"task":"a","milliseconds":1}\n',
    );
    expect(formatRecord(timing, written)).toContain('\n  "task": "a",\n');
  });

  it('has null for NaN', async () => {
    await writeRecord(file, timing, { task: 'a', milliseconds: Number.NaN });
    expect(await readRecord(file, timing)).toEqual({ task: 'a', milliseconds: null });
  });

  it('of an older version is that of the newest', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (task, seconds) => {
        const milliseconds = 1000 * seconds;
        const parsed = [
          { format: 'timing', version: 2, task, seconds },
          { formatVersion: 3, task, time: milliseconds }, // as files said it once
          { format: 'timing', version: 4, task, milliseconds },
        ].map((old) => parseRecord(timing, 'x', JSON.stringify(old)));
        expect(parsed).toEqual([0, 1, 2].map(() => ({ task, milliseconds })));
      }),
    );
  });

  it('without format and version has version 1', () => {
    const first = { ...timing, version: 1, migrate: {} };
    expect(parseRecord(first, 'x', '{"task":"a","milliseconds":1}').task).toBe('a');
    expect(() => parseRecord(timing, 'x', '{"task":"a"}')).toThrow('has version 1;');
  });

  const good = { format: 'timing', version: 4, task: 'a', milliseconds: 1 };
  it.each<[string, unknown, RegExp]>([
    ['another format', { ...good, format: 'note' }, /format "note", not timing/],
    ['a newer version', { ...good, version: 5 }, /version 5; .* 2 to 4\. Update the program\.$/],
    ['a version too old', { ...good, version: 1 }, /version 1; .* 2 to 4\.$/],
    ['half a version', { ...good, version: 2.5 }, /version 2\.5; /],
    ['a version in words', { ...good, version: '4' }, /version "4"; /],
    ['a missing field', { ...good, milliseconds: undefined }, /'milliseconds' must .* nothing\.$/],
    ['a wrong field', { ...good, task: 1 }, /'task' must be a string, got 1\.$/],
    ['an unknown key', { ...good, taks: 1 }, /unknown key 'taks'\. Did you mean 'task'\?$/],
    ['a list', [good], /must hold a JSON object\.$/],
    ['null', null, /must hold a JSON object\.$/],
  ])('refuses %s, in one line that begins with the file', async (_, value, what) => {
    writeFileSync(file, JSON.stringify(value));
    const error = await readRecord(file, timing).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).file).toBe(file);
    expect((error as FileError).what).toMatch(what);
    expect((error as FileError).message).not.toContain('\n');
  });

  it('that a migration cannot take is damaged, not a bug', () => {
    const deep = {
      ...timing,
      migrate: { 3: (old: Record<string, unknown>) => (old.task as { name: string }).name.trim() },
    };
    expect(() => parseRecord(deep, 'a.json', '{"version":3,"task":{}}')).toThrow(
      /^a\.json: is damaged: it does not hold what version 3 must \(.*\)\.$/,
    );
  });

  it('is not read past a migration that is missing', () => {
    const gap = { ...timing, migrate: { 1: () => ({}), 3: timing.migrate[3] } };
    expect(() => parseRecord(gap, 'x', '{"version":1}')).toThrow('versions 3 to 4');
  });
});

describe('parseJson and readText', () => {
  it('name the file in one line', async () => {
    const text = '{\n  "a": 1,\n  b\n}';
    expect(() => parseJson('a.json', text)).toThrow(/^a\.json: is not JSON \(.*\)\.$/);
    expect(parseJson('a.json', '[1]')).toEqual([1]);
    const none = join(folder, 'none');
    await expect(readText(none)).rejects.toThrow(`${none}: does not exist.`);
    await expect(readText(folder)).rejects.toThrow(`${folder}: is a folder, not a file.`);
  });
});
