import { printable, quote } from './_text.ts';
import { type CheckpointValue, isStoredTensor, type Named } from './checkpoint-value.ts';

/** Describes a value from an untrusted file in a few printable words. */
export function describe(value: CheckpointValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return printable(String(value));
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map) return 'a dict';
  if (isStoredTensor(value)) return `a tensor ${value.dtype} [${value.shape}]`;
  return quote((value as Named).named);
}
