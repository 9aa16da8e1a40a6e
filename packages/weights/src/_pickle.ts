import { describe } from './_describe.ts';
import { type AllowedOpcode, describeOpcode, opcode } from './_opcodes.ts';
import { type PickleHost, PickleMachine } from './_pickle-machine.ts';
import type { Reader } from './_reader.ts';
import type { CheckpointValue } from './checkpoint-value.ts';

/**
 * Reads one pickle up to and including its STOP, with a stack machine that knows only the opcodes of data. It cannot run
 * code: a global is a name, and the host looks up a call. An opcode takes constant time, or time proportional to the bytes or
 * stack entries that it consumes, and there is no recursion, so work and memory are bounded by the length of the pickle.
 */
export function unpickle(reader: Reader, host: PickleHost): CheckpointValue {
  const first = reader.uint8('pickle');
  if (first !== opcode.PROTO) {
    throw reader.error('pickle', describeOpcode(opcode.PROTO), describeOpcode(first));
  }
  const protocol = reader.uint8('pickle protocol');
  if (protocol < 2 || protocol > 5) {
    throw reader.error('pickle protocol', '2 to 5', `${protocol}`);
  }
  const machine = new PickleMachine(reader, host);
  for (;;) {
    const code = reader.uint8('pickle opcode');
    if (code === opcode.STOP) return machine.popLast();
    const action = actions.get(code);
    if (!action) {
      const what = `pickle opcode at byte ${reader.position - 1}`;
      throw reader.error(what, 'an opcode for data', describeOpcode(code));
    }
    action(machine, reader);
  }
}

type Action = (machine: PickleMachine, reader: Reader) => void;

const actionOf: Readonly<Record<Exclude<AllowedOpcode, 'PROTO' | 'STOP'>, Action>> = {
  // A hint for buffered readers; the framed bytes are read as usual.
  FRAME: (_, reader) => reader.uint64('pickle frame'),
  MARK: (machine) => machine.mark(),

  NONE: (machine) => machine.push(null),
  NEWTRUE: (machine) => machine.push(true),
  NEWFALSE: (machine) => machine.push(false),
  BININT: (machine, reader) => machine.push(reader.int32('pickle integer')),
  BININT1: (machine, reader) => machine.push(reader.uint8('pickle integer')),
  BININT2: (machine, reader) => machine.push(reader.uint16('pickle integer')),
  LONG1: (machine, reader) => machine.push(readLong(reader)),
  BINFLOAT: (machine, reader) => machine.push(reader.float64('pickle float')),
  BINUNICODE: (machine, reader) => machine.push(readText(reader, reader.uint32('pickle text'))),
  SHORT_BINUNICODE: (machine, reader) =>
    machine.push(readText(reader, reader.uint8('pickle text'))),
  BINBYTES: (machine, reader) => machine.push(readBytes(reader, reader.uint32('pickle bytes'))),
  SHORT_BINBYTES: (machine, reader) =>
    machine.push(readBytes(reader, reader.uint8('pickle bytes'))),

  EMPTY_TUPLE: (machine) => machine.push([]),
  TUPLE1: (machine) => machine.push(machine.popMany(1)),
  TUPLE2: (machine) => machine.push(machine.popMany(2)),
  TUPLE3: (machine) => machine.push(machine.popMany(3)),
  TUPLE: (machine) => machine.push(machine.popToMark()),
  EMPTY_LIST: (machine) => machine.push([]),
  APPEND: (machine) => machine.append(machine.popMany(1)),
  APPENDS: (machine) => machine.append(machine.popToMark()),
  EMPTY_SET: (machine) => machine.push([]),
  ADDITEMS: (machine) => machine.append(machine.popToMark()),
  EMPTY_DICT: (machine) => machine.push(new Map()),
  SETITEM: (machine) => machine.setItems(machine.popMany(2)),
  SETITEMS: (machine) => machine.setItems(machine.popToMark()),

  BINPUT: (machine, reader) => machine.put(reader.uint8('pickle memo')),
  LONG_BINPUT: (machine, reader) => machine.put(reader.uint32('pickle memo')),
  MEMOIZE: (machine) => machine.memoize(),
  BINGET: (machine, reader) => machine.get(reader.uint8('pickle memo')),
  LONG_BINGET: (machine, reader) => machine.get(reader.uint32('pickle memo')),

  GLOBAL(machine, reader) {
    const module = reader.line('pickle global');
    machine.push(machine.host.global(`${module}.${reader.line('pickle global')}`));
  },
  STACK_GLOBAL(machine, reader) {
    const [module, name] = machine.popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw reader.error('pickle global', 'two strings', `${describe(module)}, ${describe(name)}`);
    }
    machine.push(machine.host.global(`${module}.${name}`));
  },
  REDUCE: call,
  NEWOBJ: call,
  BUILD: (machine) => machine.dropAttributes(),
  BINPERSID: (machine) => machine.push(machine.host.load(machine.pop())),
};

const actions: ReadonlyMap<number, Action> = new Map(
  Object.entries(actionOf).map(([name, action]) => [opcode[name as AllowedOpcode], action]),
);

function call(machine: PickleMachine): void {
  const [callee, args] = machine.popMany(2) as [CheckpointValue, CheckpointValue];
  machine.push(machine.host.call(callee, args));
}

function readText(reader: Reader, bytes: number): string {
  return reader.utf8(bytes, 'pickle text');
}

function readBytes(reader: Reader, bytes: number): Uint8Array {
  return reader.take(bytes, 'pickle bytes');
}

/** Reads a little-endian two's complement integer of at most 255 bytes. */
function readLong(reader: Reader): number | bigint {
  const bytes = reader.take(reader.uint8('pickle integer'), 'pickle integer');
  const unsigned = bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
  const value = BigInt.asIntN(8 * bytes.length, unsigned);
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
