import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFileAtomic, writeJsonAtomic } from './atomic-file.ts';
import { UserError } from './user-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('makes the folders above, writes, and leaves nothing else', async () => {
    const file = join(folder, 'a', 'b', 'c.txt');
    await writeFileAtomic(file, 'one');
    await writeFileAtomic(file, Uint8Array.of(116, 119, 111));
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.txt']);
  });

  it('leaves what was there when it cannot write', async () => {
    const inTheWay = join(folder, 'd');
    mkdirSync(join(inTheWay, 'full'), { recursive: true });
    await expect(writeFileAtomic(inTheWay, 'x')).rejects.toThrow(UserError);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(join(inTheWay, 'full'))).toBe(true);
  });

  it('says which file and why', async () => {
    writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'x');
    await expect(writeFileAtomic(below, 'x')).rejects.toThrow(
      `${below}: cannot be written (a file is where a folder must be).`,
    );
  });
});

describe('writeJsonAtomic', () => {
  it('ends with a line break', async () => {
    const file = join(folder, 'x.json');
    await writeJsonAtomic(file, { a: Number.NaN });
    expect(readFileSync(file, 'utf8')).toBe('{\n  "a": null\n}\n');
  });
});
