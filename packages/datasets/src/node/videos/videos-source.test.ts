import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { LeftOut, Source, SourceItem } from '../../source.ts';
import { videosSource } from './videos-source.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'source-')));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A new folder with empty files of these names. */
function folderWith(names: Iterable<string>): string {
  const folder = join(root, `in${folders++}`);
  mkdirSync(folder);
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  return folder;
}

async function listed(source: Source) {
  const items: SourceItem[] = [];
  const left: LeftOut[] = [];
  for await (const item of source.items((out) => left.push(out))) items.push(item);
  return { items, left };
}

describe('videosSource', () => {
  it('lists each file of a folder with its subject and split', async () => {
    const folder = folderWith(['p2/b.mp4', 'p1/z.mov', 'p1/a.mp4', 'top.avi', 'store/x.npy']);
    symlinkSync('nothing', join(folder, 'dead.mp4'));
    const except = join(folder, 'store');
    const source = await videosSource(folder, {
      except,
      subject: 'folder',
      split: 'test',
      seed: 7,
    });
    expect(source).toMatchObject({
      name: `in${folders - 1}`,
      licence: 'not stated',
      settings: { input: folder, subject: 'folder', split: 'test', seed: 7 },
    });
    const { items, left } = await listed(source);
    expect(items).toEqual([
      { id: 'p1/a.mp4', subject: 'p1', split: 'test', video: join(folder, 'p1/a.mp4') },
      { id: 'p1/z.mov', subject: 'p1', split: 'test', video: join(folder, 'p1/z.mov') },
      { id: 'p2/b.mp4', subject: 'p2', split: 'test', video: join(folder, 'p2/b.mp4') },
      { id: 'top.avi', subject: source.name, split: 'test', video: join(folder, 'top.avi') },
    ]);
    expect(left).toEqual([
      { name: 'dead.mp4', reason: 'is a link to a file that does not exist.' },
    ]);
  });

  it('takes one file', async () => {
    const folder = folderWith(['talk.mp4', 'other.mp4']);
    const file = join(folder, 'talk.mp4');
    const source = await videosSource(file, { seed: 1, licence: 'CC0' });
    expect([source.name, source.licence, source.settings.input]).toEqual(['talk.mp4', 'CC0', file]);
    const { items } = await listed(source);
    expect(items).toEqual([{ id: 'talk.mp4', subject: 'talk', split: 'train', video: file }]);
    const byFolder = await videosSource(file, { subject: 'folder', seed: 1 });
    expect((await listed(byFolder)).items[0]!.subject).toBe(`in${folders - 1}`);
  });

  const part = fc.string({ unit: fc.constantFrom(...'aAbZé 0-_'), minLength: 1, maxLength: 4 });
  const name = fc.tuple(fc.constantFrom('', 'p1', 'p2/q'), part).map(([folder, file]) => {
    const plain = file.normalize('NFC').toLowerCase(); // some file systems know neither case nor form
    return `${folder}${folder && '/'}${plain}.mp4`;
  });
  const names = fc.uniqueArray(name, { maxLength: 8 });
  const how = fc.record({
    subject: fc.constantFrom('file' as const, 'folder' as const),
    split: fc.constantFrom('60/20/20', '50/0/50', 'validation'),
    seed: fc.maxSafeInteger(),
  });

  it('lists in the order of the names, and keeps subjects apart', async () => {
    await fc.assert(
      fc.asyncProperty(names, how, async (files, options) => {
        const folder = folderWith(files);
        const { items } = await listed(await videosSource(folder, options));
        expect(items.map(({ id }) => id)).toEqual([...files].sort());
        const splitOf = new Map(items.map(({ subject, split }) => [subject, split]));
        for (const { subject, split } of items) expect(split).toBe(splitOf.get(subject));
        if (options.subject === 'file') expect(splitOf.size).toBe(files.length);
      }),
      { numRuns: 40 },
    );
  });

  it('moves no file to another split because of other files', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, how, async (files, more, options) => {
        const folder = folderWith(files);
        const find = async () => (await listed(await videosSource(folder, options))).items;
        const before = await find();
        for (const name of more) {
          mkdirSync(dirname(join(folder, name)), { recursive: true });
          writeFileSync(join(folder, name), '');
        }
        expect(await find()).toEqual(expect.arrayContaining(before));
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what it cannot use', async () => {
    await expect(videosSource(join(root, 'none'), { seed: 1 })).rejects.toThrow(
      'none: does not exist or cannot be read.',
    );
    await expect(videosSource(root, { split: '80/20', seed: 1 })).rejects.toThrow(
      "drawnSplits: 'split' must be train, validation, test or percentages such as 80/10/10, got '80/20'.",
    );
    await expect(videosSource(root, { seed: 0.5 })).rejects.toThrow(
      "videosSource: 'seed' must be a safe integer, got 0.5.",
    );
  });
});
