import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { UserError } from '@ssvaerr/host';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { npmFfmpeg } from './_test-videos.ts';
import { findFfmpeg } from './find-ffmpeg.ts';

const folder = mkdtempSync(join(tmpdir(), 'find-ffmpeg-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => vi.stubEnv('SSVAERR_FFMPEG', undefined));
afterEach(() => vi.unstubAllEnvs());

/** A program that answers `-version`. */
function script(name: string, answer: string): string {
  writeFileSync(at(name), `#!/bin/sh\n${answer}\n`);
  chmodSync(at(name), 0o755);
  return at(name);
}

function locked(): string {
  writeFileSync(at('locked'), '');
  return at('locked');
}

it('takes the wanted one, from the argument or the environment', async () => {
  const mine = script('mine', 'echo ffmpeg version 7');
  expect(await findFfmpeg(mine)).toBe(mine);
  vi.stubEnv('SSVAERR_FFMPEG', mine);
  expect(await findFfmpeg()).toBe(mine);
});

it.each([
  ['missing', () => at('missing'), 'no such program'],
  ['not executable', locked, 'permission denied'],
  ['another program', () => process.execPath, 'did not report an ffmpeg version'],
  ['failing', () => script('failing', 'echo ffmpeg version 7; exit 3'), 'did not report'],
])('says in one line why the wanted one is unusable: %s', async (_, make, reason) => {
  const wanted = make();
  const error = await findFfmpeg(wanted).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toMatch(/^[^\n]+[.]$/);
  expect(error.message.startsWith(`${wanted}: `)).toBe(true);
  expect(error.message).toContain(reason);
  expect(error.message).toContain('path');
});

it("prefers the system's, then takes npm's", async () => {
  vi.stubEnv('PATH', folder);
  if (npmFfmpeg) {
    expect(await findFfmpeg()).toBe(npmFfmpeg);
    expect(await findFfmpeg('')).toBe(npmFfmpeg);
  } else await expect(findFfmpeg()).rejects.toThrow('SSVAERR_FFMPEG');
  copyFileSync(script('mine', 'echo ffmpeg version 7'), at('ffmpeg'));
  expect(await findFfmpeg()).toBe('ffmpeg');
});
