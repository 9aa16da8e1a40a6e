import { describe } from './_describe.ts';
import type { PickleHost } from './_pickle-machine.ts';
import { gather, rowMajorStrides } from './_strided.ts';
import { quote } from './_text.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { type CheckpointValue, isStoredTensor, type Named } from './checkpoint-value.ts';
import { type DType, elementCount, itemSize, type StoredTensor } from './stored-tensor.ts';

/** The elements that tensors are views of. Their bytes are found after the pickle is read. */
export interface Storage extends Named {
  readonly dtype: DType;
  readonly count: number;
  bytes: Uint8Array | undefined;
}

/** A tensor whose bytes are set at the end. */
interface Pending {
  readonly tensor: { -readonly [K in keyof StoredTensor]: StoredTensor[K] };
  readonly storage: Storage;
  readonly offset: number;
  readonly strides: readonly number[];
}

const storageTypes: ReadonlyMap<string, DType> = new Map([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
]);

/** Names that are values themselves. */
const dtypes = 'float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool'
  .split(' ')
  .map((name) => `torch.${name}`);

const maxRank = 64;

/**
 * The allow-list: the names that the pickle of a checkpoint may use, and the values of calling them. Python 2 and protocol 2
 * write `builtins` as `__builtin__`.
 */
export class TorchObjects implements PickleHost {
  readonly storages = new Map<string, Storage>();
  readonly #where: string;
  readonly #pending: Pending[] = [];
  /** Bytes that tensors may still hold: with a stride of 0, one element can make any size. */
  #budget: number;

  readonly #calls: ReadonlyMap<string, (args: readonly CheckpointValue[]) => CheckpointValue> =
    new Map([
      ['collections.OrderedDict', (args) => this.#empty('collections.OrderedDict', args)],
      ['argparse.Namespace', (args) => this.#empty('argparse.Namespace', args)],
      ['torch.Size', (args) => this.#list('torch.Size', args)],
      ['builtins.set', (args) => this.#list('builtins.set', args)],
      ['__builtin__.set', (args) => this.#list('__builtin__.set', args)],
      ['_codecs.encode', (args) => this.#encode(args)],
      ['torch._utils._rebuild_tensor_v2', (args) => this.#rebuildTensor(args)],
      ['torch._utils._rebuild_parameter', (args) => this.#rebuildParameter(args)],
    ]);

  constructor(where: string, fileBytes: number) {
    this.#where = where;
    this.#budget = 4 * fileBytes + 65_536;
  }

  global(name: string): CheckpointValue {
    if (this.#calls.has(name) || storageTypes.has(name) || dtypes.includes(name)) {
      return { named: name };
    }
    throw this.#error('global', 'one on the allow-list', quote(name));
  }

  call(callee: CheckpointValue, args: CheckpointValue): CheckpointValue {
    const make = this.#calls.get(nameOf(callee) ?? '');
    if (!make) throw this.#error('call', 'one on the allow-list', describe(callee));
    if (!Array.isArray(args)) throw this.#error('arguments', 'a tuple', describe(args));
    return make(args);
  }

  /** Loads `('storage', type, key, location, count)`, to which the legacy format adds a view: None since 0.4. */
  load(id: CheckpointValue): CheckpointValue {
    const [tag, type, key, location, count, view = null] = Array.isArray(id) ? id : [];
    const dtype = storageTypes.get(nameOf(type) ?? '');
    if (
      tag !== 'storage' ||
      dtype === undefined ||
      typeof key !== 'string' ||
      typeof location !== 'string' ||
      !isCount(count) ||
      view !== null
    ) {
      const got = Array.isArray(id) ? id.slice(0, 6).map(describe).join(', ') : describe(id);
      throw this.#error('persistent id', 'storage, type, key, location, count', got);
    }
    const known = this.storages.get(key);
    if (known) {
      if (known.dtype === dtype && known.count === count) return known;
      const [first, second] = [known, { dtype, count }].map((s) => `${s.dtype} [${s.count}]`);
      throw this.#error(`storage ${quote(key)}`, `${first} as before`, `${second}`);
    }
    const storage: Storage = { named: `storage ${key}`, dtype, count, bytes: undefined };
    this.storages.set(key, storage);
    return storage;
  }

  /** Sets the bytes of the tensors, after each storage has its own. */
  finish(): void {
    for (const { tensor, storage, offset, strides } of this.#pending) {
      const size = itemSize[tensor.dtype];
      const count = elementCount(tensor.shape)!;
      this.#spend(count * size);
      const bytes = storage.bytes!;
      const contiguous = rowMajorStrides(tensor.shape);
      if (tensor.shape.every((n, axis) => n === 1 || strides[axis] === contiguous[axis])) {
        tensor.bytes = bytes.subarray(offset * size, (offset + count) * size);
      } else {
        tensor.bytes = new Uint8Array(count * size);
        // The bytes of an element are one more axis.
        const byteStrides = [...strides.map((stride) => stride * size), 1];
        gather(tensor.bytes, bytes, offset * size, [...tensor.shape, size], byteStrides);
      }
    }
  }

  /** `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks)` */
  #rebuildTensor(args: readonly CheckpointValue[]): CheckpointValue {
    const [storage, offset, shape, strides] = args;
    if (!isStorage(storage)) throw this.#error('tensor', 'a storage', describe(storage));
    if (!isCount(offset)) throw this.#error('tensor offset', 'an integer >= 0', describe(offset));
    if (!isCounts(shape) || elementCount(shape) === undefined) {
      throw this.#error('tensor shape', `at most ${maxRank} integers >= 0`, describeList(shape));
    }
    if (!isCounts(strides) || strides.length !== shape.length) {
      throw this.#error('tensor strides', `${shape.length} integers >= 0`, describeList(strides));
    }
    const last = shape.reduce((at, n, axis) => at + (n - 1) * strides[axis]!, offset);
    if (!shape.includes(0) && !(last < storage.count)) {
      const what = `tensor [${shape}] with strides [${strides}] at ${offset}`;
      throw this.#error(what, `a last element < ${storage.count}`, `${last}`);
    }
    // Copied, since the pickle may still change these lists.
    const tensor = { dtype: storage.dtype, shape: [...shape], bytes: new Uint8Array(0) };
    this.#pending.push({ tensor, storage, offset, strides: [...strides] });
    return tensor;
  }

  /** `_rebuild_parameter(data, requires_grad, backward_hooks)` */
  #rebuildParameter([data]: readonly CheckpointValue[]): CheckpointValue {
    if (isStoredTensor(data)) return data;
    throw this.#error('parameter', 'a tensor', describe(data));
  }

  /** Returns an empty dict, which opcodes fill later. */
  #empty(name: string, args: readonly CheckpointValue[]): CheckpointValue {
    if (args.length > 0) throw this.#error(name, 'no arguments', `${args.length}`);
    return new Map();
  }

  #list(name: string, [items]: readonly CheckpointValue[]): CheckpointValue {
    if (Array.isArray(items)) return items;
    throw this.#error(name, 'a list', describe(items));
  }

  /** `_codecs.encode(text, 'latin1')`: how protocol 2 writes bytes. */
  #encode([text, encoding]: readonly CheckpointValue[]): CheckpointValue {
    if (typeof text === 'string') this.#spend(text.length);
    if (typeof text !== 'string' || encoding !== 'latin1' || /[\u0100-\uffff]/.test(text)) {
      const got = `${describe(text)}, ${describe(encoding)}`;
      throw this.#error('_codecs.encode', "a Latin-1 string and 'latin1'", got);
    }
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  }

  #spend(bytes: number): void {
    this.#budget -= bytes;
    if (this.#budget < 0) {
      throw this.#error('tensors', 'at most 4 times the bytes of the file', 'more');
    }
  }

  #error(what: string, expected: string, got: string): CheckpointError {
    return new CheckpointError(this.#where, what, expected, got);
  }
}

function nameOf(value: CheckpointValue | undefined): string | undefined {
  const isNamed = typeof value === 'object' && value !== null && 'named' in value;
  return isNamed ? value.named : undefined;
}

function isStorage(value: CheckpointValue | undefined): value is Storage {
  return nameOf(value) !== undefined && 'dtype' in (value as Named);
}

function isCount(value: CheckpointValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: CheckpointValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.length <= maxRank && value.every(isCount);
}

function describeList(value: CheckpointValue | undefined): string {
  if (!Array.isArray(value) || value.length > maxRank) return describe(value);
  return `[${value.map(describe).join(', ')}]`;
}
