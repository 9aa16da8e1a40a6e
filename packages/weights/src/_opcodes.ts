import { hex } from './_text.ts';

/** The supported pickle opcodes: those that protocols 2 to 4 use for data. */
export const opcode = {
  PROTO: 0x80,
  FRAME: 0x95,
  STOP: 0x2e,
  MARK: 0x28,
  NONE: 0x4e,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  BININT: 0x4a,
  BININT1: 0x4b,
  BININT2: 0x4d,
  LONG1: 0x8a,
  BINFLOAT: 0x47,
  BINUNICODE: 0x58,
  SHORT_BINUNICODE: 0x8c,
  BINBYTES: 0x42,
  SHORT_BINBYTES: 0x43,
  EMPTY_TUPLE: 0x29,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  TUPLE: 0x74,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  APPENDS: 0x65,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  EMPTY_DICT: 0x7d,
  SETITEM: 0x73,
  SETITEMS: 0x75,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  MEMOIZE: 0x94,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  GLOBAL: 0x63,
  STACK_GLOBAL: 0x93,
  REDUCE: 0x52,
  NEWOBJ: 0x81,
  BUILD: 0x62,
  BINPERSID: 0x51,
} as const;

export type AllowedOpcode = keyof typeof opcode;

/** The other opcodes of Python, which are refused by name. */
const refused: Readonly<Record<string, number>> = {
  POP: 0x30,
  POP_MARK: 0x31,
  DUP: 0x32,
  FLOAT: 0x46,
  INT: 0x49,
  LONG: 0x4c,
  LONG4: 0x8b,
  PERSID: 0x50,
  STRING: 0x53,
  BINSTRING: 0x54,
  SHORT_BINSTRING: 0x55,
  UNICODE: 0x56,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  BYTEARRAY8: 0x96,
  DICT: 0x64,
  LIST: 0x6c,
  FROZENSET: 0x91,
  GET: 0x67,
  PUT: 0x70,
  INST: 0x69,
  OBJ: 0x6f,
  NEWOBJ_EX: 0x92,
  EXT1: 0x82,
  EXT2: 0x83,
  EXT4: 0x84,
  NEXT_BUFFER: 0x97,
  READONLY_BUFFER: 0x98,
};

/** Returns name and code, for example `INST (0x69)`. */
export function describeOpcode(code: number): string {
  const [name = 'no opcode'] =
    Object.entries({ ...opcode, ...refused }).find(([, value]) => value === code) ?? [];
  return `${name} (${hex(code, 2)})`;
}
