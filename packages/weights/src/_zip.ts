import { Reader } from './_reader.ts';
import { hex, quote } from './_text.ts';

const endBytes = 22;
const zip64LocatorBytes = 20;

/**
 * Returns the entries of a zip archive by name, as views of it. Entries must be stored, as `torch.save` writes them: nothing is
 * unpacked, so an archive cannot hold more than its own size.
 */
export function readStoredZip(where: string, bytes: Uint8Array): Map<string, Uint8Array> {
  const directory = findDirectory(where, bytes);
  const reader = new Reader(where, bytes.subarray(0, directory.end), directory.begin);
  const entries = new Map<string, Uint8Array>();
  for (let i = 0; i < directory.count; i++) {
    const entry = readDirectoryEntry(reader);
    if (entries.has(entry.name)) {
      throw reader.error('zip entries', 'unique names', `${quote(entry.name)} twice`);
    }
    const local = new Reader(where, bytes.subarray(0, directory.begin), entry.offset);
    entries.set(entry.name, readLocalEntry(local, entry));
  }
  if (reader.position !== directory.end) {
    throw reader.error('zip directory', `${directory.count} entries`, 'bytes after them');
  }
  return entries;
}

interface Directory {
  readonly count: number;
  readonly begin: number;
  readonly end: number;
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
}

/** Finds the directory. The end record closes the file; if its fields are too narrow, a zip64 record comes before it. */
function findDirectory(where: string, bytes: Uint8Array): Directory {
  const at = Math.max(0, bytes.length - endBytes);
  const reader = new Reader(where, bytes, at);
  expectSignature(reader, 0x06054b50, 'zip end record');
  reader.take(6, 'zip disks');
  let count = reader.uint16('zip entry count');
  let size = reader.uint32('zip directory size');
  let begin = reader.uint32('zip directory offset');
  const comment = reader.uint16('zip comment');
  if (comment > 0) throw reader.error('zip comment', 'none', `${comment} bytes`);

  let end = at;
  if (count === 0xffff || size === 0xffffffff || begin === 0xffffffff) {
    reader.position = Math.max(0, at - zip64LocatorBytes);
    expectSignature(reader, 0x07064b50, 'zip64 locator');
    reader.take(4, 'zip disks');
    end = reader.uint64('zip64 end record');
    reader.position = end;
    expectSignature(reader, 0x06064b50, 'zip64 end record');
    reader.take(28, 'zip64 end record');
    count = reader.uint64('zip entry count');
    size = reader.uint64('zip directory size');
    begin = reader.uint64('zip directory offset');
  }
  if (begin + size > end) {
    throw reader.error('zip directory', `an end <= ${end}`, `${begin + size}`);
  }
  return { count, begin, end: begin + size };
}

function readDirectoryEntry(reader: Reader): Entry {
  expectSignature(reader, 0x02014b50, 'zip directory entry');
  reader.take(4, 'zip versions');
  const flags = reader.uint16('zip flags');
  const method = reader.uint16('zip method');
  reader.take(8, 'zip time and checksum');
  let packed = reader.uint32('zip size');
  let size = reader.uint32('zip size');
  const nameBytes = reader.uint16('zip name');
  const extraBytes = reader.uint16('zip extra field');
  const commentBytes = reader.uint16('zip comment');
  reader.take(8, 'zip attributes');
  let offset = reader.uint32('zip offset');
  const name = reader.utf8(nameBytes, 'zip name');
  const extra = new Reader(reader.where, reader.take(extraBytes, 'zip extra field'));
  reader.take(commentBytes, 'zip comment');

  // A field that is too narrow holds ones; its value is in the zip64 extra field, in this order.
  if (size === 0xffffffff || packed === 0xffffffff || offset === 0xffffffff) {
    seekZip64(extra);
    if (size === 0xffffffff) size = extra.uint64('zip64 size');
    if (packed === 0xffffffff) packed = extra.uint64('zip64 size');
    if (offset === 0xffffffff) offset = extra.uint64('zip64 offset');
  }
  const what = `zip entry ${quote(name)}`;
  if (flags & 1) throw reader.error(what, 'plain', 'encrypted');
  if (method !== 0) throw reader.error(what, 'stored (method 0)', `method ${method}`);
  if (packed !== size) throw reader.error(what, `${size} stored bytes`, `${packed}`);
  return { name, size, offset };
}

function seekZip64(extra: Reader): void {
  for (;;) {
    const id = extra.uint16('zip64 extra field');
    const bytes = extra.uint16('zip64 extra field');
    if (id === 1) return;
    extra.take(bytes, 'zip extra field');
  }
}

/** Reads an entry at its local header, which repeats the name. Its extra field, torch's alignment, has its own length. */
function readLocalEntry(reader: Reader, { name, size }: Entry): Uint8Array {
  const what = `zip entry ${quote(name)}`;
  expectSignature(reader, 0x04034b50, what);
  reader.take(22, what);
  const nameBytes = reader.uint16(what);
  const extraBytes = reader.uint16(what);
  const localName = reader.utf8(nameBytes, what);
  if (localName !== name)
    throw reader.error(what, 'the same name in both headers', quote(localName));
  reader.take(extraBytes, what);
  return reader.take(size, what);
}

function expectSignature(reader: Reader, signature: number, what: string): void {
  const found = reader.uint32(what);
  if (found !== signature) {
    throw reader.error(what, hex(signature, 8), hex(found, 8));
  }
}
