import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clip, formatClip, parseClip, parseManifest } from './index.ts';

const sha256 = 'ab'.repeat(32);
const file = (kind: string) => ({ path: `c1.${kind}.npy`, sha256 });
const clip: Clip = {
  id: 'c1',
  subject: 'P16',
  split: 'train',
  frames: 200,
  fps: 25,
  files: { frames: file('frames'), labels: file('labels'), audio: file('audio') },
  labelSource: 'gold standard',
  quality: 0.975,
  pixels: { count: 1843200, sum: 235008000, squares: 29963520000 },
};

/** The message for a clip with some fields changed; undefined: left out. */
const problem = (change: object) => {
  try {
    parseClip(JSON.stringify({ ...clip, ...change }));
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return 'none';
};

describe('a line of manifest.jsonl', () => {
  it('is one line, and comes back', () => {
    expect(formatClip(clip)).not.toContain('\n');
    expect(parseClip(formatClip(clip))).toEqual(clip);
    const bare = { ...clip, files: { frames: file('frames') }, labelSource: null };
    expect(parseClip(formatClip(bare))).toEqual(bare);
    const heard = { ...clip, silence: 0.25 };
    expect(parseClip(formatClip(heard))).toEqual(heard);
    const files = { ...clip.files, raters: file('raters') };
    const rated = { ...clip, files, raters: ['FM1', 'Rater 2'] };
    expect(parseClip(formatClip(rated))).toEqual(rated);
  });

  it('has its fields in one order', () => {
    const turned = Object.fromEntries(Object.entries(clip).reverse()) as unknown as Clip;
    expect(formatClip(turned)).toBe(formatClip(clip));
  });

  it.each([
    [{ subjct: 'P1' }, "'subjct' must be a known field. Did you mean 'subject'?"],
    [{ split: 'dev' }, "'split' must be one of train, validation, test, got 'dev'"],
    [{ split: undefined }, "'split' must be one of train, validation, test, got undefined"],
    [{ subject: 16 }, "'subject' must be a string, got 16"],
    [{ frames: 0 }, "'frames' must be an integer >= 1, got 0"],
    [{ fps: -1 }, "'fps' must be a number > 0, got -1"],
    [{ quality: 1.01 }, "'quality' must be in [0, 1], got 1.01"],
    [{ quality: null }, "'quality' must be in [0, 1], got null"],
    [{ silence: 1.01 }, "'silence' must be in [0, 1], got 1.01"],
    [{ silence: null }, "'silence' must be in [0, 1], got null"],
    [{ labelSource: undefined }, "'labelSource' must be a string, or null, got undefined"],
    [{ raters: 'FM1' }, "'raters' must be a list of names, not empty and all different, got 'FM1'"],
    [{ raters: [] }, "'raters' must be a list of names, not empty and all different, got []"],
    [{ raters: ['a', 1] }, "'raters' must be a list of names, not empty and all different, got"],
    [{ raters: ['a', ''] }, "'raters' must be a list of names, not empty and all different, got"],
    [{ raters: ['a', 'a'] }, "'raters' must be a list of names, not empty and all different, got"],
    [{ raters: ['a'] }, "'files.raters' must be present, as 'raters' is, got undefined"],
    [
      { files: { ...clip.files, raters: file('raters') } },
      "'raters' must name the raters of 'files.raters', got undefined",
    ],
    [
      { raters: ['a'], files: { ...clip.files, raters: { path: 'a' } } },
      "'files.raters.sha256' must be 64 hexadecimal digits, got undefined",
    ],
    [{ files: {} }, "'files.frames' must be an object, got undefined"],
    [{ files: [] }, "'files' must be an object, got []"],
    [{ files: { ...clip.files, video: {} } }, "'files.video' must be a known field."],
    [{ files: { ...clip.files, audio: null } }, "'files.audio' must be an object, got null"],
    [
      { files: { ...clip.files, labels: { path: 'a' } } },
      "'files.labels.sha256' must be 64 hexadecimal digits, got undefined",
    ],
    [
      { files: { frames: { path: 'a', sha256: sha256.toUpperCase() } } },
      "'files.frames.sha256' must be 64 hexadecimal digits, got 'ABAB",
    ],
    [{ pixels: { count: 1, sum: 0.5, squares: 1 } }, "'pixels.sum' must be an integer >= 0, got"],
    [{ pixels: { count: 1, sum: 1, squares: -1 } }, "'pixels.squares' must be an integer >= 0"],
    [{ pixels: { count: 0, sum: 1, squares: 1 } }, "'pixels.count' must be an integer >= 1"],
    [{ pixels: { count: 1, sum: 1 } }, "'pixels.squares' must be an integer >= 0, got undefined"],
  ])('refuses %j', (change, message) => {
    expect(problem(change)).toContain(`parseClip: ${message}`);
  });

  it.each([
    '',
    '.',
    '.hidden',
    '..',
    'a/b',
    'a\\b',
    'a b',
    'C:x',
    'é',
    'a\n',
    'x'.repeat(121),
    7,
    null,
  ])('refuses the id %j', (id) => {
    expect(problem({ id })).toContain(
      "parseClip: 'id' must be 1 to 120 letters, digits, '.', '_' or '-', not beginning with '.', got",
    );
  });

  it.each(['a', '-vKx0_9', '_a', 'SAH_C1_S009_P018_VC1_004321_005367', 'x'.repeat(120), 'a..b'])(
    'takes the id %j',
    (id) => {
      expect(problem({ id })).toBe('none');
    },
  );

  it.each([
    ...['', '/etc/passwd', '..', '../a', 'a/../../b', 'a/..', './a', 'a//b', 'a/', '.'],
    ...['..\\a', 'a\\b', '\\\\host\\a', 'C:/a', 'C:a', 'a:stream', 'a\0b', 'a\nb', 5],
  ])('refuses the path %j', (path) => {
    const files = { frames: { path, sha256 } };
    expect(problem({ files })).toContain(
      "parseClip: 'files.frames.path' must be a path below the store, with '/' and without '..', got",
    );
  });

  it.each(['a.npy', 'a/b.npy', '..a/b..c', 'ein Ordner/é.npy', '~/a'])('takes %j', (path) => {
    expect(problem({ files: { frames: { path, sha256 } } })).toBe('none');
  });

  it('or any JSON, and nothing worse happens', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(() => parseClip(json)).toThrow(RangeError);
      }),
    );
    expect(() => parseClip('{"__proto__":1}')).toThrow("'__proto__' must be a known field");
  });
});

describe('parseManifest', () => {
  const lines = ['a', 'b', 'é', 'c'].map((subject, i) =>
    formatClip({ ...clip, subject, id: `c${i}` }),
  );
  const text = lines.map((line) => `${line}\n`).join('');

  it('reads clips in order', () => {
    const { clips, length } = parseManifest(text);
    expect([clips.map(({ subject }) => subject), length]).toEqual([
      ['a', 'b', 'é', 'c'],
      text.length,
    ]);
    expect(parseManifest('')).toEqual({ clips: [], length: 0 });
  });

  it('cut off anywhere keeps the clips that were written', () => {
    for (let cut = 0; cut <= text.length; cut++) {
      const { clips, length } = parseManifest(text.slice(0, cut));
      // A line counts from its last brace on: the line feed behind it may be missing.
      const ends = lines.map((_, i) => lines.slice(0, i + 1).join('\n').length);
      const whole = ends.filter((end) => end <= cut).length;
      expect(clips).toHaveLength(whole);
      expect(length).toBe(whole === 0 ? 0 : Math.min(ends[whole - 1]! + 1, cut));
    }
  });

  it('refuses a broken line that is not the last, and a whole one that is wrong', () => {
    expect(() => parseManifest(`${lines[0]}\n${lines[1]?.slice(5)}\n${lines[2]}\n`)).toThrow(
      "parseManifest: line 2: parseClip: 'json' must be JSON, got '",
    );
    expect(() => parseManifest(`${lines[0]}\n\n${lines[1]}`)).toThrow('line 2: parseClip');
    expect(() => parseManifest(`${lines[0]}\n{"id":1}`)).toThrow(
      "parseManifest: line 2: parseClip: 'id' must be 1 to 120 letters",
    );
    expect(() => parseManifest(`${lines[0]}\n{"id":\n`)).toThrow('line 2: parseClip');
  });

  it('refuses an id that comes twice, whatever its case', () => {
    const again = formatClip({ ...clip, id: 'C1' });
    expect(() => parseManifest(`${text}${again}\n`)).toThrow(
      new RangeError("parseManifest: line 5: 'id' must be new, got 'C1' as in line 2."),
    );
  });
});
