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
import { dirname, join } from 'node:path';
import { csvSource } from '@ssvaerr/datasets/node';
import { readRecord } from '@ssvaerr/host/node';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ssvaerrHere } from '../../test/ssvaerr-here.ts';
import { labelsFormat } from '../labels/labels-format.ts';

const golden = JSON.parse(
  readFileSync(
    new URL('../../../../fixtures/golden_agreement/golden.json', import.meta.url),
    'utf8',
  ),
);
const ratings: readonly (readonly number[])[] = golden.ratings;
/** Golden numbers have six decimals. */
const close = { atol: 1.01e-6, rtol: 0 };

const root = mkdtempSync(join(tmpdir(), 'agreement-'));
const at = (...names: string[]) => join(root, ...names);
const write = (name: string, text: string) => {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
beforeEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A rater's file at some values per second: arousal as given, valence its negative unless given. */
function rated(arousal: readonly number[], rate = 4, valence = arousal.map((value) => -value)) {
  const rows = arousal.map((value, i) => `${i / rate},${value},${valence[i]}`);
  return `time,arousal,valence\n${rows.join('\n')}\n`;
}

/** A command line; `LABELS` and `OUT` stand for paths. */
async function agreement(line: string) {
  const words = line.replaceAll(/\b[A-Z]+\b/g, (word) => at(word.toLowerCase())).split(' ');
  const { status, stdout, stderr } = await ssvaerrHere(['agreement', ...words]);
  const short = (text: string) => text.replaceAll(`${root}/`, '');
  return { status, stdout: short(stdout), stderr: short(stderr) };
}
async function asJson(line: string) {
  const { status, stdout, stderr } = await agreement(`${line} --json`);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** Columns of a table of fused labels; empty cells are NaN. */
function columns(file: string): {
  header: string;
  time: number[];
  arousal: number[];
  valence: number[];
} {
  const [header, ...rows] = readFileSync(at(file), 'utf8').trimEnd().split('\n');
  const column = (index: number) =>
    rows.map((row) => (row.split(',')[index] === '' ? Number.NaN : Number(row.split(',')[index])));
  return { header: header!, time: column(0), arousal: column(1), valence: column(2) };
}

describe('agreement', () => {
  it('gives the golden numbers, and the golden fusions', async () => {
    for (const [rater, values] of ratings.entries()) {
      write(`labels/r${rater}/talk.csv`, rated(values));
    }
    const found = await asJson('LABELS --fuse ewe --out OUT');
    for (const dimension of ['arousal', 'valence']) {
      const summary = found[dimension];
      const human = golden.leave_one_out_human_ccc;
      expect(summary.raters).toEqual(['r0', 'r1', 'r2', 'r3']);
      const means = (row: { mean: number }[]) => row.map(({ mean }) => mean);
      expect(summary.cccByPair.map(means)).toBeAllclose(golden.pairwise_ccc, close);
      expect(means(summary.humanCccByRater)).toBeAllclose(human, close);
      expect(summary.humanCcc.mean).toBeAllclose(golden.mean_leave_one_out_human_ccc, close);
      expect(summary.icc1.mean).toBeAllclose(golden.icc['ICC(3,1)=ICC(C,1)'], close);
      expect(summary.iccK.mean).toBeAllclose(golden.cronbach_alpha, close);
      const pairs = [0.922035, -0.366888, 0.784147, -0.415295, 0.693317, -0.272592];
      const mean = pairs.reduce((sum, ccc) => sum + ccc, 0) / pairs.length;
      expect(summary.ccc).toEqual({ mean: expect.closeTo(mean, 5), sd: null, recordings: 1 });
      expect(found.recordings[0][dimension].meanCcc).toBeAllclose(
        golden.agreement_mean_ccc_with_others,
        close,
      );
    }
    const negative = (values: readonly number[]) => values.map((value) => -value);
    const { header, time, arousal, valence } = columns('out/ewe/talk.csv');
    expect(header).toBe('time,arousal,valence');
    expect(time).toEqual(ratings[0]!.map((_, i) => i / 4));
    expect(arousal).toBeAllclose(golden.ewe_ccc_clipped.fused, close);
    expect(valence).toBeAllclose(negative(golden.ewe_ccc_clipped.fused), close);
    await asJson('LABELS --fuse ccc-centred --out OUT --force');
    expect(columns('out/ccc-centred/talk.csv').arousal).toBeAllclose(
      golden.ccc_centring_recola.fused,
      close,
    );
    expect(readdirSync(at('out')).sort()).toEqual(['ccc-centred', 'labels.json']);
  });

  it('prints a table that says what its figures are', async () => {
    const steps = [0, 0.25, 0.5, 0.25, 0];
    write('labels/anna/talk.csv', rated(steps));
    write('labels/ben/talk.csv', rated(steps.map((value) => value + 0.25)));
    write('labels/anna/walk.csv', rated(steps));
    write('labels/cleo/walk.csv', rated(steps));
    const { stdout, stderr, status } = await agreement('LABELS');
    expect([status, stderr]).toEqual([0, '']);
    // By hand: variance 0.035, so CCC 0.07 / (0.07 + 0.0625) in talk and 1 in walk.
    expect(stdout).toBe(`labels: 2 recordings with two or more of 3 raters

                        arousal               valence
                           mean     sd    n      mean     sd    n
all raters
  CCC of pairs            0.764  0.334    2     0.764  0.334    2
  PCC of pairs            1.000  0.000    2     1.000  0.000    2
  ICC(3,1)                1.000  0.000    2     1.000  0.000    2
  ICC(3,k) = alpha        1.000  0.000    2     1.000  0.000    2
  CCC with the others     0.764  0.334    2     0.764  0.334    2
each rater: CCC with the mean of the others (human ceiling)
  anna                    0.764  0.334    2     0.764  0.334    2
  ben                     0.528      –    1     0.528      –    1
  cleo                    1.000      –    1     1.000      –    1

Mean and standard deviation (sd) over n recordings. Frames of one recording are not independent, so every figure is computed per recording and then averaged.
`);
  });

  it('fuses raters who agree into what they say, in any layout', async () => {
    const value = fc.integer({ min: -64, max: 64 }).map((n) => n / 64);
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 3, maxLength: 12 }).filter((all) => new Set(all).size > 1),
        fc.constantFrom('mean', 'median', 'ewe', 'ccc-centred'),
        async (values, fuse) => {
          rmSync(root, { recursive: true, force: true });
          const rows = rated(values).trimEnd().split('\n').slice(1);
          const long = ['video,rater,time,arousal,valence'];
          for (const rater of ['anna', 'ben', 'cleo']) {
            write(`labels/${rater}/day1/talk.csv`, rated(values));
            long.push(...rows.map((row) => `day1/talk.mp4,${rater},${row}`));
          }
          write('table/all.csv', `${long.join('\n')}\n`);
          const [folders, table] = [
            await asJson(`LABELS --fuse ${fuse} --out OUT`),
            await asJson(`TABLE --fuse ${fuse}`),
          ];
          expect(folders.arousal.ccc.mean).toBeCloseTo(1, 9);
          for (const key of ['arousal', 'valence', 'recordings', 'raters']) {
            expect(table[key]).toEqual(folders[key]);
          }
          const fused = columns(`out/${fuse}/day1/talk.csv`);
          expect(fused.arousal).toBeAllclose(values, close);
          expect(fused.valence).toBeAllclose(
            values.map((value) => -value),
            close,
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  it('writes labels that preprocess --format csv reads, and a record', async () => {
    write('labels/anna/day1/talk.csv', 'time,arousal,valence\n0,1,0\n1,3,0\n2,9,5\n');
    write('labels/ben/day1/talk.csv', 'time,arousal,valence\n0,5,0\n1,,0\n2,,5\n3,,\n');
    write('videos/day1/talk.mp4', '');
    const { status, stderr } = await agreement('LABELS --scale 0..10 --fuse median --out OUT');
    expect([status, stderr]).toEqual([0, '']);
    expect(readFileSync(at('out/median/day1/talk.csv'), 'utf8')).toBe(
      'time,arousal,valence\n0,-0.4,-1\n1,-0.4,-1\n2,0.8,0\n3,,\n',
    );
    expect(await readRecord(at('out/labels.json'), labelsFormat)).toEqual({
      source: at('labels'),
      fusion: 'median',
      raters: { 'day1/talk': ['anna', 'ben'] },
      delays: null,
    });
    expect(JSON.parse(readFileSync(at('out/labels.json'), 'utf8'))).toMatchObject({
      format: 'ssvaerr-labels',
      version: 1,
    });
    const left: string[] = [];
    const source = await csvSource(at('videos'), { labels: at('out'), seed: 1 });
    for await (const { id, labels } of source.items(({ name }) => left.push(name))) {
      const { times, arousal, valence } = await labels!({ fps: 25, seconds: 3 });
      expect(id).toBe('day1/talk.mp4');
      expect(Array.from(times)).toEqual([0, 1, 2, 3]);
      expect(Array.from(arousal)).toEqual([-0.4, -0.4, 0.8, Number.NaN]);
      expect(Array.from(valence)).toEqual([-1, -1, 0, Number.NaN]);
    }
    expect(left).toEqual([]);
  });

  it('writes sparse whole seconds so that they are not taken for milliseconds', async () => {
    write('labels/anna/talk.csv', 'time_s,arousal,valence\n0,0,0\n10,1,0\n20,0,1\n');
    write('labels/ben/talk.csv', 'time_s,arousal,valence\n0,0,0\n10,1,0\n20,0,1\n');
    write('videos/talk.mp4', '');
    await asJson('LABELS --out OUT');
    const source = await csvSource(at('videos'), { labels: at('out'), seed: 1 });
    for await (const { labels } of source.items()) {
      expect(Array.from((await labels!({ fps: 25, seconds: 30 })).times)).toEqual([0, 10, 20]);
    }
  });

  it('limits what a fusion puts outside of [-1, 1], and says so', async () => {
    // The level is moved by weights that may be negative: 20 / 0.04 is far outside.
    write('labels/anna/talk.csv', rated([1, 0.9, 0.8, 1]));
    write('labels/ben/talk.csv', rated([0.9, 1, 1, 0.9]));
    write('labels/cleo/talk.csv', rated([1, 0.9, 0.9, 1]));
    write('labels/dora/talk.csv', rated([-1, -0.9, -1, -0.8]));
    const { status, stderr } = await agreement('LABELS --fuse ccc-centred --out OUT');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^warning: talk: \d+ fused values? outside \[-1, 1\], limited to it[.]\n$/,
    );
    const { arousal } = columns('out/ccc-centred/talk.csv');
    expect(Math.max(...arousal.map(Math.abs))).toBe(1);
  });

  it('finds delays, takes them out, and keeps them in the record', async () => {
    const seen = (late: number) =>
      Array.from({ length: 120 }, (_, i) => Math.round(500 * Math.sin((i - late) / 5)) / 1000);
    const late = { anna: 0, ben: 0, cleo: 6 };
    for (const video of ['talk', 'walk']) {
      for (const [rater, samples] of Object.entries(late)) {
        write(`labels/${rater}/${video}.csv`, rated(seen(samples), 10, seen(0)));
      }
    }
    const [before, after] = [await asJson('LABELS'), await asJson('LABELS --delays --out OUT')];
    expect(before.delays).toBeNull();
    expect(before.arousal.ccc.mean).toBeLessThan(0.7);
    expect(after.arousal.ccc.mean).toBeCloseTo(1, 9);
    // Behind the mean of all: 2/3 of 0.6 s, and 1/3 before it.
    const { anna, ben, cleo } = after.delays.arousal;
    expect([anna.mean, ben.mean, cleo.mean]).toBeAllclose([-0.2, -0.2, 0.4], { atol: 1e-9 });
    expect(cleo).toMatchObject({ sd: 0, recordings: 2 });
    expect(after.delays.valence.cleo.mean).toBe(0);
    expect((await readRecord(at('out/labels.json'), labelsFormat)).delays).toEqual({
      arousal: { anna: anna.mean, ben: ben.mean, cleo: cleo.mean },
      valence: { anna: 0, ben: 0, cleo: 0 },
    });
    expect(columns('out/mean/talk.csv').arousal.slice(2, 116)).toBeAllclose(
      seen(2).slice(2, 116),
      close,
    );
    const { stdout } = await agreement('LABELS --delays');
    expect(stdout).toMatch(/seconds later than the mean of all.*\n {2}anna +−0[.]200 /);
  });

  it('compares recordings with two raters; others are fused alone', async () => {
    write('labels/anna/talk.csv', rated([0, 0.5, 1]));
    write('labels/ben/talk.csv', rated([0, 0.5, 0.5]));
    write('labels/ben/walk.csv', rated([1, 0, 0]));
    const { status, stdout, stderr } = await agreement('LABELS --out OUT --json');
    expect([status, stderr]).toEqual([
      0,
      'warning: 1 recording with one rater, not compared: walk\n',
    ]);
    const { recordings, raters, arousal } = JSON.parse(stdout);
    expect(recordings.map(({ id }: { id: string }) => id)).toEqual(['talk']);
    expect(raters).toEqual({ talk: ['anna', 'ben'], walk: ['ben'] });
    expect(arousal.ccc.recordings).toBe(1);
    expect(columns('out/mean/walk.csv').arousal).toEqual([1, 0, 0]);
  });

  it('prints with --json all that it knows', async () => {
    write('labels/anna/talk.csv', rated([0, 0.5, 1]));
    write('labels/ben/talk.csv', rated([0, 0.5, 0.5]));
    write('labels/gold.csv', rated([0, 0, 0]));
    const { stdout, stderr } = await agreement('LABELS --json');
    const found = JSON.parse(stdout);
    expect(Object.keys(found)).toEqual([
      'labels',
      'fusion',
      'raters',
      'arousal',
      'valence',
      'delays',
      'recordings',
      'leftOut',
    ]);
    const whole = ['ccc', 'pcc', 'humanCcc', 'icc1', 'iccK'];
    const parts = ['humanCccByRater', 'cccByPair', 'pccByPair'];
    expect(Object.keys(found.arousal)).toEqual(['recordings', 'raters', ...whole, ...parts]);
    expect(found.recordings).toEqual([
      {
        id: 'talk',
        rate: 4,
        arousal: expect.objectContaining({ raters: ['anna', 'ben'], samples: 3 }),
        valence: expect.objectContaining({ raters: ['anna', 'ben'], samples: 3 }),
      },
    ]);
    expect(found.leftOut).toHaveLength(1);
    expect(stderr).toMatch(/^warning: left out: labels[/]gold[.]csv: names no rater: .*[.]\n$/);
  });

  it('draws a page: matrices, raters, and the first twelve recordings over time', async () => {
    const wave = (shift: number) =>
      Array.from({ length: 40 }, (_, i) => Math.round(64 * Math.sin(i / 4 + shift)) / 128);
    for (let i = 10; i < 24; i++) {
      write(`labels/anna/talk${i}.csv`, rated(wave(0)));
      write(`labels/ben/talk${i}.csv`, rated(wave(0.5)));
      if (i % 2 === 0) write(`labels/<b>cleo/talk${i}.csv`, rated(wave(3)));
    }
    const { status, stdout, stderr } = await agreement('LABELS --page PAGE --delays');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('page: page');
    const { document } = parseHTML(readFileSync(at('page'), 'utf8'));
    const all = (selector: string) =>
      [...document.querySelectorAll(selector)].map((element) => element.textContent!.trim());
    expect(all('h2')).toEqual([
      'All raters',
      'Each rater against the others',
      'Delays',
      'Pairs of raters',
      'Recordings over time',
    ]);
    expect(all('caption').slice(-2)).toEqual(['CCC of arousal', 'CCC of valence']);
    expect(all('td[style]').length).toBe(18);
    expect(all('figure').length).toBe(12);
    expect(all('figcaption b')[0]).toBe('talk10');
    // The same person has the same color everywhere; files are sorted, so cleo comes first.
    const strokes = (figure: number) =>
      Object.fromEntries(
        [...document.querySelectorAll('figure')[figure]!.querySelectorAll('.legend li')].map(
          (li) => [li.textContent!.trim(), li.querySelector('line')!.getAttribute('stroke')],
        ),
      );
    const [three, both] = [strokes(0), strokes(1)];
    expect(Object.keys(three)).toEqual(['fused (mean)', '<b>cleo', 'anna', 'ben']);
    expect(new Set(Object.values(three)).size).toBe(4);
    const { '<b>cleo': _, ...without } = three;
    expect(both).toEqual(without);
    expect(document.querySelectorAll('script').length).toBe(0);
  });
});

describe('agreement refuses in one line', () => {
  const two = () => {
    write('labels/anna/talk.csv', rated([0, 0.5, 1]));
    write('labels/ben/talk.csv', rated([0, 0.5, 0.5]));
  };
  const last = (stderr: string) => stderr.trimEnd().split('\n').at(-1);

  it.each<[string, Record<string, string>, string, string]>([
    ['nothing', {}, 'LABELS', 'labels: does not exist or cannot be read.'],
    [
      'no label files',
      { 'labels/a.mp4': '' },
      'LABELS',
      'labels: no label files found (.csv, .tsv or .txt).',
    ],
    [
      'one rater',
      { 'labels/anna/talk.csv': rated([0, 1]), 'labels/anna/walk.csv': rated([0, 1]) },
      'LABELS --out OUT',
      'labels: no recording has two raters (found: anna), so there is no agreement to measure.',
    ],
    [
      'one dimension',
      { 'labels/arousal/talk.csv': 'time,anna,ben\n0,0,0\n1,1,1\n' },
      'LABELS --out OUT',
      'labels: none of its 1 label files can be used.',
    ],
    [
      'frames at no rate',
      { 'labels/anna/talk.csv': 'frame,arousal,valence\n0,0,0\n1,1,1\n' },
      'LABELS',
      'labels/anna/talk.csv: counts frames, so the frames per second must be stated (fps), such as 25.',
    ],
    [
      'a wrong scale',
      {},
      'LABELS --scale 9',
      "agreement: --scale must be the lowest and the highest rating, such as 1..9, got '9'.",
    ],
    [
      'a wrong number',
      {},
      'LABELS --missing x',
      "agreement: --missing must be numbers such as -5,99, got 'x'.",
    ],
  ])('%s', async (_, files, line, message) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    const { status, stdout, stderr } = await agreement(line);
    expect([status, stdout, last(stderr)]).toEqual([1, '', `ssvaerr: ${message}`]);
    expect(existsSync(root) ? readdirSync(root) : []).not.toContain('out');
    expect(existsSync(root) ? readdirSync(root) : []).not.toContain('out.part');
  });

  it('names the raters of a file with one dimension', async () => {
    two();
    write('labels/arousal/walk.csv', 'time,anna,ben\n0,0,0\n1,1,1\n');
    const { status, stderr } = await agreement('LABELS');
    expect(status).toBe(0);
    expect(stderr).toBe(
      'warning: left out: labels/arousal/walk.csv: rates arousal by anna, ben, but not valence.\n',
    );
  });

  it('labels by frame are fine at a stated rate', async () => {
    for (const rater of ['anna', 'ben']) {
      write(`labels/${rater}/talk.csv`, 'frame,arousal,valence\n1,0,0\n2,1,1\n3,0,1\n');
    }
    expect((await asJson('LABELS --fps 50 --out OUT')).recordings[0].rate).toBeCloseTo(50, 9);
    expect(columns('out/mean/talk.csv').time).toEqual([0, 0.02, 0.04]);
  });

  it('results that are there already; --force replaces its own only', async () => {
    two();
    await asJson('LABELS --out OUT --page PAGE');
    expect(last((await agreement('LABELS --out OUT')).stderr)).toBe(
      'ssvaerr: out already exists. Choose another --out, or overwrite it with --force.',
    );
    expect(last((await agreement('LABELS --page PAGE')).stderr)).toBe(
      'ssvaerr: page already exists. Choose another --page, or overwrite it with --force.',
    );
    await asJson('LABELS --out OUT --page PAGE --fuse median --force');
    expect(readdirSync(at('out')).sort()).toEqual(['labels.json', 'median']);
    write('out/notes.md', 'mine');
    expect(last((await agreement('LABELS --out OUT --force')).stderr)).toBe(
      'ssvaerr: out: --force would remove notes.md, which is not from this program. Choose another --out.',
    );
    write('videos/talk.mp4', 'mine');
    expect(last((await agreement('LABELS --out VIDEOS --force')).stderr)).toBe(
      'ssvaerr: videos: not a label folder (labels.json is missing), so --force does not overwrite it. Choose another --out.',
    );
    expect(readFileSync(at('videos/talk.mp4'), 'utf8')).toBe('mine');
    expect(last((await agreement('LABELS --out PAGE --force')).stderr)).toBe(
      'ssvaerr: page: is a file, not a folder.',
    );
    expect(readdirSync(root).sort()).toEqual(['labels', 'out', 'page', 'videos']);
  });

  it('a page in the folder of the labels is replaced with it', async () => {
    two();
    for (const force of ['', ' --force']) {
      await asJson(`LABELS --out OUT --page ${at('out')}/page.html${force}`);
      expect(readdirSync(at('out')).sort()).toEqual(['labels.json', 'mean', 'page.html']);
    }
  });

  it('to leave anything behind when it is interrupted', async () => {
    two();
    for (const more of [[], ['--delays']]) {
      const argv = ['agreement', at('labels'), '--out', at('out'), ...more];
      const { status, stderr } = await ssvaerrHere(argv, AbortSignal.abort());
      expect([status, stderr]).toEqual([130, 'interrupted. nothing was written.\n']);
      expect(readdirSync(root)).toEqual(['labels']);
    }
  });

  it('a folder inside of the labels, and one around them', async () => {
    two();
    for (const out of ['labels', 'labels/fused', '.']) {
      expect(last((await agreement(`LABELS --out ${join(root, out)} --force`)).stderr)).toBe(
        `ssvaerr: agreement: --out must be apart from LABELS, got ${out === '.' ? root : out}.`,
      );
    }
  });
});
