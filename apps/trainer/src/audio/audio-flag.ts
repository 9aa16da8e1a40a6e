import { startEngine } from '../engine.ts';
import { UserError } from '../user-error.ts';
import type { AudioFeatures } from './audio-features.ts';
import { logMelFeatures } from './log-mel-features.ts';
import { speechEmbedding } from './speech-embedding.ts';

/**
 * The features that `--audio` names, ready to be computed; null for none.
 *
 * @param models value of `--speech-models`.
 * @throws UserError for another name, or if something that they need is not here.
 */
export async function audioFeatures(
  command: string,
  name: string,
  models: string | undefined,
): Promise<AudioFeatures | null> {
  if (models !== undefined && name !== 'speech') {
    throw new UserError(
      `${command}: --speech-models goes with --audio speech, got --audio ${name}.`,
    );
  }
  switch (name) {
    case 'none':
      return null;
    case 'logmel':
      await startEngine('auto');
      return logMelFeatures;
    case 'speech':
      return speechEmbedding(models);
    default:
      throw new UserError(`${command}: --audio must be none, logmel or speech, got '${name}'.`);
  }
}
