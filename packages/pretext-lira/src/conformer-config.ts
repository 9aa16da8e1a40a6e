import { assertPositiveInteger } from './_checks.ts';

/** Sizes and dropout of the conformer and the head behind the encoder. */
export interface ConformerConfig {
  /** Number of conformer blocks. */
  readonly blocks: number;
  /** Number of features per frame inside the conformer. */
  readonly width: number;
  /** Number of attention heads; divides `width`. */
  readonly heads: number;
  /** Hidden units of the feed-forward modules. */
  readonly feedForward: number;
  /** Kernel size of the convolution module in frames, odd. */
  readonly kernel: number;
  /** Dropout probability, in [0, 1). */
  readonly dropout: number;
  /** `'mlp'`: linear, ReLU, linear, with `width` hidden units. `'linear'`: one linear layer. */
  readonly head: 'mlp' | 'linear';
}

/**
 * Conformers by name. `paper`, the default of {@link Lira}, has the 12 blocks of the visual-speech conformer of LiRA's
 * authors, with the sizes and rates of their public code (LiRA's own code was never published, and its text could not
 * be consulted). `small` is for quick experiments.
 *
 * @see Ma et al. 2021, https://arxiv.org/abs/2106.09171; Gulati et al. 2020,
 *   https://arxiv.org/abs/2005.08100
 * @example
 * ```ts
 * import { conformerPresets } from '@ssvaerr/pretext-lira';
 *
 * console.log(conformerPresets.paper.blocks, conformerPresets.small.blocks); // 12 2
 * ```
 */
export const conformerPresets = {
  paper: {
    blocks: 12,
    width: 256,
    heads: 4,
    feedForward: 2048,
    kernel: 31,
    dropout: 0.1,
    head: 'mlp',
  },
  small: {
    blocks: 2,
    width: 64,
    heads: 4,
    feedForward: 256,
    kernel: 15,
    dropout: 0.1,
    head: 'mlp',
  },
} as const satisfies Record<string, ConformerConfig>;

/** Returns the paper's conformer with the given fields replaced. */
export function resolveConformer(where: string, config: Partial<ConformerConfig>): ConformerConfig {
  const { blocks, width, heads, feedForward, kernel, dropout, head } = {
    ...conformerPresets.paper,
    ...config,
  };
  for (const [name, value] of Object.entries({ blocks, width, heads, feedForward, kernel })) {
    assertPositiveInteger(where, name, value);
  }
  if (width % heads !== 0) {
    throw new RangeError(`${where}: 'heads' must divide width (${width}), got ${heads}.`);
  }
  if (kernel % 2 === 0) {
    throw new RangeError(`${where}: 'kernel' must be odd, got ${kernel}.`);
  }
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`${where}: 'dropout' must be in [0, 1), got ${dropout}.`);
  }
  if (head !== 'mlp' && head !== 'linear') {
    throw new RangeError(`${where}: 'head' must be 'mlp' or 'linear', got ${head}.`);
  }
  return { blocks, width, heads, feedForward, kernel, dropout, head };
}
