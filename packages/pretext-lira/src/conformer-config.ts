import { assertPositiveInteger } from './_checks.ts';

/** The shape of everything that LiRA puts on top of the encoder, and its dropout. */
export interface ConformerConfig {
  /** Conformer blocks. */
  readonly blocks: number;
  /** Numbers per frame inside the conformer. */
  readonly width: number;
  /** Attention heads; divides `width`. */
  readonly heads: number;
  /** Hidden width of the feed-forward modules. */
  readonly feedForward: number;
  /** Frames that the convolution module sees, odd. */
  readonly kernel: number;
  /** Probability that dropout drops a number, in [0, 1). */
  readonly dropout: number;
  /** `'mlp'`: linear, ReLU, linear, `width` wide inside. `'linear'`: one linear layer. */
  readonly head: 'mlp' | 'linear';
}

/**
 * Conformers by name. `paper` is the default of {@link Lira}: the 12 blocks of the visual-speech
 * conformer of LiRA's authors with the widths and rates of their public code (LiRA's own were never
 * published as code, and its text could not be consulted). `small` is for trying out.
 *
 * @see Ma et al. 2021, https://arxiv.org/abs/2106.09171; Gulati et al. 2020,
 *   https://arxiv.org/abs/2005.08100
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

/** The paper's conformer, with what `config` says instead. */
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
