import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import { parseRecord } from '@ssvaerr/host/node';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedClip,
  embeddingFormat,
  readEmbeddingIndex,
  writeEmbeddingIndex,
} from './embedding-record.ts';

const root = mkdtempSync(join(tmpdir(), 'index-'));
afterAll(() => rmSync(root, { recursive: true }));

const ofStore = { id: 'a', frames: 7, fps: 25, path: 'a.npy', source: 'store' };
const clip: fc.Arbitrary<EmbeddedClip> = fc.oneof(
  fc.record({ id: fc.string(), frames: fc.nat(), fps: fc.constant(25), path: fc.string(), source: fc.string() }), // biome-ignore format: one line
  fc
    .record({ track: fc.nat(), start: fc.nat(), quality: fc.constantFrom(0, 0.5, 1) })
    .map((within) => ({ ...ofStore, ...within })),
);

describe('index.jsonl', () => {
  it('has a line for each clip and no header line', async () => {
    await writeEmbeddingIndex(root, [ofStore, { ...ofStore, id: 'b', track: 1 }]);
    expect(readFileSync(join(root, 'index.jsonl'), 'utf8')).toBe(
      '{"id":"a","frames":7,"fps":25,"path":"a.npy","source":"store"}\n' +
        '{"id":"b","frames":7,"fps":25,"path":"a.npy","source":"store","track":1}\n',
    );
  });

  it('comes back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(clip, { maxLength: 5 }), async (clips) => {
        await writeEmbeddingIndex(root, clips);
        expect(await readEmbeddingIndex(root)).toEqual(clips);
      }),
      { numRuns: 20 },
    );
  });

  it('is empty if the folder has none', async () => {
    mkdirSync(join(root, 'empty'));
    expect(await readEmbeddingIndex(join(root, 'empty'))).toEqual([]);
  });

  const good = JSON.stringify(ofStore);
  it.each([
    [`${good}\n{\n`, 'index.jsonl: line 2: is not JSON'],
    [`${good}\n\n{"id":1}\n`, "index.jsonl: line 3: 'id' must be a string, got 1."],
    [`${good.replace('7', '7.5')}\n`, "index.jsonl: line 1: 'frames' must"],
    [`${good.replace('fps', 'fsp')}\n`, 'index.jsonl: line 1: '],
    [`[1]\n`, 'index.jsonl: line 1: must hold a JSON object.'],
  ])('names the line that is wrong: %j', async (text, message) => {
    writeFileSync(join(root, 'index.jsonl'), text);
    await expect(readEmbeddingIndex(root)).rejects.toBeInstanceOf(FileError);
    await expect(readEmbeddingIndex(root)).rejects.toThrow(message);
  });
});

describe('embedding.json', () => {
  const id = { path: 'x', sha256: 'a' };
  it.each(['{"formatVersion":1,', '{"format":"ssvaerr-embedding","version":2,'])(
    'is read from %s…',
    (head) => {
      const content = { weights: id, input: id, features: 16 };
      const text = head + JSON.stringify(content).slice(1);
      expect(parseRecord(embeddingFormat, 'embedding.json', text)).toEqual(content);
    },
  );
});
