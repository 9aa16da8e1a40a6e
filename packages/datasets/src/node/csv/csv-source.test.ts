import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { LeftOut } from '../../source.ts';
import { type CsvSourceOptions, csvSource } from './csv-source.ts';

const root = mkdtempSync(join(tmpdir(), 'csv-source-'));
const at = (...names: string[]) => join(root, ...names);
const write = (name: string, text = '') => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
const timing = { fps: 10, seconds: 2 };
const table = 'time,arousal,valence\n0,0.5,-0.5\n1,0.25,0\n';

/** What a source lists and leaves out; of labels: the origin and the values, or the error. */
async function list(options: Partial<CsvSourceOptions> = {}) {
  const source = await csvSource(at('videos'), { labels: at('labels'), seed: 1, ...options });
  const left: LeftOut[] = [];
  const items: Record<string, string> = {};
  for await (const { id, subject, split, labels } of source.items((out) => left.push(out))) {
    const read = await labels!(timing).then(
      ({ origin, arousal, valence }) =>
        `${origin}: ${Array.from(arousal).join()} ${Array.from(valence).join()}`,
      (error: Error) => error.message.replaceAll(root, ''),
    );
    items[`${id} ${subject} ${split}`] = read;
  }
  return { items, left: left.map(({ name, reason }) => `${name} ${reason}`.replaceAll(root, '')) };
}

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  write('videos/anna/talk.mp4');
  write('videos/ben.mov');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('csvSource', () => {
  it('finds the labels of each video', async () => {
    write('labels/anna/talk.csv', table);
    write('labels/ben.tsv', table.replaceAll(',', '\t'));
    expect(await list()).toEqual({
      items: {
        'anna/talk.mp4 anna/talk train': 'talk.csv: 0.5,0.25 -0.5,0',
        'ben.mov ben train': 'ben.tsv: 0.5,0.25 -0.5,0',
      },
      left: [],
    });
  });

  it('finds labels beside the videos', async () => {
    write('videos/anna/talk.csv', table);
    write('videos/ben.txt', table);
    const { items, left } = await list({ labels: at('videos') });
    expect(Object.keys(items)).toEqual(['anna/talk.mp4 anna/talk train', 'ben.mov ben train']);
    expect(left).toEqual([]);
  });

  it('fuses raters in files of their own, and dimensions in folders', async () => {
    for (const [rater, value] of [
      ['r1', 0],
      ['r2', 1],
    ]) {
      write(`labels/arousal/${rater}/ben.csv`, `time,value\n0,${value}\n`);
      write(`labels/valence/${rater}/ben.csv`, `time,value\n0,-${value}\n`);
    }
    expect((await list()).items).toEqual({
      'ben.mov ben train': 'ben.csv (mean of 2 raters): 0.5 -0.5',
    });
    expect((await list({ fuse: 'median' })).items['ben.mov ben train']).toMatch(/^ben.csv .median/);
  });

  it('reads one table for all videos, with people and splits', async () => {
    write(
      'labels/all.csv',
      'video;subject;split;time;arousal;valence\nanna/talk.mp4;P1;devel;0;0,5;0\nben;P2;test;0;1;1\nben;P2;test;1;0;0\nzoe;P3;train;0;0;0\n',
    );
    expect(await list({ labels: at('labels/all.csv') })).toEqual({
      items: {
        'anna/talk.mp4 P1 validation': 'all.csv: 0.5 0',
        'ben.mov P2 test': 'all.csv: 1,0 1,0',
      },
      left: ["/labels/all.csv rates 'zoe', of which there is no video."],
    });
  });

  it('names a table that is the only file of its folder', async () => {
    const rows = 'ben;0;0,5;0\nzoe;0;0;0\n';
    write('labels/all.csv', `video;time;arousal;valence\n${rows}`);
    expect(await list()).toEqual({
      items: { 'ben.mov ben train': 'all.csv: 0.5 0' },
      left: [
        "/labels/all.csv rates 'zoe', of which there is no video.",
        'anna/talk.mp4 has no labels in /labels.',
      ],
    });
  });

  it('says where the splits come from: a table, a draw, or both', async () => {
    const origin = async (text: string) => {
      write('labels/all.csv', text);
      const options = { labels: at('labels'), split: '80/10/10', seed: 2 };
      return (await csvSource(at('videos'), options)).splitOrigin;
    };
    const drawn = 'ours (80/10/10, seed 2)';
    const row = (name: string, split: string) => `${name};${split};0;0;0\n`;
    const rows = `${row('anna/talk', 'test')}${row('ben', '')}`;
    const header = 'video;split;time;arousal;valence\n';
    expect(await origin(`${header}${row('anna/talk', 'test')}`)).toBe('all.csv');
    expect(await origin(`${header}${rows}`)).toBe(`all.csv; others ${drawn}`);
    expect(await origin(`${header}${row('ben', '')}`)).toBe(drawn);
    expect(await origin('hello')).toBe(drawn);
  });

  it('tells what is left out and why', async () => {
    write('labels/ben.csv', 'time,arousal,valence\n0,5,0\n');
    write('labels/zoe.csv', table);
    write('labels/broken.csv', 'hello');
    write('labels/labels.json', '{}');
    expect(await list()).toEqual({
      items: {
        'ben.mov ben train':
          "/labels/ben.csv: line 2: 'arousal' must be in [-1, 1], got 5. State the scale of the ratings, such as 1..9.",
      },
      left: [
        "/labels/broken.csv fits no video by its name and cannot be read: has no header: its first row must name the columns, such as time,arousal,valence (or state the columns' names).",
        "/labels/zoe.csv fits no video by its name and has no column 'video'.",
        'anna/talk.mp4 has no labels in /labels.',
      ],
    });
    expect((await list({ scale: [0, 10] })).items['ben.mov ben train']).toBe('ben.csv: 0 -1');
  });

  it('refuses two label files for one recording, and a name against its columns', async () => {
    write('labels/ben.csv', table);
    write('labels/ben.txt', table);
    write('labels/valence/anna/talk.csv', 'time,arousal\n0,0\n');
    expect((await list()).items).toEqual({
      'anna/talk.mp4 anna/talk train':
        '/labels/valence/anna/talk.csv: holds arousal, but is named valence.',
      'ben.mov ben train': '/labels/ben.csv, /labels/ben.txt: has more than one rating of arousal.',
    });
    write('labels/valence/anna/talk.csv', 'time,x\n0,0\n');
    expect((await list()).items['anna/talk.mp4 anna/talk train']).toMatch(
      /has no rating of arousal by 'x'/,
    );
  });

  it('refuses what is not there', async () => {
    await expect(list()).rejects.toThrow(/labels: does not exist or cannot be read[.]$/);
  });
});
