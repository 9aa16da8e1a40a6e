import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';

/** One tensor of a golden case, with the tolerance its README suggests. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
  /** Suggested `|actual - golden| <= atol`; 0 for inputs. */
  readonly atol: number;
  /** Relative L2 error that is allowed where a kink (ReLU, max-pool) flips single entries; 0 for inputs. */
  readonly relL2: number;
  /** Mathematically zero: only `|x| < 1e-5` can be asked for. */
  readonly zero: boolean;
  /** An Adam step on a mathematically zero gradient: not comparable. */
  readonly unstable: boolean;
  /** A new TF.js tensor, owned by the caller. */
  toTensor<R extends tf.Rank = tf.Rank>(): tf.Tensor<R>;
}

/** Reference numbers made by PyTorch in float64; `fixtures/golden/README.md` says how. */
export interface Golden {
  readonly options: Readonly<Record<string, never>>;
  readonly tables: Readonly<Record<string, never>>;
  readonly names: readonly string[];
  tensor(name: string): GoldenTensor;
}

/** The small cases are committed; the large ones lie in a folder beside the repository, or nowhere. */
const folders = ['../../../fixtures/golden/', '../../../../shared/golden/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

function find(name: string): string | undefined {
  return folders
    .map((folder) => `${folder}${name}`)
    .find((path) => existsSync(`${path}/case.json`));
}

/** Whether the case is on this machine. */
export function hasGolden(name: string): boolean {
  return find(name) !== undefined;
}

/**
 * Title of a test that needs a case, and whether to skip it:
 * `const { skip, title } = needsGolden('05_full_size'); it.skipIf(skip)(title('...'), ...)`.
 */
export function needsGolden(name: string) {
  const skip = !hasGolden(name);
  const title = (text: string) => (skip ? `${text} [skipped: no golden case ${name} here]` : text);
  return { skip, title };
}

/** Reads a golden case; an absent one is an error (see {@link needsGolden}). */
export function golden(name: string): Golden {
  const folder = find(name);
  if (!folder) throw new Error(`golden: no case '${name}' in ${folders.join(' or ')}`);
  const { options, tables, tensors } = JSON.parse(readFileSync(`${folder}/case.json`, 'utf8'));
  const file = readFileSync(`${folder}/tensors.safetensors`);
  const headerLength = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerLength));

  const tensor = (key: string): GoldenTensor => {
    const entry = header[key];
    if (!entry) throw new Error(`golden: case '${name}' has no tensor '${key}'`);
    const { dtype, shape, data_offsets } = entry;
    const [from, to] = data_offsets.map((offset: number) => 8 + headerLength + offset);
    const bytes = new Uint8Array(file.subarray(from, to)).buffer; // copied, so aligned
    const data = dtype === 'I32' ? new Int32Array(bytes) : new Float32Array(bytes);
    const { atol = 0, rel_l2_f32, zero = false, unstable = false } = tensors[key] ?? {};
    const relL2 = rel_l2_f32 === undefined ? 0 : Math.max(1e-4, 20 * rel_l2_f32);
    return {
      shape,
      data,
      atol,
      relL2,
      zero,
      unstable,
      toTensor: <R extends tf.Rank>() =>
        tf.tensor(data, shape, dtype === 'I32' ? 'int32' : 'float32') as tf.Tensor<R>,
    };
  };
  const names = Object.keys(header).filter((key) => key !== '__metadata__');
  return { options, tables, names, tensor };
}
