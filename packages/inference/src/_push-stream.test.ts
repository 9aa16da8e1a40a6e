import { expect, it } from 'vitest';
import { PushStream } from './_push-stream.ts';

it('gives what is pushed in order, and a push is over when it has been used', async () => {
  const stream = new PushStream<number>();
  const log: string[] = [];
  const reader = (async () => {
    for await (const item of stream) {
      await Promise.resolve();
      log.push(`used ${item}`);
    }
    log.push('ended');
  })();
  for (const item of [1, 2]) {
    await stream.push(item);
    log.push(`pushed ${item}`);
  }
  stream.end();
  await reader;
  expect(log).toEqual(['used 1', 'pushed 1', 'used 2', 'pushed 2', 'ended']);
});

it('lets go of who pushes when the reader has gone', async () => {
  const stream = new PushStream<number>();
  const reader = (async () => {
    for await (const _ of stream) throw new Error('no more');
  })();
  const pushes = Promise.all([stream.push(1), stream.push(2)]);
  await expect(reader).rejects.toThrow('no more');
  await pushes;
  await stream.push(3);
});

it('ends though nothing was pushed', async () => {
  const stream = new PushStream<number>();
  stream.end();
  for await (const _ of stream) expect.unreachable();
});
