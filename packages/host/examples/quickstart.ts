import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration, suggestion, UserError } from '@ssvaerr/host';
import { contentId, inProcessQueue, readRecord, writeRecord } from '@ssvaerr/host/node';
import * as z from 'zod';

// A kind of JSON file. Version 1 had seconds; it is still read.
const timing = {
  format: 'timing',
  version: 2,
  schema: z.strictObject({ task: z.string(), milliseconds: z.number().min(0) }),
  migrate: {
    1: ({ task, seconds }: Record<string, unknown>) => ({
      task,
      milliseconds: Number(seconds) * 1000,
    }),
  },
};
const folder = await mkdtemp(join(tmpdir(), 'host-'));
const file = join(folder, 'runs', 'timing.json');
await writeRecord(file, timing, { task: 'train', milliseconds: 185_000 });
const { task, milliseconds } = await readRecord(file, timing);
console.log(`${task}: ${duration(milliseconds / 1000)}`); // train: 3 min 5 s

// Two workers, three jobs. An error settles its job and does not stop the others.
const square = async ({ payload }: { payload: number }) => {
  if (payload < 0) throw new UserError(`${payload} is negative.`);
  return payload ** 2;
};
const queue = inProcessQueue([1, 2].map(() => ({ run: square, close: async () => {} })));
const jobs = [3, -1, 5].map((payload) => ({ id: contentId({ payload }), payload }));
const results: string[] = [];
for await (const settled of queue.run(jobs)) {
  results.push('result' in settled ? `${settled.result}` : `${settled.error}`);
}
await queue.close();
console.log(results.sort().join(', ')); // 25, 9, UserError: -1 is negative.

console.log(`unknown key 'eopchs'.${suggestion('eopchs', ['epochs', 'seed'])}`); // unknown key 'eopchs'. Did you mean 'epochs'?
await rm(folder, { recursive: true });
