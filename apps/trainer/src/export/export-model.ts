import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import {
  modelMetadata,
  onnxModel,
  saveModel,
  type Trained,
  tfjsModel,
  tfjsWeightsFile,
} from '@ssvaerr/inference';
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
  const there = [file, card].find((path) => existsSync(path));
  if (there !== undefined && !force) {
    throw new UserError(
      `${there} already exists. Choose another --out, or overwrite it with --force.`,
    );
  }
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
