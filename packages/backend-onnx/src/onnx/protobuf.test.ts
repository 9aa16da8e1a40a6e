import { expect, it } from 'vitest';
import { Message } from './protobuf.ts';

const bytes = (message: Message) => [...message.finish()];

it('writes varints: seven bits a byte, the lowest first', () => {
  expect(bytes(new Message().int(1, 0))).toEqual([0x08, 0]);
  expect(bytes(new Message().int(1, 127))).toEqual([0x08, 0x7f]);
  expect(bytes(new Message().int(1, 150))).toEqual([0x08, 0x96, 0x01]);
  // Beyond 32 bits, and a field number of two bytes.
  expect(bytes(new Message().int(20, 2 ** 35))).toEqual([
    0xa0, 0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01,
  ]);
});

it('writes negative integers in ten bytes', () => {
  expect(bytes(new Message().int(3, -1))).toEqual([0x18, ...Array(9).fill(0xff), 0x01]);
});

it('writes floats, strings and messages', () => {
  expect(bytes(new Message().float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  expect(bytes(new Message().string(2, 'añ'))).toEqual([0x12, 3, 0x61, 0xc3, 0xb1]);
  expect(bytes(new Message().message(3, new Message().int(1, 150)))).toEqual([0x1a, 3, 8, 0x96, 1]);
});

it('grows', () => {
  const long = new Uint8Array(1000).map((_, i) => i);
  const message = new Message().bytes(1, long).int(1, 5);
  expect(bytes(message)).toEqual([0x0a, 0xe8, 0x07, ...long, 0x08, 5]);
});
