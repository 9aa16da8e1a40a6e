import { availableParallelism } from 'node:os';

/** Options of {@link registerOnnxBackend}. */
export interface OnnxOptions {
  /** Number of threads of one operator. Default: one per core that this process may use. */
  readonly threads?: number;
  /**
   * Microseconds that an idle thread spins before it sleeps; with 0 it sleeps immediately. Waking a thread takes longer
   * than many operators. Default 100.
   */
  readonly spinning?: number;
  /**
   * Whether each graph allocates one planned block of memory: a few percent faster, at over 1.5 times the memory.
   * Default false.
   */
  readonly memoryPattern?: boolean;
  /**
   * Whether graphs keep their working memory between runs: faster, with a few percent more peak memory. Default true.
   */
  readonly memoryArena?: boolean;
  /**
   * Whether large 3 x 3 convolutions use Winograd's algorithm: up to three times as fast, with about twice the rounding
   * error in the forward pass and four times in gradients. Default true.
   */
  readonly winograd?: boolean;
  /**
   * Largest number of compiled graphs kept, an integer >= 1; the least recently used is disposed. Fewer are kept if
   * their values fill half of the machine's memory. Default 64.
   */
  readonly cacheSize?: number;
  /**
   * Whether each kernel runs immediately instead of being recorded: slower, but errors appear where they arise. Default
   * false.
   */
  readonly eager?: boolean;
  /**
   * What happens to a kernel without an ONNX form: `'cpu'` runs it on TF.js's cpu backend, `'error'` throws. Default
   * `'cpu'`.
   */
  readonly fallback?: 'cpu' | 'error';
  /** Whether errors name the call site of the kernel. Default false. */
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
    throw new TypeError(`${where}: 'options' must contain known options only, got '${extra}'.`);
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
