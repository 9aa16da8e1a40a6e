import type * as z from 'zod';
import { describeField } from '../config/describe-field.ts';

/**
 * Reads the text of a flag as the kind of its field: numbers as numbers, lists between commas. What cannot be read
 * stays a text, which the schema then refuses.
 */
export function readValue(schema: z.core.$ZodType, text: string | boolean): unknown {
  if (typeof text === 'boolean') return text;
  const { kind } = describeField(schema);
  if (kind === 'array') return text.split(',');
  if (kind !== 'number') return text;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? text : number;
}
