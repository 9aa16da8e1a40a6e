import { describe, expect, it } from 'vitest';
import { encodeModel } from '../onnx/model.ts';
import { Builder } from './builder.ts';
import { nativeTensor, Session } from './session.ts';

const options = { threads: 1, spinning: false, memoryPattern: false, memoryArena: true };

describe('Session', () => {
  it('leaves nothing behind when its graph cannot be loaded', () => {
    const g = new Builder();
    const large = g.constant('float32', [1 << 20], new Float32Array(1 << 20).fill(1));
    const y = g.output(g.op('NoSuchOperator', [large]), 'float32', [1 << 20]);
    const model = encodeModel(g.finish());
    const load = () => new Session(model, [y], options);
    for (let i = 0; i < 5; i++) expect(load).toThrow('NoSuchOperator');
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 50; i++) expect(load).toThrow();
    // 4 MB each, if they stayed.
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  });

  it('keeps no zeros that it could compute', () => {
    const g = new Builder();
    const x = g.input('float32', [1]);
    const size = 1 << 24;
    const sum = g.op('ReduceSum', [g.op('Add', [g.zeros('float32', [size]), x])], { keepdims: 0 });
    const y = g.output(sum, 'float32', []);
    const model = encodeModel(g.finish());
    const before = process.memoryUsage().rss;
    const session = new Session(model, [y], options);
    expect(process.memoryUsage().rss - before).toBeLessThan(4 * size * 0.5);
    expect(session.run({ [x]: nativeTensor('float32', Float32Array.of(1), [1]) })[y]?.data).toEqual(
      Float32Array.of(size),
    );
  });
});
