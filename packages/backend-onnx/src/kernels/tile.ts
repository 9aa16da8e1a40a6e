import type { BroadCastToAttrs, TileAttrs } from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';

const tile: RecordedKernel = {
  name: 'Tile',
  record: ({ x }: Inputs<'x'>, { reps }: TileAttrs) => ({
    inputs: [x],
    attrs: { reps },
    outputs: [
      spec(
        x.shape.map((s, i) => s * reps[i]!),
        x.dtype,
      ),
    ],
  }),
  emit: (g, n) => g.op('Tile', [n.in(0), g.ints(n.attrs.reps)]),
};

const broadcastTo: RecordedKernel = {
  name: 'BroadcastTo',
  record: ({ x }: Inputs<'x'>, { shape }: BroadCastToAttrs) => ({
    inputs: [x],
    attrs: { shape },
    outputs: [spec(shape, x.dtype)],
  }),
  emit: (g, n) => g.expand(n.in(0), n.outShape()),
};

export const tiles: readonly RecordedKernel[] = [tile, broadcastTo];
