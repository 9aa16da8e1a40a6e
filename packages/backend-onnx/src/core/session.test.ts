import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../onnx/model.ts';
import { Builder } from './builder.ts';
import { disabledOptimizers, native, nativeTensor, Session } from './session.ts';

const options = { threads: 1, spinning: false, memoryPattern: false, memoryArena: true };

describe('Session', () => {
  it('is given transposes of few axes that stay so', () => {
    const g = new Builder();
    const shape = [4, 5, 2, 3];
    const x = g.input('float32', shape);
    const moved = g.transpose(g.op('Relu', [x]), shape, [2, 3, 0, 1]);
    const y = g.output(g.op('Relu', [moved]), 'float32', [2, 3, 4, 5]);
    const model = encodeModel(g.finish());
    // Its profile says of every operator that has run what shape went in.
    const folder = mkdtempSync(join(tmpdir(), 'session-'));
    const session = new (native().InferenceSession)() as unknown as {
      loadModel(buffer: ArrayBufferLike, at: number, length: number, options: object): void;
      run(feeds: object, fetches: object, options: object): void;
      endProfiling(): void;
    };
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      graphOptimizationLevel: 'all',
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
      extra: { optimization: { disable_specified_optimizers: disabledOptimizers.join(';') } },
    });
    session.run({ [x]: nativeTensor('float32', new Float32Array(120), shape) }, { [y]: null }, {});
    session.endProfiling();
    const [file] = readdirSync(folder);
    const events = JSON.parse(readFileSync(join(folder, file!), 'utf8')) as {
      args?: { op_name?: string; input_type_shape?: { float: number[] }[] };
    }[];
    rmSync(folder, { recursive: true });
    const shapes = events
      .filter(({ args }) => args?.op_name === 'Transpose' && args.input_type_shape)
      .map(({ args }) => args!.input_type_shape![0]!.float);
    expect(shapes).toEqual([[20, 6]]);
  });

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
