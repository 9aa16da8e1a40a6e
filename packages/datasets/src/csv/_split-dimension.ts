const dimensionPart = /(?:^|[._-])(arousal|valence)$/i;

/**
 * Splits the name of a label file, without extension, into its parts between `/` without a dimension that a part is or
 * ends in: `anna/talk_arousal` and `arousal/anna/talk` give `anna`, `talk` and arousal.
 */
export function splitDimension(name: string): {
  readonly parts: readonly string[];
  readonly dimension: 'arousal' | 'valence' | null;
} {
  let dimension: 'arousal' | 'valence' | null = null;
  const parts = name.split('/').flatMap((part) => {
    const found = dimensionPart.exec(part)?.[1]?.toLowerCase() as 'arousal' | 'valence' | undefined;
    dimension ??= found ?? null;
    const rest = part.replace(dimensionPart, '');
    return rest === '' ? [] : [rest];
  });
  return { parts, dimension };
}
