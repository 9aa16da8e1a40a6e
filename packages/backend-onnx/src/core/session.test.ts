import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../onnx/model.ts';
import { Builder } from './builder.ts';
import { disabledOptimizers, native, nativeTensor, Session } from './session.ts';

const options = { threads: 1, spinning: 0, memoryPattern: false, memoryArena: true };

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

  it('has threads that stay awake for as long as they are told to', async () => {
    const g = new Builder();
    const size = 1 << 20;
    const x = g.input('float32', [size]);
    const y = g.output(g.op('Relu', [x]), 'float32', [size]);
    const model = encodeModel(g.finish());
    /** Milliseconds of processor time in the 0.3 s after a run, when there is nothing to do. */
    const awake = async (spinning: number) => {
      const session = new Session(model, [y], { ...options, threads: 2, spinning });
      session.run({ [x]: nativeTensor('float32', new Float32Array(size), [size]) });
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { user, system } = process.cpuUsage(before);
      session.dispose();
      return (user + system) / 1000;
    };
    // Most of the time that one is awake for may be lost to others that want the processor.
    expect(await awake(250_000)).toBeGreaterThan((await awake(0)) + 50);
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
