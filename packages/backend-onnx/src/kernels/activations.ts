import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, like, type RecordedKernel, spec } from '../core/kernel.ts';
import { planElementwise } from '../core/plan.ts';

const prelu: RecordedKernel = {
  name: 'Prelu',
  record: ({ x, alpha }: Inputs<'x' | 'alpha'>) => ({
    inputs: [x, alpha],
    outputs: [spec(tf.backend_util.assertAndGetBroadcastShape(x.shape, alpha.shape), 'float32')],
  }),
  plan: planElementwise,
  emit(g, n) {
    const [x, alpha] = [0, 1].map((k) =>
      n.dtype(k) === 'float32' ? n.operand(k) : g.cast(n.operand(k), 'float32'),
    );
    const negative = g.op('Less', [x!, g.scalar(0)]);
    return g.op('Where', [negative, g.op('Mul', [x!, alpha!]), x!]);
  },
};

/** dy where y >= 0, dy (y + 1) elsewhere. */
const eluGrad: RecordedKernel = {
  name: 'EluGrad',
  record: ({ dy, y }: Inputs<'dy' | 'y'>) => ({ inputs: [dy, y], outputs: [like(y)] }),
  plan: planElementwise,
  emit(g, n) {
    const slope = g.op('Add', [g.op('Min', [n.in(1), g.scalar(0)]), g.scalar(1)]);
    return g.op('Mul', [n.in(0), slope]);
  },
};

export const activations: readonly RecordedKernel[] = [prelu, eluGrad];
