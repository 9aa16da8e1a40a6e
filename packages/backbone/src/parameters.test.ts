import { golden } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  countParameters,
  downstreamParameters,
  encoderParameters,
} from './index.ts';

/** PyTorch's layout of a shape in TF.js's: the rule in `ParameterSpec.shape`. */
const toTorch = ([...shape]: readonly number[]) =>
  shape.length === 5
    ? [shape[4], shape[3], shape[0], shape[1], shape[2]]
    : shape.length === 4
      ? [shape[3], shape[2], shape[0], shape[1]]
      : shape.reverse();

describe('parameters', () => {
  it('are as many as in the paper', () => {
    expect(countParameters(encoderParameters())).toBe(11_182_784);
    expect(countParameters(downstreamParameters())).toBe(13_569_770);
    expect(countParameters(encoderParameters({ activation: 'prelu' }))).toBe(11_182_784 + 3_904);
    expect(countParameters(encoderParameters().slice(0, 5))).toBe(15_808);
  });

  it("have PyTorch's names, shapes and order", () => {
    const { fill } = golden('05_full_size').tables as unknown as {
      fill: { name: string; shape: number[]; trainable: boolean }[];
    };
    expect(
      downstreamParameters().map(({ name, shape, trainable }) => ({
        name,
        shape: toTorch(shape),
        trainable,
      })),
    ).toEqual(fill.map(({ name, shape, trainable }) => ({ name, shape, trainable })));
  });

  it.each(['03_backbone_prelu', '03_backbone_swish'])('are those of %s', (label) => {
    const test = golden(label);
    const { w, kind } = test.options as unknown as { w: number; kind: Activation };
    const stored = test.names
      .filter((name) => name.startsWith('param.'))
      .map((name) => [name.slice('param.'.length), test.tensor(name).shape]);
    expect(
      encoderParameters({ width: w, activation: kind }).map(({ name, shape }) => [
        name,
        toTorch(shape),
      ]),
    ).toEqual(stored);
  });

  it('start with residual blocks that are shortcuts on request; nothing else differs', () => {
    const [plain, zero] = [{}, { zeroInitResidual: true }].map((options) =>
      encoderParameters({ width: 2, ...options }),
    );
    const zeros = zero!.filter(
      ({ initial }, i) => JSON.stringify(initial) !== JSON.stringify(plain![i]!.initial),
    );
    expect(zeros.map(({ name }) => name)).toEqual(
      [1, 2, 3, 4].flatMap((layer) =>
        [0, 1].map((block) => `trunk.layer${layer}.${block}.bn2.weight`),
      ),
    );
    for (const { initial } of zeros) expect(initial).toEqual({ constant: 0 });
    expect(zero!.map(({ name, shape }) => [name, shape])).toEqual(
      plain!.map(({ name, shape }) => [name, shape]),
    );
  });

  it('follow the width', () => {
    // Per layer of width c with input p: 9pc + 27c^2 + [pc] in convolutions, 8c + [2c] in batch norm.
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), (width) => {
        const layers = [1, 2, 4, 8].map((times) => {
          const c = times * width;
          const p = times === 1 ? c : c / 2;
          return 9 * p * c + 27 * c * c + 8 * c + (times === 1 ? 0 : p * c + 2 * c);
        });
        const stem = 245 * width + 2 * width;
        expect(countParameters(encoderParameters({ width }))).toBe(
          layers.reduce((sum, n) => sum + n, stem),
        );
      }),
    );
  });

  it('of the head follow `hidden` and `bins`', () => {
    const head = downstreamParameters({ width: 1, hidden: 3, bins: 5 }).slice(-18);
    expect(Object.fromEntries(head.map(({ name, shape }) => [name, shape]))).toMatchObject({
      'gru.gru.weight_ih_l0': [8, 9],
      'gru.gru.weight_ih_l1_reverse': [6, 9],
      'gru.gru.weight_hh_l1': [3, 9],
      'gru.fc.weight': [6, 12],
      'gru.fc.bias': [12],
    });
  });

  it('start where PyTorch and the authors start them', () => {
    const initial = Object.fromEntries(
      downstreamParameters({ activation: 'prelu' }).map((spec) => [spec.name, spec.initial]),
    );
    expect(initial).toMatchObject({
      'frontend3D.0.weight': { std: Math.sqrt(2 / (5 * 7 * 7 * 64)) },
      'frontend3D.1.weight': { constant: 1 },
      'frontend3D.1.bias': { constant: 0 },
      'frontend3D.1.running_mean': { constant: 0 },
      'frontend3D.1.running_var': { constant: 1 },
      'frontend3D.2.weight': { constant: 0.25 },
      'trunk.layer2.0.conv1.weight': { std: Math.sqrt(2 / (9 * 128)) },
      'trunk.layer2.0.downsample.0.weight': { std: Math.sqrt(2 / 128) },
      'gru.gru.weight_ih_l0': { bound: 1 / 16 },
      'gru.gru.bias_hh_l1_reverse': { bound: 1 / 16 },
      'gru.fc.weight': { std: Math.sqrt(2 / 512) },
      'gru.fc.bias': { bound: 1 / Math.sqrt(512) },
    });
  });

  it('refuse a bad configuration by name', () => {
    expect(() => encoderParameters({ width: 0 })).toThrow(
      new RangeError("encoderParameters: 'width' must be a positive integer, got 0."),
    );
    expect(() => encoderParameters({ width: 1.5 })).toThrow("'width' must be a positive integer");
    expect(() => encoderParameters({ activation: 'gelu' as Activation })).toThrow(
      "encoderParameters: 'activation' must be one of relu, prelu, swish, got gelu.",
    );
    expect(() => downstreamParameters({ hidden: -1 })).toThrow(
      "downstreamParameters: 'hidden' must be a positive integer, got -1.",
    );
    expect(() => downstreamParameters({ bins: Number.NaN })).toThrow(
      "downstreamParameters: 'bins' must be a positive integer, got NaN.",
    );
  });
});
