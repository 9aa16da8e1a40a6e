import type { DirectKernel, Inputs } from '../core/kernel.ts';
import { adamWStep, type Rates } from '../wasm/adamw-step.ts';

/**
 * The fused kernel SsvaerrAdamW, outside the graph: the gradients are the graph's results, and what an
 * optimizer keeps between steps is never copied through it. `p`, `m` and `v` are updated in place unless
 * somebody else holds them, too.
 */
const adamW: DirectKernel = {
  name: 'SsvaerrAdamW',
  run(host, { p, m, v, g }: Inputs<'p' | 'm' | 'v' | 'g'>, attrs) {
    const gradient = host.numbers(g) as Float32Array; // runs the graph
    const state = [p, m, v].map((x) => host.donated(x));
    adamWStep(state.map(({ data }) => data as Float32Array) as never, gradient, rates(attrs));
    return state.map(({ tensor }) => tensor);
  },
};

interface AdamWAttrs {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly steps: number;
}

function rates({ steps, ...attrs }: AdamWAttrs): Rates {
  const { beta1, beta2 } = attrs;
  return { ...attrs, correction1: 1 - beta1 ** steps, correction2: 1 - beta2 ** steps };
}

export const optimizers: readonly DirectKernel[] = [adamW];
