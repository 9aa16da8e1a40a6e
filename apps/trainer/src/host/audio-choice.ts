import { UserError } from '@ssvaerr/host';
import type { AudioFeatures } from '@ssvaerr/preprocess';
import { logMelFeatures } from '@ssvaerr/preprocess';
import { speechEmbedding } from './speech-embedding.ts';

/** Features of sound by name. */
export interface AudioChoice {
  readonly kind: 'none' | 'logmel' | 'speech';
  /** Folder of the networks of `speech`; null: those that are installed. */
  readonly models: string | null;
}

/**
 * What `--audio` and `--speech-models` say.
 *
 * @throws UserError for another name, or if they do not go together.
 */
export function audioFlag(command: string, kind: string, models: string | undefined): AudioChoice {
  if (kind !== 'none' && kind !== 'logmel' && kind !== 'speech') {
    throw new UserError(`${command}: --audio must be none, logmel or speech, got '${kind}'.`);
  }
  if (models !== undefined && kind !== 'speech') {
    throw new UserError(
      `${command}: --speech-models goes with --audio speech, got --audio ${kind}.`,
    );
  }
  return { kind, models: models ?? null };
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
