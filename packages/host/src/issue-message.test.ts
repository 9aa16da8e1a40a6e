import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { issueMessage } from './issue-message.ts';

const message = (schema: z.ZodType, value: unknown, known?: readonly string[]) => {
  const { error } = schema.safeParse(value);
  return issueMessage(error!, value, known);
};
const of = (schema: z.ZodType, value: unknown) => message(z.object({ x: schema }), { x: value });

describe('issueMessage', () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ['a missing field', z.number(), undefined, 'be a number, got nothing'],
    ['another kind', z.number(), 'a', 'be a number, got "a"'],
    ['NaN', z.number(), Number.NaN, 'be a number, got NaN'],
    ['a fraction', z.int(), 1.5, 'be an integer, got 1.5'],
    ['no list', z.array(z.number()), {}, 'be a list, got {}'],
    ['no object', z.object({}), null, 'be an object, got null'],
    ['no record', z.record(z.string(), z.number()), 1, 'be an object, got 1'],
    ['too small', z.number().min(1), 0, 'be >= 1, got 0'],
    ['not above', z.number().gt(1), 1, 'be > 1, got 1'],
    ['too big', z.number().max(1), 2, 'be <= 1, got 2'],
    ['not below', z.number().lt(1), 1, 'be < 1, got 1'],
    ['too short', z.string().min(2), 'a', 'have length >= 2, got "a"'],
    ['too long', z.array(z.int()).max(1), [1, 2], 'have length <= 1, got [1,2]'],
    ['another length', z.string().length(2), 'abc', 'have length 2, got "abc"'],
    ['too few', z.set(z.int()).min(1), new Set(), 'have size >= 1, got {}'],
    ['no multiple', z.number().multipleOf(4), 6, 'be a multiple of 4, got 6'],
    ['another constant', z.literal('a'), 'b', 'be a, got "b"'],
    ['none of the constants', z.literal([1, null]), 2, 'be one of 1, null, got 2'],
    ['none of the names', z.enum(['a', 'b']), 'c', 'be one of a, b, got "c"'],
    ['no e-mail', z.email(), 'a', 'be a valid email, got "a"'],
    ['another pattern', z.string().regex(/^a$/), 'b', 'match /^a$/, got "b"'],
    ['own words', z.string().regex(/^a$/, 'be the letter a'), 'b', 'be the letter a, got "b"'],
    ['another start', z.string().startsWith('a'), 'b', `start with 'a', got "b"`],
    ['another end', z.string().endsWith('a'), 'b', `end with 'a', got "b"`],
    ['no such part', z.string().includes('a'), 'b', `include 'a', got "b"`],
    ['no option', z.union([z.int(), z.literal('auto')]), 'a', 'be a number or be auto, got "a"'],
    ['a refined value', z.int().refine((x) => x % 2 === 1, 'be odd'), 2, 'be odd, got 2'],
    ['a rule without words', z.custom<string>(() => false), 2, 'be valid, got 2'],
  ])('words %s', (_, schema, value, text) => {
    expect(of(schema, value)).toBe(`'x' must ${text}.`);
  });

  it('looks into lists, keys, elements and unions', () => {
    expect(of(z.array(z.int()), [1, 2.5])).toBe("'x.1' must be an integer, got 2.5.");
    expect(of(z.record(z.string().min(2), z.int()), { a: 1 })).toBe(
      `'x.a' must have another key: it must have length >= 2, got 1.`,
    );
    expect(of(z.map(z.object({}), z.int()), new Map([[{}, 'a']]))).toMatch(
      /^'x.*' must have other elements: each must be a number, got /,
    );
    const union = z.union([z.string(), z.object({ a: z.object({ b: z.int() }) })]);
    expect(of(union, { a: { b: 0.5 } })).toBe("'x.a.b' must be an integer, got 0.5.");
    const kind = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]);
    expect(of(kind, { kind: 'c' })).toMatch(/^'x.kind' must .*, got "c"\.$/);
    expect(message(z.int(), [])).toBe(`'the content' must be a number, got [].`);
  });

  it('names an unknown key, and the nearest known one', () => {
    const schema = z.strictObject({ epochs: z.int().optional() });
    expect(message(schema, { epohcs: 1 }, ['epochs'])).toBe(
      "unknown key 'epohcs'. Did you mean 'epochs'?",
    );
    expect(message(schema, { zebra: 1 }, ['epochs'])).toBe("unknown key 'zebra'.");
    expect(of(schema, { epohcs: 1 })).toBe("unknown key 'x.epohcs'.");
  });

  it('leaves a sentence as it is', () => {
    const schema = z.object({ a: z.int(), b: z.int() });
    const ordered = schema.refine(({ a, b }) => a < b, "'a' must be below 'b'.");
    expect(message(ordered, { a: 2, b: 1 })).toBe("'a' must be below 'b'.");
  });

  it('is one line of bounded length, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), (value) => {
        const text = of(z.never(), value);
        expect(text).not.toMatch(/\n/);
        expect(text.length).toBeLessThan(120);
      }),
    );
    const strict = z.strictObject({});
    expect(message(strict, { 'a\n\x1b[2J': 1 })).toBe("unknown key 'a\\u{a}\\u{1b}[2J'.");
    expect(message(z.record(z.string(), strict), { 'a\nb': 1 })).toContain("'a\\u{a}b' must be");
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(of(z.int(), circular)).toBe("'x' must be a number, got a value of type object.");
  });

  it('names fields as the caller does', () => {
    const schema = z.object({ loss: z.object({ arousal: z.int() }) });
    const value = { loss: { arousal: 0.5 } };
    const { error } = schema.safeParse(value);
    expect(issueMessage(error!, value, [], (path) => `--${path}`)).toBe(
      '--loss.arousal must be an integer, got 0.5.',
    );
  });
});
