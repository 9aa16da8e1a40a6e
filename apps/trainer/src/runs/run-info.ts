import { execFileSync, type StdioOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Store } from '@ssvaerr/data/node';
import type { TrainConfig } from '../config/train-config.ts';
import type { Engine } from '../host/engine.ts';

/** `config.json` of a run: what was asked for, and what ran it. */
export interface RunInfo<Config = TrainConfig> {
  readonly formatVersion: 1;
  readonly command: 'train' | 'pretrain';
  readonly config: Config;
  /** Run or file that the network started from; null: from random weights. */
  readonly init: string | null;
  readonly data: DataInfo;
  readonly engine: Engine;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly versions: Readonly<Record<string, string>>;
  /** Of the repository, where the program runs from one. */
  readonly commit: string | null;
}

/** Which store. */
export interface DataInfo {
  readonly path: string;
  /** sha256 of its index, which holds the sha256 of every file. */
  readonly sha256: string;
  readonly source: string;
  readonly licence: string;
  /** Clips that could not be used. */
  readonly skipped: readonly string[];
}

export async function dataInfo(store: Store): Promise<Omit<DataInfo, 'skipped'>> {
  const hash = createHash('sha256');
  for (const name of ['dataset.json', 'manifest.jsonl']) {
    hash.update(await readFile(join(store.root, name)));
  }
  const { source, licence } = store.info;
  return { path: store.root, sha256: hash.digest('hex'), source, licence };
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
