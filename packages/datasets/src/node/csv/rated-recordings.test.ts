import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type RatedRecordingsOptions, ratedRecordings } from './rated-recordings.ts';

const root = mkdtempSync(join(tmpdir(), 'rated-recordings-'));
const write = (name: string, text: string) => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
};
/** A rater's file: arousal as given, valence its negative. */
const rated = (...values: number[]) =>
  `time,arousal,valence\n${values.map((value, i) => `${i / 4},${value},${-value}`).join('\n')}\n`;

/** Each recording with its raters' arousal, and what is left out. */
async function list(options: RatedRecordingsOptions = {}, labels = 'labels') {
  const left: string[] = [];
  const recordings: Record<string, Record<string, string>> = {};
  const onLeftOut = ({ name, reason }: { name: string; reason: string }) =>
    left.push(`${name}: ${reason}`.replaceAll(`${root}/`, ''));
  for await (const { id, series } of ratedRecordings(join(root, labels), {
    ...options,
    onLeftOut,
  })) {
    recordings[id] = Object.fromEntries(
      series.raters.map(({ name, arousal }) => [name, Array.from(arousal).join(' ')]),
    );
  }
  return { recordings, left };
}
const refused = async (options?: RatedRecordingsOptions, labels?: string) =>
  list(options, labels).then(
    () => 'nothing',
    (error: Error) => error.message.replaceAll(`${root}/`, ''),
  );

beforeEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const two = {
  talk: { anna: '0 0.5', ben: '0.25 0.5' },
  walk: { anna: '1 0', ben: '0.5 0' },
};

describe('ratedRecordings', () => {
  it('reads a folder per rater', async () => {
    write('labels/anna/talk.csv', rated(0, 0.5));
    write('labels/anna/walk.csv', rated(1, 0));
    write('labels/ben/talk.csv', rated(0.25, 0.5));
    write('labels/ben/walk.csv', rated(0.5, 0));
    write('labels/labels.json', '{}');
    expect(await list()).toEqual({ recordings: two, left: [] });
  });

  it('reads raters as columns of one file, and as rows', async () => {
    write(
      'labels/talk.csv',
      'time,arousal_anna,arousal_ben,valence_anna,valence_ben\n0,0,0.25,0,0\n0.25,0.5,0.5,0,0\n',
    );
    write(
      'labels/walk.tsv',
      'rater\ttime\tarousal\tvalence\nanna\t0\t1\t0\nanna\t0.25\t0\t0\nben\t0\t0.5\t0\nben\t0.25\t0\t0\n',
    );
    expect(await list()).toEqual({ recordings: two, left: [] });
  });

  it.each([
    ['folders, as RECOLA has them', (dimension: string, name: string) => `${dimension}/${name}`],
    ['endings', (dimension: string, name: string) => `${name}_${dimension}`],
  ])('reads dimensions in %s', async (_, nameOf) => {
    for (const dimension of ['arousal', 'valence']) {
      write(`labels/${nameOf(dimension, 'talk')}.csv`, 'time;anna ;ben\n0;0;0,25\n0,25;0,5;0,5\n');
      write(`labels/${nameOf(dimension, 'walk')}.csv`, 'time;anna ;ben\n0;1;0,5\n0,25;0;0\n');
    }
    expect(await list()).toEqual({ recordings: two, left: [] });
  });

  it('reads dimensions in folders of raters', async () => {
    for (const dimension of ['arousal', 'valence']) {
      write(`labels/anna/${dimension}/talk.csv`, 'time,value\n0,0\n0.25,0.5\n');
      write(`labels/${dimension}/ben/talk.csv`, 'time,value\n0,0.25\n0.25,0.5\n');
    }
    expect(await list()).toEqual({ recordings: { talk: two.talk }, left: [] });
  });

  it('reads one table with columns for video and rater, and tables named after raters', async () => {
    const rows = (rater: string) =>
      [
        `talk.mp4,${rater},0,${two.talk[rater as 'anna'].split(' ')[0]},0`,
        `talk.mp4,${rater},0.25,0.5,0`,
        `walk.mp4,${rater},0,${two.walk[rater as 'anna'].split(' ')[0]},0`,
        `walk.mp4,${rater},0.25,0,0`,
      ].join('\n');
    const header = 'video,rater,time,arousal,valence';
    write('labels/all.csv', `${header}\n${rows('anna')}\n${rows('ben')}\n`);
    expect(await list({}, 'labels/all.csv')).toEqual({ recordings: two, left: [] });
    expect(await list()).toEqual({ recordings: two, left: [] });
    rmSync(join(root, 'labels'), { recursive: true });
    for (const rater of ['anna', 'ben']) {
      const text = `${header}\n${rows(rater)}\n`
        .replaceAll(`,${rater},`, ',')
        .replace('rater,', '');
      write(`labels/${rater}.csv`, text);
    }
    expect(await list()).toEqual({ recordings: two, left: [] });
  });

  it('names a recording as its file below the folder, never outside of it', async () => {
    write('labels/anna/day1/talk.csv', rated(0));
    write('labels/ben/all.csv', 'video,time,arousal,valence\n../day1\\talk.mov,0,1,0\n');
    expect((await list()).recordings).toEqual({ 'day1/talk': { anna: '0', 'ben/all': '1' } });
  });

  it('reads what it wrote in any of the layouts', async () => {
    const value = fc.integer({ min: -64, max: 64 }).map((n) => n / 64);
    const name = fc.constantFrom('anna', 'ben', 'cleo', 'day1');
    const traces = fc.dictionary(name, fc.array(value, { minLength: 2, maxLength: 80 }), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, traces, { minKeys: 1, maxKeys: 2 }), async (all) => {
        rmSync(root, { recursive: true, force: true });
        const long = ['video,rater,time,arousal,valence'];
        for (const [id, raters] of Object.entries(all)) {
          for (const [rater, values] of Object.entries(raters)) {
            write(`folders/${rater}/${id}.csv`, rated(...values));
            const rows = rated(...values)
              .trimEnd()
              .split('\n')
              .slice(1);
            long.push(...rows.map((row) => `${id},${rater},${row}`));
          }
        }
        write('long/long.csv', `${long.join('\n')}\n`);
        const folders = await list({}, 'folders');
        expect(folders.left).toEqual([]);
        expect(Object.keys(folders.recordings)).toEqual(Object.keys(all).sort());
        // A rater whose file is shorter has no value at the later times of the others.
        for (const [id, raters] of Object.entries(all)) {
          const length = Math.max(...Object.values(raters).map((values) => values.length));
          for (const [rater, values] of Object.entries(raters)) {
            const padded = Array.from({ length }, (_, i) => values[i] ?? Number.NaN);
            expect(folders.recordings[id]![rater]).toBe(padded.join(' ').replaceAll('-0 ', '0 '));
          }
        }
        expect(await list({}, 'long')).toEqual(folders);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves out what cannot be used, with a line each', async () => {
    write('labels/anna/talk.csv', rated(0, 0.5));
    write('labels/ben/talk.csv', rated(0.25, 0.5));
    write('labels/ben/talk.txt', rated(1, 1));
    write('labels/cleo/talk.csv', 'time,arousal,valence\n0,0,0\n0.25,5,0\n');
    write('labels/dora/talk.csv', 'time,arousal\n0,0\n');
    write('labels/ed/talk.csv', 'arousal,valence\n0,0\n');
    write('labels/valence/fay/talk.csv', rated(0));
    write('labels/gold.csv', rated(0));
    write('labels/notes.txt', 'hello');
    expect(await list()).toEqual({
      recordings: { talk: two.talk },
      left: [
        "labels/cleo/talk.csv: line 3: 'arousal' must be in [-1, 1], got 5. State the scale of the ratings, such as 1..9.",
        'labels/ed/talk.csv: has one label for a whole recording; agreement needs ratings over time.',
        "labels/gold.csv: names no rater: put it in a folder with the rater's name, or give each rater a column, such as arousal_anna.",
        "labels/notes.txt: has no header: its first row must name the columns, such as time,arousal,valence (or state the columns' names).",
        "labels/ben/talk.txt: rates arousal of 'talk' by 'ben', as labels/ben/talk.csv does.",
        "labels/ben/talk.txt: rates valence of 'talk' by 'ben', as labels/ben/talk.csv does.",
        'labels/valence/fay/talk.csv: holds arousal, but is named valence.',
        'labels/dora/talk.csv: rates arousal by dora, but not valence.',
      ],
    });
  });

  it('finds a mistake beyond the first lines, too', async () => {
    write('labels/anna/talk.csv', `${rated(...new Array(200).fill(0))}50,nonsense,0\n`);
    write('labels/ben/talk.csv', rated(0, 1));
    expect(await list()).toEqual({
      recordings: { talk: { ben: '0 1' } },
      left: [
        "labels/anna/talk.csv: line 202: 'arousal' must be a number or empty, got 'nonsense'.",
      ],
    });
  });

  it('reads a long table to its end', async () => {
    const rows = ['talk', 'walk'].flatMap((video) =>
      Array.from({ length: 100 }, (_, i) => `${video},anna,${i / 4},0.5,0`),
    );
    write('labels/all.csv', `video,rater,time,arousal,valence\n${rows.join('\n')}\n`);
    const values = new Array(100).fill(0.5).join(' ');
    expect((await list()).recordings).toEqual({ talk: { anna: values }, walk: { anna: values } });
  });

  it('keeps a column that somebody has fused from named raters out', async () => {
    write('labels/talk.csv', 'time,arousal,valence,arousal_anna,valence_anna\n0,1,1,0.5,0.5\n');
    expect((await list()).recordings).toEqual({ talk: { anna: '0.5' } });
  });

  it('reads labels by frame number at a stated rate only', async () => {
    write('labels/anna/talk.csv', 'frame,arousal,valence\n1,0,0\n2,0.5,0\n');
    expect(await refused()).toBe(
      'labels/anna/talk.csv: counts frames, so the frames per second must be stated (fps), such as 25.',
    );
    for await (const { series } of ratedRecordings(join(root, 'labels'), { fps: 4 })) {
      expect(Array.from(series.times)).toEqual([0, 0.25]);
    }
    expect(await refused({ fps: 0 })).toBe(
      "ratedRecordings: 'fps' must be a finite number above 0, got 0.",
    );
  });

  it('refuses a folder without labels in one line', async () => {
    expect(await refused()).toBe('labels: does not exist or cannot be read.');
    write('labels/talk.mp4', '');
    expect(await refused()).toBe('labels: no label files found (.csv, .tsv or .txt).');
    write('labels/arousal/talk.csv', 'time,anna,ben\n0,0,0\n');
    expect(await refused()).toBe('labels: none of its 1 label files can be used.');
  });
});
