import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findVideos } from './find-videos.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'find-')));
afterAll(() => rmSync(root, { recursive: true }));
const at = (...names: string[]) => join(root, ...names);

it('lists every file below a folder, and follows links inside it only', async () => {
  for (const folder of ['in/b/c', 'in/.git', 'in/store', 'elsewhere', 'in-2']) {
    mkdirSync(at(folder), { recursive: true });
  }
  for (const file of [
    'in/z.mp4',
    'in/b/c/a',
    'in/.git/x',
    'in/.hidden.mp4',
    'in/store/x.npy',
    'elsewhere/e.mp4',
  ]) {
    writeFileSync(at(file), '');
  }
  symlinkSync('../z.mp4', at('in/b/link.mp4'));
  symlinkSync('../elsewhere/e.mp4', at('in/out.mp4'));
  writeFileSync(at('in-2/e.mp4'), '');
  symlinkSync('../in-2/e.mp4', at('in/beside.mp4')); // its name begins as the folder's
  symlinkSync('../elsewhere', at('in/folder'));
  symlinkSync('..', at('in/b/loop'));
  symlinkSync('nothing', at('in/dead.mp4'));
  const found = await findVideos(at('in'), at('in/store'));
  expect(found.root).toBe(at('in'));
  expect(found.files.map(({ name }) => name)).toEqual(['b/c/a', 'b/link.mp4', 'z.mp4']);
  expect(found.files[0]!.path).toBe(at('in', 'b', 'c', 'a'));
  expect(found.skipped.map(({ name, reason }) => `${name} ${reason}`).sort()).toEqual([
    'b/loop is a link to a folder.',
    'beside.mp4 is a link to a file outside the folder.',
    'dead.mp4 is a link to a file that does not exist.',
    'folder is a link to a folder.',
    'out.mp4 is a link to a file outside the folder.',
  ]);
});

it('takes one file, wherever a link to it lies', async () => {
  const { files } = await findVideos(at('in/out.mp4'), at('in/store'));
  expect(files).toEqual([{ path: at('elsewhere/e.mp4'), name: 'e.mp4' }]);
  await expect(findVideos(at('none'), at('s'))).rejects.toThrow(
    'none: does not exist or cannot be read.',
  );
});
