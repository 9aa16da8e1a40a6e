import type { MirrorPadAttrs, PadV2Attrs } from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';
import { planUnary } from '../core/plan.ts';

const padV2: RecordedKernel = {
  name: 'PadV2',
  record: ({ x }: Inputs<'x'>, { paddings, constantValue }: PadV2Attrs) => ({
    inputs: [x],
    attrs: { paddings, constantValue },
    outputs: [
      spec(
        x.shape.map((s, i) => s + paddings[i]![0] + paddings[i]![1]),
        x.dtype,
      ),
    ],
  }),
  plan: planUnary,
  emit(g, n) {
    const { paddings, constantValue } = n.attrs as PadV2Attrs;
    const physical = n.plan.inputs[0]!.map((axis) => paddings[axis]!);
    const pads = [...physical.map(([before]) => before), ...physical.map(([, after]) => after)];
    return g.op('Pad', [n.in(0), g.ints(pads), g.scalar(constantValue, n.dtype(0))]);
  },
};

/** One gather along each padded axis: 'symmetric' repeats the edge, 'reflect' does not. */
const mirrorPad: RecordedKernel = {
  name: 'MirrorPad',
  record: ({ x }: Inputs<'x'>, { paddings, mode }: MirrorPadAttrs) => ({
    inputs: [x],
    attrs: { paddings, mode },
    outputs: [
      spec(
        x.shape.map((s, i) => s + paddings[i]![0] + paddings[i]![1]),
        x.dtype,
      ),
    ],
  }),
  emit(g, n) {
    const { paddings, mode } = n.attrs as MirrorPadAttrs;
    const edge = mode === 'reflect' ? 0 : 1;
    return paddings.reduce((x, [before, after], axis) => {
      if (before === 0 && after === 0) return x;
      const length = n.shape(0)[axis]!;
      const indices = Array.from({ length: before + length + after }, (_, i) => {
        const at = i - before;
        if (at < 0) return -at - edge;
        return at >= length ? 2 * (length - 1) - at + edge : at;
      });
      return g.op('Gather', [x, g.ints(indices)], { axis });
    }, n.in(0));
  },
};

export const pads: readonly RecordedKernel[] = [padV2, mirrorPad];
