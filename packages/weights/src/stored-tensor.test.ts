import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DType,
  fromValues,
  type StoredTensor,
  toFloat32,
  toValues,
  type Values,
} from './index.ts';

const stored = (dtype: DType, ...values: number[]): StoredTensor => ({
  dtype,
  shape: [values.length],
  bytes: new Uint8Array(new Uint16Array(values).buffer),
});

const arrays: readonly [DType, Values][] = [
  ['F64', new Float64Array([0.1, -0, Number.NaN])],
  ['F32', new Float32Array([0.1, -0, Number.NaN])],
  ['I64', new BigInt64Array([-1n, 2n ** 62n])],
  ['I32', new Int32Array([-1, 2 ** 30])],
  ['I16', new Int16Array([-1, 2 ** 14])],
  ['I8', new Int8Array([-1, 127])],
  ['U8', new Uint8Array([0, 255])],
];

describe('fromValues and toValues', () => {
  it.each(arrays)('%s: are inverse', (dtype, values) => {
    const tensor = fromValues([values.length, 1], values);
    expect(tensor).toMatchObject({ dtype, shape: [values.length, 1] });
    expect(toValues(tensor)).toEqual(values);
  });

  it('share memory going in, copy coming out, and take a part of a buffer', () => {
    const values = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const shape = [2];
    const tensor = fromValues(shape, values);
    shape[0] = 9;
    expect(tensor.shape).toEqual([2]);
    const out = toValues(tensor);
    values[0] = 7;
    expect([...out]).toEqual([2, 3]);
    expect([...toValues(tensor)]).toEqual([7, 3]);
  });

  it('read unaligned bytes', () => {
    const bytes = new Uint8Array(9).subarray(1);
    bytes.set(new Uint8Array(new Float64Array([1.5]).buffer));
    expect(toValues({ dtype: 'F64', shape: [], bytes })).toEqual(new Float64Array([1.5]));
  });

  it('refuse what does not fit', () => {
    expect(() => fromValues([2, 2], new Float32Array(3))).toThrow(
      new RangeError("fromValues: 'values' must have the length of shape [2,2], got 3."),
    );
    expect(() => fromValues([-1, -3], new Float32Array(3))).toThrow(RangeError);
    // @ts-expect-error another kind of array
    expect(() => fromValues([1], new Uint16Array(1))).toThrow(
      new TypeError(
        "fromValues: 'values' must be a typed array of F64, F32, I64, I32, I16, I8, U8, got [object Uint16Array].",
      ),
    );
    // @ts-expect-error no typed array
    expect(() => fromValues([1], [1])).toThrow('got [object Array].');
    for (const [name, call] of Object.entries({ toValues, toFloat32 })) {
      expect(() => call({ dtype: 'F32', shape: [1], bytes: new Uint8Array(3) })).toThrow(
        new RangeError(`${name}: 'tensor' must have the bytes of F32 [1], got 3.`),
      );
    }
  });
});

describe('half precision', () => {
  it('widens the numbers of IEEE 754 and bfloat16', () => {
    const half = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x8001, 0x7c00, 0xfc00];
    expect(toValues(stored('F16', ...half))).toEqual(
      new Float32Array([
        ...[0, -0, 1, -2, 65504, 2 ** -14, 1023 * 2 ** -24, -(2 ** -24)],
        ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      ]),
    );
    expect(toValues(stored('BF16', 0x3f80, 0xc049, 0x0001, 0x7f80))).toEqual(
      new Float32Array([1, -3.140625, 2 ** -133, Number.POSITIVE_INFINITY]),
    );
  });

  it('widens all 65536 of each: odd in the sign, ascending in the bits, NaN to NaN', () => {
    for (const [dtype, infinity] of [
      ['F16', 0x7c00],
      ['BF16', 0x7f80],
    ] as const) {
      const all = toValues(stored(dtype, ...Array(0x10000).keys())) as Float32Array;
      for (let bits = 0; bits < 0x8000; bits++) {
        const value = all[bits]!;
        if (bits > infinity) expect([value, all[bits + 0x8000]]).toEqual([Number.NaN, Number.NaN]);
        else if (all[bits + 0x8000] !== -value || (bits > 0 && !(value > all[bits - 1]!))) {
          expect.unreachable(`${dtype} ${bits}`);
        }
      }
    }
  });

  it('keeps the payload of a NaN', () => {
    const bits = (tensor: StoredTensor) =>
      new Uint32Array(toValues(tensor).buffer as ArrayBuffer)[0];
    expect(bits(stored('F16', 0xfe01))).toBe(0xffc02000);
    expect(bits(stored('BF16', 0xffc1))).toBe(0xffc10000);
  });
});

describe('toFloat32', () => {
  it.each(arrays)('%s: rounds to float32', (_, values) => {
    expect(toFloat32(fromValues([values.length], values))).toEqual(
      Float32Array.from([...values].map(Number)),
    );
  });

  it('is what toValues gives for the types that it widens', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (bits) => {
        for (const dtype of ['F16', 'BF16'] as const) {
          expect(toFloat32(stored(dtype, ...bits))).toEqual(toValues(stored(dtype, ...bits)));
        }
      }),
    );
  });
});
