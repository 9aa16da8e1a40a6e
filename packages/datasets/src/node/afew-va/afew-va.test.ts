import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { expect, it } from 'vitest';
import { afewVa } from './afew-va.ts';

const tree = temporaryTrees();
const points = JSON.stringify(Array.from({ length: 68 }, (_, i) => [i, 2 * i]));
const json = (actor: string, frame = `"landmarks": ${points}, `) => `{
 "actor": "${actor}",
 "frames": {
  "00000": {"arousal": 5.0, ${frame}"valence": -10.0},
  "00001": {"arousal": null, ${frame}"valence": 1.0}
 },
 "video_id": "movie"
}`;
const clip = (name: string, actor: string) => {
  const number = name.split('/').at(-1);
  return {
    [`${name}/${number}.json`]: json(actor),
    [`${name}/00000.png`]: '',
    [`${name}/00001.png`]: '',
  };
};

it('lists the clips of the release with their actor', async () => {
  const root = tree({
    ...clip('01/001', 'Jane Doe'),
    ...clip('01/002', 'Ann'),
    ...clip('12/600', 'Jane Doe'),
  });
  const source = await afewVa.open(root);
  expect(source).toMatchObject({
    name: 'afew-va',
    splitOrigin: 'ours (80/10/10, seed 1)',
    settings: { input: root, layout: 'release', videos: null, split: '80/10/10', seed: 1 },
  });
  const { items, left } = await listed(source);
  expect(left).toEqual([]);
  expect(items.map(({ id, subject }) => `${id} ${subject}`)).toEqual([
    '01/001 Jane Doe',
    '01/002 Ann',
    '12/600 Jane Doe',
  ]);
  expect(items[0]!.split).toBe(items[2]!.split);
  expect(items[0]!.pictures!.fps).toBe(25);
  expect(await items[0]!.pictures!.list()).toEqual([
    { frame: 0, path: join(root, '01/001/00000.png') },
    { frame: 1, path: join(root, '01/001/00001.png') },
  ]);
  expect(await items[0]!.labels!({ fps: 25, seconds: null })).toMatchObject({
    times: Float64Array.of(0, 0.04),
    arousal: Float64Array.of(0.5, Number.NaN),
    valence: Float64Array.of(-1, 0.1),
    byFrame: true,
    origin: '001.json',
  });
  const landmarks = await items[0]!.landmarks!();
  expect(landmarks.frames).toBe(2);
  expect(Array.from(landmarks.points.subarray(0, 6))).toEqual([0, 0, 1, 2, 2, 4]);
});

it('keeps the clips of an actor in one split', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `0${1 + (i % 3)}/${100 + i}`);
  const root = tree(Object.assign({}, ...names.map((name, i) => clip(name, `actor ${i % 12}`))));
  const { items } = await listed(await afewVa.open(root, { split: '40/30/30', seed: 2 }));
  expect(items.length).toBe(60);
  const splits = new Map(items.map(({ subject, split }) => [subject, split]));
  expect(new Set(splits.values()).size).toBe(3);
  for (const { subject, split } of items) expect(split).toBe(splits.get(subject));
});

it('lists folders of clips without outer folders, and clips without landmarks', async () => {
  const root = tree({ '001/001.json': json('Ann', ''), '001/00000.png': '' });
  const source = await afewVa.open(root, { split: 'test' });
  expect(source.settings).toMatchObject({ layout: 'clips', split: 'test' });
  const { items } = await listed(source);
  expect(items).toMatchObject([{ id: '001', subject: 'Ann', split: 'test' }]);
  expect(items[0]!.landmarks).toBeUndefined();
});

it('says what it leaves out, and goes on', async () => {
  const root = tree({
    ...clip('01/001', 'Ann'),
    ...clip('02/001', 'Ben'),
    '01/001/Thumbs.db': '',
    '01/001/.DS_Store': '',
    '01/002/00000.png': '',
    '01/003/003.json': json('Ann'),
    '01/004/004.json': '{}',
    '01/004/00000.png': '',
    '01/005/005.json': json(''),
    '01/005/00000.png': '',
    '01/notes/a.txt': '',
    'readme.txt': '',
  });
  const { items, left } = await listed(await afewVa.open(root));
  expect(items.map(({ id }) => id)).toEqual(['01/001']);
  const path = join(root, '01/004/004.json');
  expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    'readme.txt is not in the folder of a clip.',
    '01/001/.DS_Store is hidden: its name begins with a dot.',
    '01/001/Thumbs.db is neither a picture nor the label file of its folder.',
    '01/002 has no label file 002.json.',
    '01/003 has no pictures.',
    `01/004 is left out: ${path}: 'frames' must be an object, got nothing.`,
    '01/005 names no actor, so that it cannot be given a split.',
    '01/notes does not have the name of a clip.',
    '02/001 is left out, because 01/001 has the same number.',
  ]);
});

it('names the file of a label that has changed since', async () => {
  const root = tree(clip('01/001', 'Ann'));
  const { items } = await listed(await afewVa.open(root));
  const path = join(root, '01/001/001.json');
  writeFileSync(path, '[]');
  await expect(items[0]!.labels!({ fps: 25, seconds: null })).rejects.toThrow(
    `${path}: the content must be an object, got [].`,
  );
});

it('refuses what it cannot use', async () => {
  const root = tree({ '01/notes.txt': '' });
  await expect(afewVa.open(root)).rejects.toThrow(
    `${root}: is not a tree of AFEW-VA: there is neither 01/001/001.json nor 001/001.json in it.`,
  );
  await expect(afewVa.open(root, { videos: root })).rejects.toThrow(
    "afew-va: 'videos' is not used: the pictures lie beside the labels.",
  );
});

it('lists thousands of clips, more than there are', async () => {
  const names = Array.from({ length: 2000 }, (_, i) => `01/${i}`);
  const files = names.flatMap((name) => [
    [`${name}/${name.slice(3)}.json`, '{"actor":"A","frames":{"0":{"arousal":1,"valence":1}}}'],
    [`${name}/00000.png`, ''],
  ]);
  let count = 0;
  for await (const _ of (await afewVa.open(tree(Object.fromEntries(files)))).items()) count++;
  expect(count).toBe(2000);
});

const { skip, title, path } = needsLabelExamples('afew_va');
it.skipIf(skip)(title('reads the example tree'), async () => {
  const { items, left } = await listed(await afewVa.open(path));
  expect(left).toEqual([]);
  expect(items.map(({ id, subject }) => [id, subject])).toEqual([['01/001', 'Jane Doe']]);
  expect((await items[0]!.pictures!.list()).map(({ frame }) => frame)).toEqual([0, 1, 2]);
  expect((await items[0]!.landmarks!()).frames).toBe(3);
});
