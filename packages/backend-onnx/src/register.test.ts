import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadNative } from './core/session.ts';
import { onnxBackend, registerOnnxBackend } from './index.ts';

describe('registerOnnxBackend', () => {
  it('is called by the import, with the defaults', async () => {
    expect(tf.engine().findBackendFactory('onnx')).not.toBeNull();
    expect(onnxBackend().options).toEqual({
      threads: availableParallelism(),
      spinning: 100,
      memoryPattern: false,
      memoryArena: true,
      winograd: true,
      cacheSize: 64,
      eager: false,
      fallback: 'cpu',
      debug: false,
    });
  });

  it('registers any number of names, each with its options', async () => {
    registerOnnxBackend({ eager: true }, 'onnx-eager');
    expect(await tf.setBackend('onnx-eager')).toBe(true);
    expect(tf.backend()).toBe(onnxBackend('onnx-eager'));
    expect([...tf.add([1, 2], 1).dataSync()]).toEqual([2, 3]);
    expect(onnxBackend('onnx-eager').report().runs).toBe(1);
    expect(onnxBackend().options.eager).toBe(false);
  });

  it('replaces a backend of the same name', async () => {
    registerOnnxBackend({ threads: 1 }, 'onnx-again');
    registerOnnxBackend(
      { threads: 1, memoryPattern: true, memoryArena: false, spinning: 0 },
      'onnx-again',
    );
    await tf.setBackend('onnx-again');
    expect(onnxBackend('onnx-again').options).toMatchObject({
      memoryPattern: true,
      memoryArena: false,
      spinning: 0,
    });
    expect([...tf.add([1, 2], 1).dataSync()]).toEqual([2, 3]);
  });

  it('refuses bad options', () => {
    const withOptions = (options: object) => () => registerOnnxBackend(options);
    expect(withOptions({ threads: 0 })).toThrow(
      new RangeError("registerOnnxBackend: 'threads' must be an integer >= 1, got 0."),
    );
    expect(withOptions({ cacheSize: 1.5 })).toThrow(
      new RangeError("registerOnnxBackend: 'cacheSize' must be an integer >= 1, got 1.5."),
    );
    for (const spinning of [-1, 0.5, true]) {
      expect(withOptions({ spinning })).toThrow(
        new RangeError(
          `registerOnnxBackend: 'spinning' must be an integer >= 0 (microseconds), got ${spinning}.`,
        ),
      );
    }
    expect(withOptions({ eager: 1 })).toThrow(
      new TypeError("registerOnnxBackend: 'eager' must be a boolean, got 1."),
    );
    expect(withOptions({ fallback: 'wasm' })).toThrow(
      new RangeError("registerOnnxBackend: 'fallback' must be 'cpu' or 'error', got wasm."),
    );
    expect(withOptions({ thread: 2 })).toThrow(
      new TypeError(
        "registerOnnxBackend: 'options' must contain known options only, got 'thread'.",
      ),
    );
  });
});

describe('onnxBackend', () => {
  it('refuses a backend that is not an onnx backend', () => {
    expect(() => onnxBackend('cpu')).toThrow(
      "onnxBackend: 'name' must be a registered onnx backend, got cpu.",
    );
    expect(() => onnxBackend('none')).toThrow('got none.');
  });
});

describe('loadNative', () => {
  it('names what is missing if onnxruntime-node is another version', () => {
    const without = (binding: unknown) => () =>
      loadNative((id) => (id === 'onnxruntime-node' ? { Tensor: class {} } : binding));
    expect(without({})).toThrow(
      /^backend-onnx: cannot load 'onnxruntime-node\/dist\/binding\.js' of onnxruntime-node 1\.30\.0 on \w+ \w+: it does not export binding\.InferenceSession and initOrt\.$/,
    );
    const absent = () => {
      throw new Error('no such module');
    };
    expect(() => loadNative(absent)).toThrow('no such module.');
  });
});
