import type { Builder } from '../core/builder.ts';
import type { Name } from '../onnx/model.ts';

/** Truncates, as TF.js does; what is not finite becomes 0, as in JavaScript. */
export function toInt32(g: Builder, x: Name, type: 'float32' | 'float64'): Name {
  const zero = g.scalar(0, type);
  const finite = g.op('Equal', [g.op('Sub', [x, x]), zero]);
  return g.cast(g.op('Where', [finite, x, zero]), 'int32');
}
