/** A process of `ssvaerr sweep`: trains one trial. */
import process from 'node:process';
import { Interrupted, UserError } from '@ssvaerr/host';
import { runTrial } from './run-trial.ts';
import { type News, type Order, trialLog } from './trial-workers.ts';

const stop = new AbortController();
// Ctrl-C reaches every process of a terminal. If the sweep itself is gone, the channel closes.
for (const name of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.on(name, () => stop.abort());
}

const tell = (news: News) =>
  new Promise<void>((resolve) => {
    if (process.connected) process.send?.(news, undefined, undefined, () => resolve());
    else resolve();
  });

process.on('message', async (order: Order) => {
  if (order.kind === 'stop') return stop.abort();
  const log = trialLog(
    (line) => void tell({ kind: 'says', line }),
    (line) => void tell({ kind: 'warns', line }),
  );
  await tell(
    await runTrial(order.order, { log, signal: stop.signal }).then(
      () => ({ kind: 'done' }) as const,
      outcome,
    ),
  );
  process.exit(); // engines may keep threads that would hold the process
});

function outcome(error: unknown): News {
  const what = String((error as Error).message).split('\n')[0]!;
  if (error instanceof Interrupted) return { kind: 'interrupted', what };
  if (!(error instanceof UserError)) console.error(error); // a bug: its stack
  return { kind: 'failed', what };
}
