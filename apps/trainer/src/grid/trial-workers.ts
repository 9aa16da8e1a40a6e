import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Interrupted, type Log, silentLog, UserError } from '@ssvaerr/host';
import type { Worker } from '@ssvaerr/host/node';
import { runTrial, type TrialOrder } from './run-trial.ts';

/** What a worker says of the trial at hand. */
export interface Listener {
  /** A line about the progress of the trial. */
  says(order: TrialOrder, line: string): void;
  warns(order: TrialOrder, line: string): void;
}

/** A message to the process of a trial. */
export type Order =
  | { readonly kind: 'train'; readonly order: TrialOrder }
  | { readonly kind: 'stop' };

/** A message from the process of a trial. One of the last three kinds ends it. */
export type News =
  | { readonly kind: 'says' | 'warns'; readonly line: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'interrupted'; readonly what: string }
  | { readonly kind: 'failed'; readonly what: string };

/** The log of a trial, for a listener. */
export const trialLog = (says: (line: string) => void, warns: (line: string) => void): Log => ({
  ...silentLog,
  info: says,
  warn: warns,
});

const bundled = new URL('./trial-process.js', import.meta.url);

/**
 * Makes workers that train one trial at a time, each trial in a process of its own: its memory is given back, and
 * if it crashes the others go on. Where the program is not bundled, one worker in this process.
 */
export function trialWorkers(count: number, listener: Listener): Worker<TrialOrder, void>[] {
  if (!existsSync(bundled)) return [workerHere(listener)];
  return Array.from({ length: count }, () => workerInProcesses(fileURLToPath(bundled), listener));
}

function workerHere(listener: Listener): Worker<TrialOrder, void> {
  const stop = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    run({ payload }) {
      const log = trialLog(
        (line) => listener.says(payload, line),
        (line) => listener.warns(payload, line),
      );
      const trial = runTrial(payload, { log, signal: stop.signal });
      running = trial.catch(() => {}); // who ran it knows
      return trial;
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

function workerInProcesses(file: string, listener: Listener): Worker<TrialOrder, void> {
  let child: ChildProcess | undefined;
  let running: Promise<unknown> = Promise.resolve();
  // It may have ended meanwhile, and says so by its exit.
  const tell = (order: Order) => child?.send(order, () => {});
  return {
    run({ payload }) {
      // Standard output is for the result of the sweep.
      child = fork(file, { stdio: ['ignore', 2, 2, 'ipc'] });
      tell({ kind: 'train', order: payload });
      const trial = outcomeOf(child, payload, listener);
      running = trial.catch(() => {});
      return trial;
    },
    async close() {
      tell({ kind: 'stop' });
      await running;
    },
  };
}

function outcomeOf(child: ChildProcess, order: TrialOrder, listener: Listener): Promise<void> {
  let last: News | undefined;
  return new Promise((resolve, reject) => {
    child.on('message', (news: News) => {
      if (news.kind === 'says') listener.says(order, news.line);
      else if (news.kind === 'warns') listener.warns(order, news.line);
      else last = news;
    });
    child.on('error', reject);
    // Not at its last word: the next trial starts when its memory is free.
    child.on('close', (code, signal) => {
      if (last?.kind === 'done') resolve();
      else if (last?.kind === 'interrupted') reject(new Interrupted(last.what));
      else if (last?.kind === 'failed') reject(new UserError(last.what));
      else {
        reject(new UserError(`its process ended unexpectedly (${signal ?? `exit code ${code}`}).`));
      }
    });
  });
}
