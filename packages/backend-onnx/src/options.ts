import { availableParallelism } from 'node:os';

/** Options of a backend; see {@link registerOnnxBackend}. */
export interface OnnxOptions {
  /** Threads of one operator. Default: one per core that this process may use. */
  readonly threads?: number;
  /**
   * Microseconds that a thread waits awake for its next work before it sleeps; 0: it sleeps at once. To wake a thread
   * takes longer than many operators. Default 100.
   */
  readonly spinning?: number;
  /** One block of memory per graph, planned ahead: a few percent faster, over half as much memory again. Default false. */
  readonly memoryPattern?: boolean;
  /** Graphs keep their working memory between runs: faster, and a few percent more memory at the peak. Default true. */
  readonly memoryArena?: boolean;
  /**
   * Large 3 x 3 convolutions by Winograd's algorithm: up to three times as fast, rounding about twice as
   * much forward and four times in gradients. Default true.
   */
  readonly winograd?: boolean;
  /**
   * Compiled graphs kept at most; the one unused for longest is disposed. Fewer if their values fill half
   * of the machine's memory. Default 64.
   */
  readonly cacheSize?: number;
  /** Run every kernel at once instead of recording it: slower; errors appear where they arise. Default false. */
  readonly eager?: boolean;
  /** Whether a kernel without an ONNX form runs on TF.js's cpu backend or throws. Default 'cpu'. */
  readonly fallback?: 'cpu' | 'error';
  /** Remember where each kernel was called, for error messages. Default false. */
  readonly debug?: boolean;
}

/** Options with the defaults filled in. */
export type ResolvedOptions = Required<OnnxOptions>;

export function resolveOptions(
  where: string,
  {
    threads = availableParallelism(),
    spinning = 100,
    memoryPattern = false,
    memoryArena = true,
    winograd = true,
    cacheSize = 64,
    eager = false,
    fallback = 'cpu',
    debug = false,
    ...unknown
  }: OnnxOptions,
): ResolvedOptions {
  const [extra] = Object.keys(unknown);
  if (extra !== undefined)
    throw new TypeError(`${where}: '${extra}' must not be given: no such option.`);
  for (const [argument, value] of Object.entries({ threads, cacheSize })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${where}: '${argument}' must be an integer >= 1, got ${value}.`);
    }
  }
  if (!Number.isSafeInteger(spinning) || spinning < 0) {
    throw new RangeError(
      `${where}: 'spinning' must be an integer >= 0 (microseconds), got ${spinning}.`,
    );
  }
  const switches = { memoryPattern, memoryArena, winograd, eager, debug };
  for (const [argument, value] of Object.entries(switches)) {
    if (typeof value !== 'boolean') {
      throw new TypeError(`${where}: '${argument}' must be a boolean, got ${value}.`);
    }
  }
  if (fallback !== 'cpu' && fallback !== 'error') {
    throw new RangeError(`${where}: 'fallback' must be 'cpu' or 'error', got ${fallback}.`);
  }
  return { threads, spinning, cacheSize, fallback, ...switches };
}
