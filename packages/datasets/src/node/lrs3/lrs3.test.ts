import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { expect, it } from 'vitest';
import { lrs3 } from './lrs3.ts';

const tree = temporaryTrees();

it('lists utterances; test speakers are those of the test set', async () => {
  const root = tree({
    'pretrain/0AbCdEfGhIj/00001.mp4': '',
    'pretrain/0AbCdEfGhIj/00001.txt': '',
    'pretrain/0AbCdEfGhIj/00002.mp4': '',
    'trainval/0AbCdEfGhIj/50001.mp4': '',
    'test/0ZyXwVuTsRq/00003.mp4': '',
    'test/0ZyXwVuTsRq/00003.txt': '',
  });
  const source = await lrs3.open(root);
  expect(source).toMatchObject({
    name: 'lrs3',
    maxSeconds: 16,
    splitOrigin: 'LRS3 test set; train and validation ours (95/5/0, seed 1)',
    settings: { input: root, layout: 'release', split: null, seed: 1 },
  });
  const { items, left } = await listed(source);
  expect(left).toEqual([]);
  const video = (name: string) => join(root, name);
  const speaker = { subject: '0AbCdEfGhIj', split: 'train' };
  expect(items).toEqual([
    {
      id: 'pretrain/0AbCdEfGhIj/00001',
      ...speaker,
      video: video('pretrain/0AbCdEfGhIj/00001.mp4'),
    },
    {
      id: 'pretrain/0AbCdEfGhIj/00002',
      ...speaker,
      video: video('pretrain/0AbCdEfGhIj/00002.mp4'),
    },
    {
      id: 'trainval/0AbCdEfGhIj/50001',
      ...speaker,
      video: video('trainval/0AbCdEfGhIj/50001.mp4'),
    },
    {
      id: 'test/0ZyXwVuTsRq/00003',
      subject: '0ZyXwVuTsRq',
      split: 'test',
      video: video('test/0ZyXwVuTsRq/00003.mp4'),
    },
  ]);
});

it('has no speaker in two splits, and lists thousands of utterances', async () => {
  const speakers = Array.from({ length: 200 }, (_, i) => `speaker${i}`);
  const names = speakers.flatMap((speaker, i) =>
    Array.from({ length: 100 }, (_, k) => {
      const set = i < 10 ? 'test' : k < 60 ? 'pretrain' : 'trainval';
      return [`${set}/${speaker}/${`${k}`.padStart(5, '0')}.mp4`, ''];
    }),
  );
  const splits = new Map<string, Set<string>>();
  let count = 0;
  for await (const { subject, split } of (
    await lrs3.open(tree(Object.fromEntries(names)))
  ).items()) {
    splits.set(subject, (splits.get(subject) ?? new Set()).add(split));
    count++;
  }
  expect(count).toBe(20_000);
  const parts = Array.from(splits.values(), (split) => [...split].join());
  expect(parts.filter((split) => split === 'test').length).toBe(10);
  const validation = parts.filter((split) => split === 'validation').length;
  expect(validation).toBeGreaterThan(2);
  expect(validation).toBeLessThan(20);
  expect(parts.filter((split) => split === 'train').length).toBe(190 - validation);
});

it('says what it leaves out, and goes on', async () => {
  const root = tree({
    'readme.txt': '',
    'video/x/00001.mp4': '',
    'pretrain/notes.txt': '',
    'pretrain/a/.DS_Store': '',
    'pretrain/a/00001.mp4': '',
    'pretrain/a/00001.webm': '',
    'pretrain/a/00002.txt': '',
    'pretrain/a/00003.wav': '',
    'pretrain/a/more/00001.mp4': '',
    'pretrain/b/00001.mp4': '',
    'test/b/00001.mp4': '',
    'store/x.npy': '',
  });
  const { items, left } = await listed(await lrs3.open(root, { except: join(root, 'store') }));
  expect(items.map(({ id }) => id)).toEqual(['pretrain/a/00001', 'test/b/00001']);
  expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
    'readme.txt is not in the folder of a set.',
    'video does not have the name of a set.',
    'pretrain/notes.txt is not in the folder of a speaker.',
    'pretrain/a/.DS_Store is hidden: its name begins with a dot.',
    'pretrain/a/more is a folder, not an utterance.',
    'pretrain/a/00001.webm is left out, because pretrain/a/00001.mp4 is there.',
    'pretrain/a/00002.txt has no video.',
    'pretrain/a/00003.wav is neither a video nor a text file.',
    'pretrain/b is left out, because its speaker is in the test set.',
  ]);
});

it('draws all splits if asked', async () => {
  const root = tree({ 'pretrain/a/00001.mp4': '', 'test/a/00002.mp4': '' });
  const source = await lrs3.open(root, { split: 'train', seed: 5 });
  expect(source.splitOrigin).toBe('ours (train, seed 5)');
  const { items, left } = await listed(source);
  expect(items.map(({ id, split }) => `${id} ${split}`)).toEqual([
    'pretrain/a/00001 train',
    'test/a/00002 train',
  ]);
  expect(left).toEqual([]);
});

it('refuses what it cannot use', async () => {
  const root = tree({ 'a/00001.mp4': '' });
  await expect(lrs3.open(root)).rejects.toThrow(
    `${root}: is not a tree of LRS3: there is no folder pretrain, trainval or test in it.`,
  );
  await expect(lrs3.open(root, { videos: root })).rejects.toThrow(
    "lrs3: 'videos' is not used: the videos are in the tree.",
  );
});

const { skip, title, path } = needsLabelExamples('lrs3');
it.skipIf(skip)(
  title('leaves out the texts of the example tree, which has no videos'),
  async () => {
    const { items, left } = await listed(await lrs3.open(path));
    expect(items).toEqual([]);
    expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      'pretrain/0AbCdEfGhIj/00001.txt has no video.',
      'trainval/0AbCdEfGhIj/50001.txt has no video.',
      'trainval/0AbCdEfGhIj/50002.txt has no video.',
      'test/0ZyXwVuTsRq/00003.txt has no video.',
    ]);
  },
);
