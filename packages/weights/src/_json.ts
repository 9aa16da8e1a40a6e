import { quote } from './_text.ts';
import { CheckpointError } from './checkpoint-error.ts';

/** The values of a safetensors header. Objects are maps, so no key of theirs has a special meaning. */
export type Json = string | number | readonly Json[] | ReadonlyMap<string, Json>;

/** Nesting of a header: entry, field, list. */
const maxDepth = 3;

/**
 * Parses the part of JSON that a safetensors header uses: objects, arrays, strings and integers >= 0. Unlike `JSON.parse` it
 * refuses duplicate keys.
 */
export function parseHeaderJson(where: string, text: string): Json {
  let at = 0;
  const value = parseValue(1);
  if (peek() !== '') throw error('the end');
  return value;

  function parseValue(depth: number): Json {
    const next = peek();
    if (next === '"') return parseString();
    if (next >= '0' && next <= '9') return parseInteger();
    if ((next === '{' || next === '[') && depth > maxDepth) {
      throw error(`at most ${maxDepth} nested levels`);
    }
    if (next === '{') return parseObject(depth);
    if (next === '[') return parseArray(depth);
    throw error('a value');
  }

  function parseObject(depth: number): Json {
    const entries = new Map<string, Json>();
    at++;
    if (accept('}')) return entries;
    do {
      if (peek() !== '"') throw error('a key');
      const key = parseString();
      if (entries.has(key)) {
        throw new CheckpointError(where, 'header keys', 'unique names', `${quote(key)} twice`);
      }
      expect(':');
      entries.set(key, parseValue(depth + 1));
    } while (accept(','));
    expect('}');
    return entries;
  }

  function parseArray(depth: number): Json {
    const items: Json[] = [];
    at++;
    if (accept(']')) return items;
    do items.push(parseValue(depth + 1));
    while (accept(','));
    expect(']');
    return items;
  }

  function parseString(): string {
    const from = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    try {
      return JSON.parse(text.slice(from, at));
    } catch {
      at = from;
      throw error('a string');
    }
  }

  function parseInteger(): number {
    const from = at;
    while (at < text.length && text[at]! >= '0' && text[at]! <= '9') at++;
    const value = Number(text.slice(from, at));
    if (!Number.isSafeInteger(value) || (text[from] === '0' && at > from + 1)) {
      at = from;
      throw error('an integer <= 2^53 - 1');
    }
    return value;
  }

  /** Returns the next character after white space, `''` at the end. */
  function peek(): string {
    while (' \t\n\r'.includes(text[at] ?? '-')) at++;
    return text[at] ?? '';
  }

  function accept(character: string): boolean {
    const found = peek() === character;
    if (found) at++;
    return found;
  }

  function expect(character: string): void {
    if (!accept(character)) throw error(`'${character}'`);
  }

  function error(expected: string): CheckpointError {
    const got = at < text.length ? quote(text.slice(at, at + 20)) : 'the end';
    return new CheckpointError(where, `header at character ${at}`, expected, got);
  }
}
