import { quote } from './_text.ts';

/** Element types by their safetensors names, in the order of the safetensors writer. */
export type DType = 'I64' | 'F64' | 'F32' | 'I32' | 'BF16' | 'F16' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** A tensor with the bytes of its file, whatever its type. */
export interface StoredTensor {
  readonly dtype: DType;
  /** Sizes, row-major; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** The elements, little-endian, without gaps. May share memory with the file that was read. */
  readonly bytes: Uint8Array;
}

/** The arrays that {@link toValues} returns. */
export type Values =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** Bytes of one element. */
export const itemSize: Readonly<Record<DType, number>> = {
  I64: 8,
  F64: 8,
  F32: 4,
  I32: 4,
  BF16: 2,
  F16: 2,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

const dtypeOf: ReadonlyMap<string, DType> = new Map([
  ['Float64Array', 'F64'],
  ['Float32Array', 'F32'],
  ['BigInt64Array', 'I64'],
  ['Int32Array', 'I32'],
  ['Int16Array', 'I16'],
  ['Int8Array', 'I8'],
  ['Uint8Array', 'U8'],
]);

/** Returns the number of elements, or `undefined` if a size is not an integer >= 0 or a product exceeds 2^53 - 1. */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    count *= size;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/**
 * Returns a tensor with the type of the array (`Float32Array` gives F32, `BigInt64Array` I64, ...).
 *
 * @param shape sizes, row-major.
 * @param values as many as the product of `shape`. Their memory is shared, not copied.
 * @throws RangeError if the length is not the product of the shape; TypeError if the kind of array is not supported.
 * @example
 * ```ts
 * import { fromValues } from '@ssvaerr/weights';
 *
 * const { dtype, shape } = fromValues([2, 2], Int32Array.of(1, 2, 3, 4));
 * console.log(dtype, shape); // I32 [ 2, 2 ]
 * ```
 */
export function fromValues(shape: readonly number[], values: Values): StoredTensor {
  const dtype = ArrayBuffer.isView(values) ? dtypeOf.get(values[Symbol.toStringTag]) : undefined;
  if (dtype === undefined) {
    throw new TypeError(
      `fromValues: 'values' must be a typed array of ${[...dtypeOf.values()].join(', ')}, got ${Object.prototype.toString.call(values)}.`,
    );
  }
  if (elementCount(shape) !== values.length) {
    throw new RangeError(
      `fromValues: 'values' must have the length of shape [${shape}], got ${values.length}.`,
    );
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { dtype, shape: [...shape], bytes };
}

/**
 * Copies the elements to a typed array of their own type. F16 and BF16 are widened to float32, which is exact; I64 gives a
 * `BigInt64Array`; BOOL gives a `Uint8Array` of 0 and 1.
 *
 * @throws RangeError if the tensor's bytes do not fit its dtype and shape.
 * @example
 * ```ts
 * import { fromValues, toValues } from '@ssvaerr/weights';
 *
 * const counter = fromValues([], BigInt64Array.of(7n));
 * console.log(toValues(counter)[0]); // 7n
 * ```
 */
export function toValues(tensor: StoredTensor): Values {
  assertStoredTensor('toValues', 'tensor', tensor);
  const { buffer } = new Uint8Array(tensor.bytes); // copied, so aligned
  switch (tensor.dtype) {
    case 'I64':
      return new BigInt64Array(buffer);
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'BF16':
      return widenBfloat16(new Uint16Array(buffer));
    case 'F16':
      return widenFloat16(new Uint16Array(buffer));
    case 'I16':
      return new Int16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U8':
    case 'BOOL':
      return new Uint8Array(buffer);
  }
}

/**
 * Copies the elements to float32. This is exact for F32, F16, BF16, I16, I8, U8 and BOOL, and rounds F64, I64 and I32.
 *
 * @throws RangeError if the tensor's bytes do not fit its dtype and shape.
 * @example
 * ```ts
 * import { fromValues, toFloat32 } from '@ssvaerr/weights';
 *
 * const counter = fromValues([], BigInt64Array.of(7n));
 * console.log(toFloat32(counter)[0]); // 7
 * ```
 */
export function toFloat32(tensor: StoredTensor): Float32Array {
  assertStoredTensor('toFloat32', 'tensor', tensor);
  const values = toValues(tensor);
  if (values instanceof Float32Array) return values;
  return values instanceof BigInt64Array
    ? Float32Array.from(values, Number)
    : new Float32Array(values);
}

/** Checks a tensor that a caller made. */
export function assertStoredTensor(where: string, argument: string, tensor: StoredTensor): void {
  const { dtype, shape, bytes } = tensor;
  if (!Object.hasOwn(itemSize, dtype)) {
    throw new RangeError(
      `${where}: '${argument}' must have a dtype of ${Object.keys(itemSize).join(', ')}, got ${quote(String(dtype))}.`,
    );
  }
  const count = elementCount(shape);
  if (count === undefined || bytes.length !== count * itemSize[dtype]) {
    throw new RangeError(
      `${where}: '${argument}' must have the bytes of ${dtype} [${shape}], got ${bytes.length}.`,
    );
  }
}

/** Widens bfloat16, the upper half of a float32. */
function widenBfloat16(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

/** Widens IEEE 754 binary16 to binary32 exactly, including NaN payloads. */
function widenFloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  const floats = new Float32Array(words.buffer);
  halves.forEach((bits, i) => {
    const sign = (bits & 0x8000) << 16;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) {
      // Zero or subnormal: a multiple of 2^-24, a normal float32.
      floats[i] = (sign ? -fraction : fraction) * 2 ** -24;
    } else {
      // The bias is 15 there, 127 here; 31 (infinity, NaN) becomes 255.
      const widened = exponent === 31 ? 255 : exponent + 112;
      words[i] = sign | (widened << 23) | (fraction << 13);
    }
  });
  return floats;
}
