import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { indexHash } from './index-hash.ts';
import { openStore } from './open-store.ts';
import { createStore } from './store-writer.ts';

const root = mkdtempSync(join(tmpdir(), 'hash-'));
const at = (name: string) => join(root, name);
afterAll(() => rmSync(root, { recursive: true }));

it('is the same for a copy, and another one if anything in a clip is other', async () => {
  const store = async (name: string, pixel: number) => {
    const info = { fps: 25, height: 2, width: 2, audio: null, source: 'x', licence: 'CC0' };
    const writer = await createStore(at(name), { ...info, synthetic: true });
    const frames = Uint8Array.of(1, 2, 3, pixel);
    await writer.addClip({ id: 'a', subject: 's', split: 'train', quality: 1, frames });
    await writer.close();
    return openStore(at(name));
  };
  const hash = await indexHash(await store('one', 4));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  cpSync(at('one'), at('copy'), { recursive: true });
  expect(await indexHash(await openStore(at('copy')))).toBe(hash);
  expect(await indexHash(await store('other', 5))).not.toBe(hash);
  appendFileSync(join(at('copy'), 'dataset.json'), ' ');
  expect(await indexHash({ root: at('copy') })).not.toBe(hash);
  await expect(indexHash({ root: at('none') })).rejects.toThrow('dataset.json: does not exist.');
});
