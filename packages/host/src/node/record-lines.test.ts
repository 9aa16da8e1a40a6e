import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FileError } from '../file-error.ts';
import { formatHeader, type LinesFormat, parseLines } from './record-lines.ts';

const log = {
  format: 'log',
  version: 2,
  header: z.strictObject({ seed: z.int().optional() }),
  line: z.strictObject({ epoch: z.int().min(1), loss: z.number() }),
  migrate: { 1: ({ epoch, ...line }) => ({ ...line, epoch: (epoch as number) + 1 }) },
} satisfies LinesFormat<z.ZodType, z.ZodType>;

const read = (text: string) => parseLines(log, 'log.jsonl', text);
const lineOf = (line: object) => `${JSON.stringify(line)}\n`;

const lines = fc.array(
  fc.record({ epoch: fc.integer({ min: 1 }), loss: fc.integer().map((n) => n / 64) }),
);

describe('parseLines', () => {
  it('reads what was written, and ignores a last line that is cut off', () => {
    fc.assert(
      fc.property(lines, fc.option(fc.integer(), { nil: undefined }), (written, seed) => {
        const header = seed === undefined ? {} : { seed };
        const text = formatHeader(log, header) + written.map(lineOf).join('');
        expect(read(text)).toEqual({ header, lines: written });
        expect(read(`${text}{"epoch": 3, "lo`)).toEqual({ header, lines: written });
      }),
    );
  });

  it('brings version 1, which had no header, to version 2', () => {
    fc.assert(
      fc.property(lines, (written) => {
        const old = written.map(({ epoch, loss }) => ({ epoch: epoch - 1, loss }));
        expect(read(old.map(lineOf).join(''))).toEqual({ header: {}, lines: written });
        const headed = '{"format":"log","version":1}\n';
        expect(read(headed + old.map(lineOf).join('')).lines).toEqual(written);
      }),
    );
    expect(read('')).toEqual({ header: {}, lines: [] });
  });

  const head = '{"format":"log","version":2}\n';
  it.each([
    [`${head}{"epoch":1,"loss":2}\n{\n`, 'log.jsonl: line 3: is not JSON'],
    [`${head}{"epoch":0,"loss":2}\n`, "log.jsonl: line 2: 'epoch' must be >= 1, got 0."],
    [`${head}{"epoch":1,"los":2}\n`, 'log.jsonl: line 2: '],
    [`${head}[1]\n`, 'log.jsonl: line 2: must hold a JSON object.'],
    ['{"format":"other","version":2}\n', 'log.jsonl: line 1: is a file of format'],
    [
      '{"format":"log","version":3}\n',
      'log.jsonl: line 1: has version 3; this program reads versions 1 to 2.',
    ],
    ['{"format":"log","version":2,"sead":1}\n', "unknown key 'sead'. Did you mean 'seed'?"],
  ])('refuses %j in one line', (text, message) => {
    expect(() => read(text)).toThrow(FileError);
    expect(() => read(text)).toThrow(message);
  });
});
