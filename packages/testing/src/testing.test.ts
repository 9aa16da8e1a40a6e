import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { expectNoLeak, finiteDifferenceGradient, golden, hasGolden, needsGolden } from './index.ts';

describe('expectNoLeak', () => {
  it('passes when all that is left is returned', () => {
    const x = tf.tensor1d([1, 2]);
    expectNoLeak(() => tf.tidy(() => tf.sum(tf.square(x))));
  });

  it('fails on a tensor left behind and on an input disposed', () => {
    const x = tf.tensor1d([1, 2]);
    expect(() => expectNoLeak(() => tf.sum(tf.square(x)))).toThrow('tensors left behind');
    expect(() => expectNoLeak(() => x)).toThrow('tensors left behind');
  });
});

describe('golden', () => {
  it('reads float32 and int32 tensors with their tolerance', () => {
    const { tensor, names } = golden('01_ccc_known');
    expect(tensor('output.biased_lin')).toBeAllclose(0.97678917, { atol: 1e-7, rtol: 0 });
    expect(tensor('output.biased_lin')).toMatchObject({ atol: 3.9e-6, relL2: 1e-4 });
    expect(names).toContain('input.pred');
    const label = golden('01_ce').names.find((name) => name.startsWith('input.label'));
    expect(golden('01_ce').tensor(label ?? '').data).toBeInstanceOf(Int32Array);
  });

  it('names what is absent', () => {
    expect(() => golden('no_such_case')).toThrow("no case 'no_such_case'");
    expect(() => golden('01_mse').tensor('nothing')).toThrow("no tensor 'nothing'");
    expect(hasGolden('no_such_case')).toBe(false);
    expect(needsGolden('no_such_case').title('parity')).toContain('skipped: no golden case');
  });
});

describe('finiteDifferenceGradient', () => {
  it('is the gradient', () => {
    const f = ([x = 0, y = 0]: readonly number[]) => x * x * y + Math.sin(y);
    expect(finiteDifferenceGradient(f, [2, 3])).toBeAllclose([12, 4 + Math.cos(3)], { rtol: 1e-8 });
  });
});
