import { join } from 'node:path';
import { listed, needsLabelExamples, temporaryTrees } from '@ssvaerr/testing';
import { describe, expect, it } from 'vitest';
import { labelsAt } from '../../labels-at.ts';
import { affWild2 } from './aff-wild2.ts';

const tree = temporaryTrees();
const nan = Number.NaN;
const label = 'valence,arousal\n0.1,0.2\n-5,-5\n0.3,0.4\n';
const sets = 'Annotations/VA_Estimation_Challenge';

describe('affWild2, videos', () => {
  const files = {
    [`${sets}/Train_Set/10-60-1280x720.txt`]: label,
    [`${sets}/Train_Set/10-60-1280x720_right.txt`]: label,
    [`${sets}/Train_Set/3_left.txt`]: label,
    [`${sets}/Validation_Set/105.txt`]: label,
    'batch1/10-60-1280x720.mp4': '',
    'batch1/3.avi': '',
    'batch2/105.avi': '',
    'batch2/9-30-640x360.mp4': '',
  };

  it('lists people with their face and split, and videos without labels as test', async () => {
    const root = tree(files);
    const source = await affWild2.open(root);
    expect(source).toMatchObject({
      name: 'aff-wild2',
      splitOrigin: 'ABAW challenge partition',
      settings: { input: root, layout: 'videos', videos: null, split: null, seed: null },
    });
    const { items, left } = await listed(source);
    const labels = expect.any(Function);
    expect(items).toEqual([
      {
        id: '10-60-1280x720',
        subject: '10-60-1280x720',
        split: 'train',
        face: 'left',
        video: join(root, 'batch1/10-60-1280x720.mp4'),
        labels,
      },
      {
        id: '10-60-1280x720_right',
        subject: '10-60-1280x720_right',
        split: 'train',
        face: 'right',
        video: join(root, 'batch1/10-60-1280x720.mp4'),
        labels,
      },
      {
        id: '3_left',
        subject: '3_left',
        split: 'train',
        face: 'left',
        video: join(root, 'batch1/3.avi'),
        labels,
      },
      {
        id: '105',
        subject: '105',
        split: 'validation',
        video: join(root, 'batch2/105.avi'),
        labels,
      },
      {
        id: '9-30-640x360',
        subject: '9-30-640x360',
        split: 'test',
        video: join(root, 'batch2/9-30-640x360.mp4'),
      },
    ]);
    expect(left).toEqual([]);
  });

  it('puts label i on frame i of the video', async () => {
    const { items } = await listed(await affWild2.open(tree(files)));
    const labels = await items[0]!.labels!({ fps: 60, seconds: null });
    expect(labels).toMatchObject({
      byFrame: true,
      origin: '10-60-1280x720.txt (1 of 3 frames without a label)',
      times: Float64Array.of(0, 1 / 60, 2 / 60),
    });
    expect(Array.from(labelsAt(labels, { fps: 60, frames: 4 }))).toEqual(
      [0.2, 0.1, nan, nan, 0.4, 0.3, nan, nan].map(Math.fround),
    );
  });

  it.each([
    ['VA_Set/Training_Set', 'VA_Set/Validation_Set'],
    ['VA_Set/Train_Set', 'VA_Set/Validation_Set'],
    ['VA_Estimation_Challenge/Train_Set', 'VA_Estimation_Challenge/Validation_Set'],
    ['annotations/VA_Set/Train_Set', 'annotations/VA_Set/Validation_Set'],
    [
      'VA_Estimation_Challenge/VA_Estimation_Challenge/Train_Set',
      'VA_Estimation_Challenge/VA_Estimation_Challenge/Validation_Set',
    ],
    ['Train_Set', 'Validation_Set'],
  ])('finds the labels in %s', async (train, validation) => {
    const root = tree({
      [`${train}/1.txt`]: label,
      [`${validation}/2.txt`]: label,
      'batch1/1.mp4': '',
      'batch2/2.mp4': '',
    });
    const { items } = await listed(await affWild2.open(root));
    expect(items.map(({ id, split }) => `${id} ${split}`)).toEqual(['1 train', '2 validation']);
  });

  it('takes videos from another folder, in batches or not', async () => {
    const root = tree({ 'VA_Set/Train_Set/1.txt': label, 'VA_Set/Train_Set/2.txt': label });
    for (const videos of [
      tree({ '1.mp4': '', '2.mp4': '' }),
      tree({ 'batch1/1.mp4': '', 'batch2/2.mp4': '' }),
    ]) {
      const source = await affWild2.open(root, { videos });
      expect(source.settings).toMatchObject({ videos, layout: 'videos' });
      expect((await listed(source)).items.map(({ id }) => id)).toEqual(['1', '2']);
    }
  });

  it('says what it leaves out, and goes on', async () => {
    const root = tree({
      'VA_Set/Train_Set/1.txt': label,
      'VA_Set/Train_Set/2.txt': label,
      'VA_Set/Train_Set/._1.txt': '',
      'VA_Set/Train_Set/notes.doc': '',
      'VA_Set/Train_Set/more/x.txt': '',
      'VA_Set/readme.txt': '',
      'VA_Set/Validation_Set/1.txt': label,
      'VA_Set/Validation_Set/1_left.txt': label,
      'batch1/1.mp4': '',
      'batch1/.DS_Store': '',
      'batch1/list.csv': '',
      'batch2/1.avi': '',
      'store/1.npy': '',
    });
    const { items, left } = await listed(
      await affWild2.open(root, { except: join(root, 'store') }),
    );
    expect(items.map(({ id }) => id)).toEqual(['1']);
    expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      'VA_Set/readme.txt is not in the folder of a split.',
      'VA_Set/Train_Set/._1.txt is hidden: its name begins with a dot.',
      'VA_Set/Train_Set/more is a folder, not a label file.',
      'VA_Set/Train_Set/notes.doc does not have the name of a label file (.txt).',
      'VA_Set/Validation_Set/1.txt is left out, because VA_Set/Train_Set/1.txt is there.',
      'VA_Set/Validation_Set/1_left.txt is left out, because another person of its video is in the train split.',
      'batch1/.DS_Store is hidden: its name begins with a dot.',
      'batch1/list.csv does not have the name of a video.',
      'batch2/1.avi is left out, because batch1/1.mp4 is there.',
      'VA_Set/Train_Set/2.txt has no video 2.',
    ]);
  });

  it('draws splits if asked, the same for all people of a video', async () => {
    const labels = Array.from({ length: 60 }, (_, i) => [
      [`VA_Set/Train_Set/${i}_left.txt`, label],
      [`VA_Set/Train_Set/${i}_right.txt`, label],
      [`batch1/${i}.mp4`, ''],
    ]).flat();
    const source = await affWild2.open(tree(Object.fromEntries(labels)), {
      split: '40/30/30',
      seed: 3,
    });
    expect(source.splitOrigin).toBe('ours (40/30/30, seed 3)');
    expect(source.settings).toMatchObject({ split: '40/30/30', seed: 3 });
    const { items } = await listed(source);
    const splits = new Map(items.map(({ id, split }) => [id, split]));
    expect(new Set(splits.values())).toEqual(new Set(['train', 'validation', 'test']));
    for (let i = 0; i < 60; i++) expect(splits.get(`${i}_left`)).toBe(splits.get(`${i}_right`));
  });

  it('names the file of a label that cannot be read', async () => {
    const root = tree({ 'VA_Set/Train_Set/1.txt': 'arousal\n1', 'batch1/1.mp4': '' });
    const { items } = await listed(await affWild2.open(root));
    await expect(items[0]!.labels!({ fps: 25, seconds: null })).rejects.toThrow(
      `${join(root, 'VA_Set/Train_Set/1.txt')}: line 1: the header must be 'valence,arousal' or 'arousal,valence', got 'arousal'.`,
    );
  });

  it('lists thousands of people', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `${i}`);
    const root = tree({
      'VA_Set/Train_Set/': '',
      ...Object.fromEntries(names.map((i) => [`batch1/${i}.mp4`, ''])),
    });
    let count = 0;
    for await (const { split } of (await affWild2.open(root)).items())
      if (split === 'test') count++;
    expect(count).toBe(20_000);
  });
});

describe('affWild2, crops', () => {
  const files = {
    'VA_Set/Train_Set/10-60-1280x720.txt': label,
    'VA_Set/Validation_Set/105.txt': label,
    'cropped_aligned/cropped_aligned/10-60-1280x720/00001.jpg': '',
    'cropped_aligned/cropped_aligned/10-60-1280x720/00003.jpg': '',
    'cropped_aligned/cropped_aligned/10-60-1280x720/00010.jpg': '',
    'cropped_aligned/cropped_aligned/10-60-1280x720/.DS_Store': '',
    'cropped_aligned/cropped_aligned/10-60-1280x720_left/00001.jpg': '',
    'cropped_aligned/cropped_aligned_new_50_vids/105/00002.jpg': '',
    'cropped_aligned/cropped_aligned_new_50_vids/7-29-640x480/00001.jpg': '',
    'batch1/105.mp4': '',
  };

  it('joins crops and labels by number', async () => {
    const root = tree(files);
    const source = await affWild2.open(root);
    expect(source.settings).toMatchObject({ layout: 'crops' });
    const { items, left } = await listed(source);
    expect(items.map(({ id, split, pictures }) => [id, split, pictures!.fps])).toEqual([
      ['10-60-1280x720', 'train', 60],
      ['105', 'validation', 30],
      ['7-29-640x480', 'test', 29],
    ]);
    expect(left).toEqual([
      {
        name: 'cropped_aligned/cropped_aligned/10-60-1280x720_left',
        reason: 'has no label file, though another person of its video has one.',
      },
    ]);
    const pictures = await items[0]!.pictures!.list();
    const folder = join(root, 'cropped_aligned/cropped_aligned/10-60-1280x720');
    expect(pictures).toEqual([
      { frame: 0, path: join(folder, '00001.jpg') },
      { frame: 2, path: join(folder, '00003.jpg') },
      { frame: 9, path: join(folder, '00010.jpg') },
    ]);
    const labels = await items[0]!.labels!({ fps: 60, seconds: null });
    expect(labels.arousal[pictures[1]!.frame]).toBe(0.4);
    expect(labels.arousal[pictures[2]!.frame]).toBeUndefined();
    expect((await items[1]!.labels!({ fps: 30, seconds: null })).origin).toBe(
      '105.txt (1 of 3 frames without a label, 30 fps assumed)',
    );
  });

  it('takes videos from the same tree if asked', async () => {
    const { items, left } = await listed(await affWild2.open(tree(files), { layout: 'videos' }));
    expect(items.map(({ id }) => id)).toEqual(['105']);
    expect(left).toEqual([
      { name: 'VA_Set/Train_Set/10-60-1280x720.txt', reason: 'has no video 10-60-1280x720.' },
    ]);
  });

  it('takes crops from another folder', async () => {
    const root = tree({ 'VA_Set/Train_Set/1.txt': label });
    const videos = tree({ '1/00001.jpg': '', 'cropped_aligned_new_50_vids/2/00001.jpg': '' });
    const source = await affWild2.open(root, { videos });
    expect(source.settings).toMatchObject({ layout: 'crops' });
    expect((await listed(source)).items.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('refuses pictures that cannot be counted', async () => {
    const root = tree({
      'VA_Set/Train_Set/1.txt': label,
      'VA_Set/Train_Set/2.txt': label,
      'cropped_aligned/1/00000.jpg': '',
      'cropped_aligned/2/00001.jpg': '',
      'cropped_aligned/2/00001.png': '',
    });
    const { items } = await listed(await affWild2.open(root));
    await expect(items[0]!.pictures!.list()).rejects.toThrow(
      '00000.jpg: pictures are counted from 1, so there must be no 0.',
    );
    await expect(items[1]!.pictures!.list()).rejects.toThrow(
      '00001.png: is the second picture of its frame: remove one of them.',
    );
  });

  const { skip, title, path } = needsLabelExamples('aff_wild2');
  it.skipIf(skip)(title('reads the example tree'), async () => {
    const source = await affWild2.open(join(path, 'Annotations'), {
      videos: join(path, 'cropped_aligned'),
    });
    const { items, left } = await listed(source);
    expect(left).toEqual([]);
    expect(items.map(({ id, split }) => [id, split])).toEqual([
      ['10-60-1280x720', 'train'],
      ['10-60-1280x720_right', 'train'],
      ['105', 'validation'],
    ]);
    const pictures = await items[0]!.pictures!.list();
    expect(pictures.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]);
    const { arousal } = await items[0]!.labels!({ fps: 60, seconds: null });
    expect(pictures.map(({ frame }) => arousal[frame])).toEqual([
      0.027,
      0.001,
      -0.02,
      nan,
      nan,
      0.005,
      0.028,
      0.042,
      0.014,
      0.063,
      0.047,
      undefined,
    ]);
  });
});

describe('affWild2, first edition', () => {
  it('reads arousal and valence from two files', async () => {
    const root = tree({
      'annotations/train/arousal/105.txt': '0.5\n0.25\n',
      'annotations/train/valence/105.txt': '-0.5\n-0.25\n',
      'annotations/train/arousal/106.txt': '0\n',
      'annotations/train/valence/106.txt': 'x\n',
      'annotations/train/arousal/107.txt': '0\n',
      'annotations/test/arousal/105.txt': '0\n',
      'annotations/test/valence/105.txt': '0\n',
      'videos/train/105.avi': '',
      'videos/train/106.avi': '',
      'videos/train/107.avi': '',
      'videos/train/108.avi': '',
      'videos/test/2.mp4': '',
      'videos/test/105.mp4': '',
      'bboxes/train/105/1.pts': '',
    });
    const source = await affWild2.open(root);
    expect(source.splitOrigin).toBe('Aff-Wild challenge partition');
    expect(source.settings).toMatchObject({ layout: 'aff-wild1' });
    const { items, left } = await listed(source);
    const labels = expect.any(Function);
    const video = (name: string) => join(root, 'videos', name);
    expect(items).toEqual([
      { id: '105', subject: '105', split: 'train', video: video('train/105.avi'), labels },
      { id: '106', subject: '106', split: 'train', video: video('train/106.avi'), labels },
      { id: '2', subject: '2', split: 'test', video: video('test/2.mp4') },
    ]);
    expect(left.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
      'annotations/train/arousal/107.txt has no counterpart in annotations/train/valence.',
      'videos/train/108.avi has no label files.',
      'annotations/test/arousal/105.txt is left out, because its video is in the train split.',
    ]);
    expect(await items[0]!.labels!({ fps: 25, seconds: null })).toMatchObject({
      times: Float64Array.of(0, 0.04),
      arousal: Float64Array.of(0.5, 0.25),
      valence: Float64Array.of(-0.5, -0.25),
      origin: '105.txt',
      byFrame: true,
    });
    await expect(items[1]!.labels!({ fps: 25, seconds: null })).rejects.toThrow(
      `${join(root, 'annotations/train/valence/106.txt')}: line 1: 'valence' must be a number or empty, got 'x'.`,
    );
  });
});

describe('affWild2', () => {
  it.each([
    [
      { 'a.txt': '' },
      {},
      'is not a tree of Aff-Wild2: it has no Train_Set, Training_Set or Validation_Set, also not below Annotations, VA_Set or VA_Estimation_Challenge.',
    ],
    [
      { 'Annotations/training_set_annotations.txt': '' },
      {},
      'holds the table of the multi-task edition, which is not read. Use the tree of the valence-arousal track, VA_Estimation_Challenge.',
    ],
    [
      { 'VA_Set/Train_Set/1.txt': '', 'VA_Estimation_Challenge/Train_Set/1.txt': '' },
      {},
      "has labels in VA_Estimation_Challenge and VA_Set. Give one of them as the input, and the videos or crops with 'videos'.",
    ],
    [
      { 'VA_Set/Train_Set/1.txt': '' },
      {},
      "has labels, but neither cropped_aligned nor batch1. Say where the videos or crops are with 'videos'.",
    ],
    [
      { 'VA_Set/Train_Set/1.txt': '' },
      { layout: 'aff-wild1' },
      'is not a tree of Aff-Wild: there is no annotations/train/arousal in it.',
    ],
    [
      {},
      { layout: 'crop' },
      "aff-wild2: 'layout' must be crops or videos or aff-wild1, got 'crop'. Did you mean 'crops'?",
    ],
    [
      {},
      { fuse: 'ewe' as never },
      "aff-wild2: 'fuse' must be mean, for there is one label only, got 'ewe'.",
    ],
    [{}, { seed: 0.5 }, "aff-wild2: 'seed' must be a safe integer, got 0.5."],
    [
      {},
      { split: '1/2' },
      "drawnSplits: 'split' must be train, validation, test or percentages such as 80/10/10, got '1/2'.",
    ],
    [{}, { videos: 'nowhere' }, 'nowhere: does not exist or cannot be read.'],
  ])('refuses %j with %j', async (files, options, message) => {
    const root = tree(files);
    const error = await affWild2.open(root, options).catch((error: Error) => error);
    expect((error as Error).message.replace(`${root}: `, '')).toBe(message);
  });

  it('refuses a file', async () => {
    const file = join(tree({ 'a.txt': '' }), 'a.txt');
    await expect(affWild2.open(file)).rejects.toThrow(`${file}: must be a folder, got a file.`);
  });
});
