import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { videosSource } from '@ssvaerr/datasets/node';

// A folder of videos of two people. The files are empty here: only whoever decodes them minds.
const folder = join(await mkdtemp(join(tmpdir(), 'datasets-')), 'videos');
for (const file of ['anna/monday.mp4', 'anna/tuesday.mp4', 'ben/monday.mov']) {
  await mkdir(join(folder, file, '..'), { recursive: true });
  await writeFile(join(folder, file), '');
}

// Each folder is one person, and each person draws one split.
const source = await videosSource(folder, { subject: 'folder', split: '60/20/20', seed: 2 });
console.log(source.name, source.licence); // videos not stated
const found: string[] = [];
for await (const { subject, split } of source.items()) found.push(`${subject} ${split}`);
console.log(found.join(', ')); // anna test, anna test, ben train
await rm(folder, { recursive: true });
