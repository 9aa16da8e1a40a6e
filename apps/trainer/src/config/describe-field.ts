import * as z from 'zod';

/** Description of a field for help texts, tables and the parser of its value. */
export interface FieldDescription {
  /** Name of the innermost zod type: `number`, `boolean`, `enum`, … */
  readonly kind: string;
  readonly description: string;
  /** Placeholder of the value, such as `N` or `relu|swish`. */
  readonly hint: string;
  /** Every value there is, or none where they cannot be listed. */
  readonly choices: readonly string[];
  /** Value where none is given; undefined if there is no such value. */
  readonly fallback: unknown;
  readonly required: boolean;
}

/** Describes a field of a schema, looking through `optional`, `default` and `nullable`. */
export function describeField(schema: z.core.$ZodType): FieldDescription {
  const layers = layersOf(schema as z.ZodType);
  const inner = layers.at(-1)!;
  const choices = choicesOf(inner);
  const withDefault = layers.find((layer) => layer instanceof z.ZodDefault);
  const named = layers.map((layer) => layer.meta()?.hint).find((hint) => hint !== undefined);
  const nullable = layers.some((layer) => layer instanceof z.ZodNullable);
  return {
    kind: inner.def.type,
    description: layers.find((layer) => layer.description)?.description ?? '',
    hint: (named as string | undefined) ?? `${hintOf(inner, choices)}${nullable ? '|null' : ''}`,
    choices,
    fallback: withDefault?.def.defaultValue,
    required: !layers.some((layer) => layer instanceof z.ZodOptional) && !withDefault,
  };
}

/** Longer lists of choices stand in the description, not in the placeholder. */
export const longestHint = 30;

function layersOf(schema: z.ZodType): z.ZodType[] {
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return inner ? [schema, ...layersOf(inner)] : [schema];
}

function choicesOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  if (schema instanceof z.ZodArray) return choicesOf(schema.element as z.ZodType);
  return schema instanceof z.ZodBoolean ? ['true', 'false'] : [];
}

function hintOf(schema: z.ZodType, choices: readonly string[]): string {
  if (schema instanceof z.ZodArray) return choices.join(',');
  const listed = choices.join('|');
  if (listed !== '') return listed.length > longestHint ? 'NAME' : listed;
  if (schema instanceof z.ZodNumber) return 'N';
  return schema instanceof z.ZodTuple ? `'[A, B]'` : 'VALUE';
}
