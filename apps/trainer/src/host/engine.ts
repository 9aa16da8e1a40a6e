import { cpus } from 'node:os';
import process from 'node:process';
import { registerWasmFilterGradient } from '@ssvaerr/backbone';
import { onnxBackend, registerOnnxBackend } from '@ssvaerr/backend-onnx';
import { UserError } from '@ssvaerr/host';
import * as tf from '@tensorflow/tfjs';
import { type EngineName, engineNames } from './engine-names.ts';

/** An engine that runs. */
export interface Engine {
  readonly name: EngineName;
  /** Short description of the engine and its device. */
  readonly detail: string;
}

/**
 * Starts an engine and makes it TF.js's backend.
 *
 * @param wanted `auto`: the first of {@link engineNames} that is here and works.
 * @param threads of `onnx` and `tensorflow`; the others have one. TensorFlow reads it once in a process. Default: a
 *   thread a core.
 * @throws UserError if the wanted one is not here or does not start.
 */
export async function startEngine(
  wanted: EngineName | 'auto',
  { threads }: { readonly threads?: number | undefined } = {},
): Promise<Engine> {
  const problems: string[] = [];
  for (const name of wanted === 'auto' ? engineNames : [wanted]) {
    try {
      const detail = await starters[name](threads);
      return { name, detail };
    } catch (error) {
      problems.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new UserError(`engine ${problems.join('; ')}`);
}

/** Each makes itself TF.js's backend and says what it is, or throws. */
const starters: Readonly<Record<EngineName, (threads?: number) => Promise<string>>> = {
  async tensorflow(threads) {
    // Before its library is loaded, which reads them.
    if (threads !== undefined) {
      for (const name of threadVariables) process.env[name] = String(threads);
    }
    const found = await tensorflowBinding();
    await start('tensorflow');
    return `${found.name} ${found.version}`;
  },
  async onnx(threads) {
    registerOnnxBackend(threads === undefined ? {} : { threads });
    await start('onnx');
    const { threads: used } = onnxBackend().options;
    return `ONNX Runtime on ${used} thread${used === 1 ? '' : 's'}`;
  },
  async wasm() {
    await import('@tensorflow/tfjs-backend-wasm');
    registerWasmFilterGradient();
    await start('wasm');
    return 'WebAssembly; trains slowly';
  },
  async cpu() {
    await start('cpu');
    return `plain JavaScript on one of ${cpus().length} cores; for tests`;
  },
};

/** Environment variables that limit the threads of TensorFlow's library. */
const threadVariables = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'];

async function start(backend: string): Promise<void> {
  tf.enableProdMode(); // or TF.js recommends its other packages on standard output
  if (!(await tf.setBackend(backend))) throw new Error('did not start.');
  await tf.ready();
  const three = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)));
  const [sum] = await three.data(); // some start, and fail at the first operation
  three.dispose();
  if (sum !== 3) throw new Error(`computes 1 + 2 as ${sum}.`);
}

/** TensorFlow's own library, where the user has installed one of its packages. */
async function tensorflowBinding(): Promise<{ name: string; version: string }> {
  const problems: string[] = [];
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      const binding = (await import(name)) as { version: Record<string, string> };
      return { name, version: binding.version['tfjs-node'] ?? 'unknown' };
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
      problems.push(`${name} ${missing ? 'is not installed' : firstLine(error)}`);
    }
  }
  throw new Error(`${problems.join(', ')}.`);
}

const firstLine = (error: unknown) => String((error as Error).message).split('\n')[0];
