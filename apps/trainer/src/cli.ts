import process from 'node:process';
import { main } from './main.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, interrupt);

function interrupt(): void {
  // The second time without waiting for the step at hand.
  if (controller.signal.aborted) process.exit(130);
  process.stderr.write('\nstopping after this step; press Ctrl-C again to stop at once\n');
  controller.abort();
}

process.exitCode = await main(process.argv.slice(2), controller.signal);
// Engines may keep threads that would hold the process.
process.exit();
