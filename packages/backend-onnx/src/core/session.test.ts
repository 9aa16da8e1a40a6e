import { describe, expect, it } from 'vitest';
import { encodeModel } from '../onnx/model.ts';
import { Builder } from './builder.ts';
import { Session } from './session.ts';

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
});
