import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { appendLine, partSuffix, syncFolder, writeFileAtomic } from './atomic-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** The first half of the next write fits; then the disk is full. */
async function fillDisk() {
  const file = await open(join(folder, 'probe'), 'w');
  const prototype = Object.getPrototypeOf(file) as FileHandle;
  await file.close();
  const { writeFile } = prototype;
  vi.spyOn(prototype, 'writeFile').mockImplementation(async function (this: FileHandle, data) {
    await writeFile.call(this, (data as string).slice(0, (data as string).length / 2));
    throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  });
}
const leftOver = () => readdirSync(folder).filter((name) => name.endsWith(partSuffix));

describe('writeFileAtomic', () => {
  it('makes the folders above, writes, and leaves nothing else', async () => {
    const file = join(folder, 'a', 'b', 'c.txt');
    await writeFileAtomic(file, 'one');
    await writeFileAtomic(file, Uint8Array.of(116, 119, 111));
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.txt']);
  });

  it('writes pieces one after the other', async () => {
    const file = join(folder, 'pieces');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array()), async (pieces) => {
        await writeFileAtomic(file, pieces);
        expect(readFileSync(file)).toEqual(Buffer.concat(pieces));
      }),
      { numRuns: 20 },
    );
  });

  it('leaves what was there when it cannot write', async () => {
    const inTheWay = join(folder, 'd');
    mkdirSync(join(inTheWay, 'full'), { recursive: true });
    await expect(writeFileAtomic(inTheWay, 'x')).rejects.toThrow(FileError);
    expect(existsSync(join(inTheWay, 'full'))).toBe(true);

    const file = join(folder, 'kept');
    await writeFileAtomic(file, 'old');
    await fillDisk();
    await expect(writeFileAtomic(file, 'new content')).rejects.toThrow(
      `${file}: cannot be written: the disk is full. Free some space`,
    );
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(leftOver()).toEqual([]);
  });

  it('names the file that is in the way of a folder', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(writeFileAtomic(join(file, 'x'), 'x')).rejects.toThrow(
      `${file}: already exists and is not a folder.`,
    );
  });
});

describe('appendLine', () => {
  it('adds lines to a file, which it makes', async () => {
    const file = join(folder, 'lines');
    for (const line of ['a', 'b']) await appendLine(file, line);
    expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
  });

  it('adds nothing on a full disk', async () => {
    const file = join(folder, 'full');
    await appendLine(file, 'a');
    await fillDisk();
    await expect(appendLine(file, 'long line')).rejects.toThrow('the disk is full');
    expect(readFileSync(file, 'utf8')).toBe('a\n');
  });

  it('names a file whose folder does not exist', async () => {
    const file = join(folder, 'none', 'lines');
    await expect(appendLine(file, 'a')).rejects.toThrow(`${file}: does not exist.`);
  });
});

describe('syncFolder', () => {
  it('takes a folder, and names one that does not exist', async () => {
    await syncFolder(folder);
    const none = join(folder, 'none');
    await expect(syncFolder(none)).rejects.toThrow(new FileError(none, 'does not exist.'));
  });
});
