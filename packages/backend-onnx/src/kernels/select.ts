import type { ClipByValueAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type DirectKernel,
  type DType,
  type Inputs,
  type Kernel,
  like,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';

/** The condition has the operands' shape, or one entry for each of their rows. */
const select: RecordedKernel = {
  name: 'Select',
  record({ condition, t, e }: Inputs<'condition' | 't' | 'e'>) {
    return {
      inputs: [condition, t, e],
      outputs: [spec(t.shape, tf.upcastType(t.dtype, e.dtype))],
    };
  },
  emit(g, n) {
    const dtype = n.outDtype();
    const numbers: DType = dtype === 'bool' ? 'int32' : dtype;
    const rank = n.shape(1).length;
    const [t, e] = [1, 2].map((k) => (n.dtype(k) === numbers ? n.in(k) : g.cast(n.in(k), numbers)));
    let condition = n.dtype(0) === 'bool' ? n.in(0) : g.cast(n.in(0), 'bool');
    if (n.shape(0).length === 1 && rank > 1) {
      condition = g.reshape(condition, [...n.shape(0), ...Array(rank - 1).fill(1)]);
    }
    const result = g.op('Where', [condition, t!, e!]);
    return dtype === 'bool' ? g.cast(result, 'bool') : result;
  },
};

const clip: RecordedKernel = {
  name: 'ClipByValue',
  record: ({ x, min, max }: Record<string, TensorInfo>) => ({
    inputs: [x!, min!, max!],
    outputs: [like(x!)],
  }),
  plan: ({ inputs, outputs }, [layout]) => ({
    inputs: [layout!, ...inputs.slice(1).map(() => [])],
    outputs: outputs.map(() => layout!),
  }),
  // Min and Max, unlike ONNX's Clip, let NaN through on every processor.
  emit: (g, n) => g.op('Min', [g.op('Max', [n.in(0), n.operand(1)]), n.operand(2)]),
};

/** The bounds are inputs: others, same graph. */
const clipByValue: DirectKernel = {
  name: 'ClipByValue',
  run(host, { x }: Inputs<'x'>, { clipValueMin, clipValueMax }: ClipByValueAttrs) {
    const dtype = x.dtype === 'int32' ? 'int32' : 'float32';
    const numbers = dtype === 'int32' ? Int32Array : Float32Array;
    const min = host.make(numbers.of(clipValueMin), [], dtype);
    const max = host.make(numbers.of(clipValueMax), [], dtype);
    const result = host.record(clip, { x, min, max });
    host.dispose(min);
    host.dispose(max);
    return result;
  },
};

export const selections: readonly Kernel[] = [select, clipByValue];
