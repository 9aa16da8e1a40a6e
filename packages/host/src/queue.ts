/** A piece of work. */
export interface Job<Payload> {
  /**
   * Identifies the job by its content (a hash of everything its result depends on): two jobs with the same
   * id have the same result, so one that is finished need not run again.
   */
  readonly id: string;
  /** Everything that a worker needs to do the job. */
  readonly payload: Payload;
}

/** A finished job: its result, or the error that its worker threw. */
export type Settled<Payload, Result> =
  | { readonly job: Job<Payload>; readonly result: Result }
  | { readonly job: Job<Payload>; readonly error: unknown };

/**
 * Hands jobs to workers. The default is `inProcessQueue` of `@ssvaerr/host/node`; another implementation may
 * run the same jobs on other machines.
 */
export interface Queue<Payload, Result> {
  /**
   * Runs jobs on all workers and yields each one as it settles, in any order. A job is taken from `jobs`
   * only when a worker is free. Stopping the iteration starts no further job and waits for the running ones.
   */
  run(jobs: Iterable<Job<Payload>>): AsyncIterable<Settled<Payload, Result>>;
  /** Stops the workers. A run in progress starts no further job and ends. */
  close(): Promise<void>;
}
