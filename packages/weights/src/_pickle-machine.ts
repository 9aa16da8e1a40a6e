import { describe } from './_describe.ts';
import type { Reader } from './_reader.ts';
import type { CheckpointValue } from './checkpoint-value.ts';

/** The names and calls that a pickle may use. Each method throws on what it does not know. */
export interface PickleHost {
  /** Returns the value of the global `module.name`. Nothing is looked up or imported. */
  global(name: string): CheckpointValue;
  /** Returns the value of `callee(*args)`. */
  call(callee: CheckpointValue, args: CheckpointValue): CheckpointValue;
  /** Returns the value of a persistent id. */
  load(id: CheckpointValue): CheckpointValue;
}

/** Stack, marks and memo of a pickle being read. Reading beyond what was stored throws. */
export class PickleMachine {
  readonly reader: Reader;
  readonly host: PickleHost;
  readonly #stack: CheckpointValue[] = [];
  /** Heights of the stack at the open MARKs. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, CheckpointValue>();

  constructor(reader: Reader, host: PickleHost) {
    this.reader = reader;
    this.host = host;
  }

  push(value: CheckpointValue): void {
    this.#stack.push(value);
  }

  top(): CheckpointValue {
    const value = this.#stack.at(-1);
    if (value === undefined || this.#stack.length === (this.#marks.at(-1) ?? 0)) {
      throw this.#error('a value');
    }
    return value;
  }

  pop(): CheckpointValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  /** Removes the top `count` values and returns them, the lowest first. */
  popMany(count: number): CheckpointValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  /** Removes and returns the only value left. */
  popLast(): CheckpointValue {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw this.#error('one value');
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  popToMark(): CheckpointValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw this.#error('a mark');
    return this.#stack.splice(height);
  }

  append(items: readonly CheckpointValue[]): void {
    const target = this.top();
    if (!Array.isArray(target)) throw this.#error('a list', describe(target));
    for (const item of items) target.push(item);
  }

  /** Sets `items`: key, value, key, value, ... */
  setItems(items: readonly CheckpointValue[]): void {
    const target = this.top();
    if (!(target instanceof Map)) throw this.#error('a dict', describe(target));
    if (items.length % 2 === 1) throw this.#error('key-value pairs', 'a key without a value');
    for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
  }

  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) {
      throw this.reader.error('pickle memo', 'a stored entry', `${index}`);
    }
    this.push(value);
  }

  /** Drops the attributes of an object: `_metadata` of a state dict, fields of a Namespace. They hold no weights. */
  dropAttributes(): void {
    this.pop();
    const target = this.top();
    if (!(target instanceof Map)) throw this.#error('an object with attributes', describe(target));
  }

  #error(expected: string, got?: string) {
    const found = got ?? `${this.#stack.length} values, ${this.#marks.length} marks`;
    return this.reader.error(`pickle stack at byte ${this.reader.position}`, expected, found);
  }
}
