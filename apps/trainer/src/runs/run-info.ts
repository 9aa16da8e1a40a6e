import { execFileSync, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { indexHash, type Store } from '@ssvaerr/data/node';
import type { RunRecord } from './run-record.ts';

/** Says which store a run uses. */
export async function dataInfo(store: Store): Promise<Omit<RunRecord['data'], 'skipped'>> {
  const sha256 = await indexHash(store);
  const { source, licence, synthetic, splits } = store.info;
  return { path: store.root, sha256, source, licence, synthetic, splits };
}

export const machineInfo = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  platform: `${platform()} ${arch()}`,
});

export function versionsInfo(): Record<string, string> {
  const { version, dependencies } = trainerManifest();
  const libraries = ['@tensorflow/tfjs'].map((name) => [name, dependencies[name] ?? 'unknown']);
  return { node: process.version, '@ssvaerr/trainer': version, ...Object.fromEntries(libraries) };
}

/** The nearest manifest above this file, from sources, a bundle or an installed package. */
function trainerManifest(): { version: string; dependencies: Record<string, string> } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}

export function gitCommit(): string | null {
  try {
    const cwd = dirname(fileURLToPath(import.meta.url));
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd, encoding: 'utf8', stdio }).trim();
  } catch {
    return null;
  }
}
