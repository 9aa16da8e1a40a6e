import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import type { LeftOut, Source } from '../source.ts';
import { parseSplitFile } from './parse-split-file.ts';
import { withSplits } from './with-splits.ts';

const source = (...ids: readonly string[]): Source => ({
  ...{ name: 'talks', licence: 'CC0', splitOrigin: 'ours', settings: { input: 'x' } },
  async *items() {
    for (const id of ids) yield { id, subject: id[0]!, split: 'train', video: id };
  },
});

async function list(text: string, ...ids: readonly string[]) {
  const left: LeftOut[] = [];
  const items: string[] = [];
  const split = withSplits(source(...ids), parseSplitFile(text), 's.csv');
  for await (const item of split.items((out) => left.push(out))) {
    items.push(`${item.id} ${item.subject} ${item.split}`);
  }
  return { items, left: left.map(({ name, reason }) => `${name} ${reason}`) };
}

describe('a split file', () => {
  it('gives splits and subjects by id, with or without the ending', async () => {
    const text = 'split;id;subject\ntrain;a/1.mp4;P1\nDevel;a/2;P2\nTEST;b;P3\n';
    expect(await list(text, 'a/1.mp4', 'a/2.avi', 'b', 'c.mp4')).toEqual({
      items: ['a/1.mp4 P1 train', 'a/2.avi P2 validation', 'b P3 test'],
      left: ['c.mp4 is not listed in s.csv.'],
    });
  });

  it('gives splits by subject', async () => {
    expect(await list('subject,split\na,test\nz,train\ny,train\n', 'a1', 'a2')).toEqual({
      items: ['a1 a test', 'a2 a test'],
      left: ["s.csv lists 'subject z' (line 3) and 1 others without a recording."],
    });
  });

  it('says where the splits come from, and another file is another list', () => {
    const [one, other] = ['a,test', 'a,train'].map((row) =>
      withSplits(source('a'), parseSplitFile(`id,split\n${row}\n`), 's.csv'),
    );
    expect(one!.splitOrigin).toBe('s.csv');
    expect(one!.settings.input).toBe('x');
    expect(one!.settings['split-file']).not.toBe(other!.settings['split-file']);
  });

  it('gives rows or a LabelError for any text', () => {
    const words = ['id', 'subject', 'split', 'train', 'dev', 'P1', ',', ';', '\n', ' ', '"'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words)), (parts) => {
        try {
          for (const { split } of parseSplitFile(parts.join(''))) {
            expect(['train', 'validation', 'test']).toContain(split);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(LabelError);
        }
      }),
    );
  });

  it.each([
    ['a,test\n', "line 1: must name the columns 'id' or 'subject', and 'split', got a, test."],
    ['id,split\na,best\n', "line 2: 'split' must be train, validation or test, got 'best'."],
    ['id,split\na,test\n\na,test\n', "line 4: lists 'a' again (line 2)."],
    [
      'id,subject,split\na,P1,test\nb,P1,train\n',
      "line 3: puts subject 'P1' into train, who is in test (line 2).",
    ],
    ['id,split\n,test\n', "line 2: must have an 'id' or a 'subject'."],
  ])('refuses %j', (text, message) => {
    expect(() => parseSplitFile(text)).toThrow(
      expect.objectContaining({ name: 'LabelError', message }),
    );
  });
});
