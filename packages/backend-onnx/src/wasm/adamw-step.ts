import {
  add,
  type Code,
  div,
  encodeModule,
  f32,
  get,
  i32,
  load,
  loop,
  mul,
  set,
  splat,
  sqrt,
  store,
  sub,
  v128,
} from './encode.ts';

/** Numbers of one step, of one parameter. */
export interface Rates {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta^t. */
  readonly correction1: number;
  readonly correction2: number;
}

/** Floats of one page of memory: each of the four arrays has one. */
const CHUNK = 16_384;
const PAGE = 4 * CHUNK;

// The parameters of the function, then its locals.
const BYTES = 0;
const NUMBERS = 9;
const INDEX = 1 + NUMBERS;
const SPLATS = INDEX + 1;
const [P, M, V, G] = [0, 1, 2, 3].map((k) => SPLATS + NUMBERS + k) as [
  number,
  number,
  number,
  number,
];

/**
 * The operations of the composed version in its order, each rounded to float32 once: the results are the
 * same bits.
 */
function code(): Code {
  const numbers = Array.from({ length: NUMBERS }, (_, k) => SPLATS + k);
  const [lr, wd, beta1, taken1, beta2, taken2, epsilon, correction1, correction2] = numbers.map(
    get,
  ) as [Code, Code, Code, Code, Code, Code, Code, Code, Code];
  const [p, m, v, g] = [P, M, V, G].map(get) as [Code, Code, Code, Code];
  const index = get(INDEX);
  const root = sqrt(div(v, correction2));
  const direction = div(div(m, correction1), add(root, epsilon));
  return [
    ...numbers.flatMap((local, k) => set(local, splat(get(1 + k)))),
    ...loop(INDEX, 16, get(BYTES), [
      ...[P, M, V, G].flatMap((local, k) => set(local, load(index, k * PAGE))),
      ...set(M, add(mul(m, beta1), mul(g, taken1))),
      ...set(V, add(mul(v, beta2), mul(mul(g, g), taken2))),
      ...set(P, sub(p, mul(lr, add(mul(wd, p), direction)))),
      ...[P, M, V].flatMap((local, k) => store(index, k * PAGE, get(local))),
    ]),
  ];
}

interface Compiled {
  readonly run: (bytes: number, ...numbers: readonly number[]) => void;
  /** A page each for p, m, v and g. */
  readonly pages: readonly [Float32Array, Float32Array, Float32Array, Float32Array];
}

/** The parts of the global that are used here; TypeScript declares it for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

let compiled: Compiled | undefined;

function compile(): Compiled {
  const module = new WebAssembly.Module(
    encodeModule({
      parameters: [i32, ...Array<number>(NUMBERS).fill(f32)],
      locals: [i32, ...Array<number>(NUMBERS + 4).fill(v128)],
      body: code(),
      pages: 4,
    }),
  );
  const { run, memory } = new WebAssembly.Instance(module).exports as {
    run: Compiled['run'];
    memory: { buffer: ArrayBuffer };
  };
  const page = (k: number) => new Float32Array(memory.buffer, k * PAGE, CHUNK);
  return { run, pages: [page(0), page(1), page(2), page(3)] };
}

/**
 * One step of AdamW, in place. WebAssembly, as its SIMD is five times as fast as a loop in JavaScript;
 * through pages that stay in the processor's cache, as it works on no memory but its own.
 */
export function adamWStep(
  state: readonly [p: Float32Array, m: Float32Array, v: Float32Array],
  gradient: Float32Array,
  rates: Rates,
): void {
  compiled ??= compile();
  const { run, pages } = compiled;
  const { beta1, beta2 } = rates;
  const arrays = [...state, gradient];
  for (let start = 0; start < gradient.length; start += CHUNK) {
    const end = Math.min(start + CHUNK, gradient.length);
    for (const [k, array] of arrays.entries()) pages[k]!.set(array.subarray(start, end));
    run(
      4 * (end - start),
      rates.learningRate,
      rates.weightDecay,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      rates.epsilon,
      rates.correction1,
      rates.correction2,
    );
    for (const [k, array] of state.entries()) array.set(pages[k]!.subarray(0, end - start), start);
  }
}
