// As much of WebAssembly's binary format as one function over one memory needs.
// https://webassembly.github.io/spec/core/binary/

/** Bytes of code, or of a part of it. */
export type Code = readonly number[];

/** Types of values. */
export const i32 = 0x7f;
export const f32 = 0x7d;
export const v128 = 0x7b;

/** An unsigned integer: seven bits a byte, the lowest first. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** A signed one: the highest of the last seven bits is the sign. */
export function signed(value: number): Code {
  return value >= -64 && value < 64
    ? [value & 0x7f]
    : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

/** Instructions on four float32 at once; `offset` is added to the address. */
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const binary = (opcode: number) => (a: Code, b: Code) => [...a, ...b, ...simd(opcode)];
export const splat = (x: Code): Code => [...x, ...simd(0x13)];
export const add = binary(0xe4);
export const sub = binary(0xe5);
export const mul = binary(0xe6);
export const div = binary(0xe7);
export const sqrt = (x: Code): Code => [...x, ...simd(0xe3)];
export const load = (address: Code, offset: number): Code => [
  ...address,
  ...simd(0x00),
  4, // aligned to 2^4 bytes
  ...unsigned(offset),
];
export const store = (address: Code, offset: number, value: Code): Code => [
  ...address,
  ...value,
  ...simd(0x0b),
  4,
  ...unsigned(offset),
];

/** Runs `body` with the local `index` at 0, `step`, 2 `step`, ... while it is below `end`; at least once. */
export const loop = (index: number, step: number, end: Code, body: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...[...get(index), 0x41, ...signed(step), 0x6a, 0x22, ...unsigned(index)], // index += step
  ...[...end, 0x49, 0x0d, 0], // again, if it is below `end`
  0x0b,
];

/** A module that exports one function without a result, `run`, and its memory, `memory`. */
export function encodeModule({
  parameters,
  locals,
  body,
  pages,
}: {
  readonly parameters: readonly number[];
  /** Types of the locals after the parameters, zero at first. */
  readonly locals: readonly number[];
  readonly body: Code;
  /** Memory in pages of 64 KiB. */
  readonly pages: number;
}): Uint8Array<ArrayBuffer> {
  const code = [...vector(locals.map((type) => [1, type])), ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...vector(parameters.map((type) => [type])), 0]]),
    ...section(3, [[0]]),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, [
      [...name('run'), 0, 0],
      [...name('memory'), 2, 0],
    ]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const name = (text: string): Code => vector([...text].map((c) => [c.charCodeAt(0)]));

function section(id: number, items: readonly Code[]): Code {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}
