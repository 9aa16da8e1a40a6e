import { GraphEncoder, type GraphEncoderOptions, type Values } from './graph-encoder.ts';
import { GraphGru } from './graph-gru.ts';
import { GraphModel, type Ref } from './graph-model.ts';

export interface GraphNetworkOptions extends GraphEncoderOptions {
  /** Of a whole network; null: an encoder alone. */
  readonly head: { readonly hidden: number; readonly bins: number } | null;
}

/**
 * The network for inference, as stock `tf.loadGraphModel` runs it: one clip `[1, time, height, width, 1]` in
 * [0, 1] of any length in; `arousal` and `valence` `[1, time]` out, or `features` `[1, time, 8 * channels]` of
 * an encoder alone. The GRU is a loop: `executeAsync` runs it, `execute` does not.
 */
export function graphNetwork(options: GraphNetworkOptions): GraphModel {
  const g = new GraphModel();
  const clip = g.input('clip', [1, -1, options.height, options.width, 1]);
  const features = new GraphEncoder(g, options).encode(clip);
  if (options.head) writeHead(g, features, options.values, options.head);
  else writeFeatures(g, features, options.values);
  return g;
}

function writeFeatures(g: GraphModel, features: Ref, values: Values): void {
  g.op('ExpandDims', [features, g.ints(0)], {}, 'features');
  g.output('features', [1, -1, 8 * values['frontend3D.0.weight']!.shape[4]!]);
}

/** Two layers of GRU, and of the output layer the two values: its logits are for training. */
function writeHead(
  g: GraphModel,
  features: Ref,
  values: Values,
  { hidden, bins }: { readonly hidden: number; readonly bins: number },
): void {
  const gru = new GraphGru(g, values, hidden);
  const states = gru.layer(gru.layer(features, 'l0'), 'l1');
  const [weight, bias] = [values['gru.fc.weight']!, values['gru.fc.bias']!];
  const [inputs, outputs] = weight.shape as [number, number];
  const units = [bins, 2 * bins + 1];
  const columns = Float32Array.from({ length: 2 * inputs }, (_, i) => {
    return weight.values[Math.floor(i / 2) * outputs + units[i % 2]!]!;
  });
  const biases = Float32Array.from(units, (unit) => bias.values[unit]!);
  const product = g.op('MatMul', [states, g.constant('gru.fc.weight', [inputs, 2], columns)]);
  const unit = g.op('AddV2', [product, g.constant('gru.fc.bias', [2], biases)]);
  const twice = g.op('Mul', [g.op('Sigmoid', [unit]), g.scalar('two', 2)]);
  const affect = g.op('Sub', [twice, g.scalar('one', 1)]);
  ['arousal', 'valence'].forEach((name, column) => {
    const slice = g.slice(affect, 2, 1, column, column + 1);
    g.op('Reshape', [slice, g.ints([1, -1])], {}, name);
    g.output(name, [1, -1]);
  });
}
