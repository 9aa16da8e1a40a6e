import { join } from 'node:path';
import { writeFileAtomic } from '@ssvaerr/host/node';
import {
  modelMetadata,
  onnxModel,
  saveModel,
  type Trained,
  tfjsModel,
  tfjsWeightsFile,
} from '@ssvaerr/inference';
import { assertNewFile } from '../host/assert-new-file.ts';
import type { TrainedSource } from '../runs/trained-source.ts';
import { type ExportFormat, modelFiles } from './export-format.ts';
import { modelCard, readCardFacts } from './model-card.ts';

const cardFile = 'model-card.md';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** The folder. */
  readonly out: string;
  /** Write over what is there. */
  readonly force: boolean;
}

/**
 * Writes a trained network in a format of others, and a card about it. The card comes first: a model never
 * lies there without one.
 *
 * @returns the files.
 * @throws UserError if something is there already, or cannot be written.
 */
export async function exportModel(
  source: TrainedSource,
  trained: Trained,
  { format, out, force }: ExportOptions,
): Promise<string[]> {
  const file = join(out, modelFiles[format]);
  const card = join(out, cardFile);
  for (const path of [file, card]) assertNewFile(path, force);
  const facts = await readCardFacts(source, trained);
  await writeFileAtomic(card, modelCard(facts, format, modelFiles[format]));

  const metadata = Object.fromEntries(modelMetadata(trained.info));
  if (format === 'safetensors') {
    await saveModel(file, trained.model ?? trained.encoder, trained.info);
    return [file, card];
  }
  if (format === 'onnx') {
    await writeFileAtomic(file, onnxModel(trained, metadata));
    return [file, card];
  }
  const { json, weights } = tfjsModel(trained, metadata);
  const weightsFile = join(out, tfjsWeightsFile);
  await writeFileAtomic(weightsFile, weights);
  await writeFileAtomic(file, json);
  return [file, weightsFile, card];
}
