import type { AudioFeatures } from '@ssvaerr/preprocess';
import { logMelFeatures, speechEmbedding } from '@ssvaerr/preprocess';

/** Features of sound by name. */
export interface AudioChoice {
  readonly kind: 'none' | 'logmel' | 'speech';
  /** Folder of the networks of `speech`; null: those that are installed. */
  readonly models: string | null;
}

/**
 * The features, ready to be computed; null for none. Those of `logmel` are computed on TF.js's backend.
 *
 * @param threads of `speech`. Default: a thread a core.
 * @throws UserError if something that they need is not here.
 */
export async function audioFeatures(
  { kind, models }: AudioChoice,
  threads?: number,
): Promise<AudioFeatures | null> {
  if (kind === 'none') return null;
  return kind === 'logmel' ? logMelFeatures : speechEmbedding(models ?? undefined, threads);
}
