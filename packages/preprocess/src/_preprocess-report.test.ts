import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, openStore } from '@ssvaerr/data/node';
import { afterAll, expect, it } from 'vitest';
import { renderPreprocessReport } from './_preprocess-report.ts';
import type { VideoEntry } from './video-entry.ts';

const root = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(root, { recursive: true }));

const entry: VideoEntry = {
  ...{ item: 'a.mp4', sha256: null, name: 'a', fps: 25, frames: 2, withFace: 2, quality: [1] },
  ...{ labels: null, skipped: null, damage: null },
  info: { fps: 25, width: 64, height: 48, codec: 'h264', start: 0 },
  clips: [{ id: 'a', track: 0, start: 0, frames: 2, quality: 1 }],
};

async function pageOf(channels: 1 | 3, frames: Uint8Array): Promise<string> {
  const path = join(root, `${channels}`);
  const origin = { source: 'a test', licence: 'CC0', synthetic: false, audio: null };
  const writer = await createStore(path, { ...origin, fps: 25, height: 2, width: 3, channels });
  await writer.addClip({ id: 'a', subject: 's', split: 'train', frames, quality: 1 });
  await writer.close();
  const store = await openStore(path);
  return renderPreprocessReport({ store, entries: [entry], skipped: [], damaged: [], others: [] });
}

it('shows frames in color as gray pictures', async () => {
  const gray = Uint8Array.from({ length: 2 * 2 * 3 }, (_, i) => 20 * i);
  const page = await pageOf(1, gray);
  expect(page).toContain('src="data:image/png;base64,');
  const color = Uint8Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!);
  expect(await pageOf(3, color)).toBe(page);
});
