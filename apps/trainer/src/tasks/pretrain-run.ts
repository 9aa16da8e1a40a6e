import { Encoder } from '@ssvaerr/backbone';
import { clipsOf, openStore, readLabels, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import type { PretrainResults, Probe } from '@ssvaerr/report';
import { renderReport } from '@ssvaerr/report';
import type {
  ByolConfig,
  DinoConfig,
  LiraConfig,
  PretrainConfig,
} from '../config/pretrain-config.ts';
import { startEngine } from '../host/engine.ts';
import { heardClips } from '../methods/heard-clips.ts';
import { framesRead } from '../methods/moments.ts';
import { normalizationOf } from '../networks/normalization.ts';
import { initialise } from '../runs/initialise.ts';
import { loadPretext } from '../runs/load-pretext.ts';
import { RunFolder } from '../runs/run-folder.ts';
import type { RunInfo } from '../runs/run-info.ts';
import { pretrainEncoder, probe, settledEncoder, untrainedEncoder } from './pretraining.ts';
import { assertSameStore, newRunInfo, type RunOptions, soundClips } from './run.ts';

/**
 * A pretext run from its beginning to its results.
 *
 * @throws UserError if the folder is there, or the store does not fit the config; Interrupted if
 *   `signal` says so: {@link resumePretraining} goes on.
 */
export async function startPretraining(
  path: string,
  {
    config,
    store: given,
    engine: wanted,
    log,
    signal,
  }: RunOptions & { readonly config: PretrainConfig; readonly store: Store },
): Promise<PretrainResults> {
  assertFits(given, config);
  const sound = await soundClips(given, log);
  const { store, skipped } =
    config.method === 'lira' ? await heardClips(sound, config.pairing, log) : sound;
  assertEnough(store, config);
  const engine = await startEngine(wanted);
  log.info(`engine ${engine.name}: ${engine.detail}`);
  const folder = new RunFolder(path);
  const info = await newRunInfo({
    command: 'pretrain',
    config,
    init: null,
    store,
    skipped,
    engine,
  });
  await folder.create(info);
  return finish(folder, info, store, log, signal);
}

/** As `resumeRun`, for a pretext run. */
export async function resumePretraining(
  path: string,
  { engine: wanted, log, signal }: RunOptions,
): Promise<PretrainResults> {
  const folder = new RunFolder(path);
  const info = await folder.info<PretrainConfig>('pretrain');
  if (await folder.results()) throw new UserError(`${path}: is finished; nothing to resume.`);
  const store = await assertSameStore(path, info, await openStore(info.data.path), wanted);
  await startEngine(info.engine.name);
  return finish(folder, info, store, log, signal);
}

async function finish(
  folder: RunFolder,
  { config, engine }: RunInfo<PretrainConfig>,
  store: Store,
  log: Log,
  signal: AbortSignal,
): Promise<PretrainResults> {
  const { epochs, validation } = await pretrainEncoder({ config, store, folder, log, signal });
  const probes = await probeBoth(folder, config, store, log);
  const results: PretrainResults = {
    formatVersion: 1,
    method: config.method,
    engine: engine.name,
    seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    firstLoss: epochs[0]!.loss,
    lastLoss: epochs.at(-1)!.loss,
    ...(validation && { validation }),
    ...(probes && { probe: probes }),
  };
  await folder.writeResults(results);
  const pretext = await loadPretext(folder.path);
  await writeFileAtomic(
    folder.report,
    renderReport({ title: pretext.name, runs: [], pretexts: [pretext] }),
  );
  return results;
}

/** Linear probes of the encoder as trained and as it began, where there is something to read off. */
async function probeBoth(folder: RunFolder, config: PretrainConfig, store: Store, log: Log) {
  for (const split of ['train', 'validation', 'test'] as const) {
    const [clip] = clipsOf(store, split);
    if (!clip || !(await readLabels(store, clip))) return undefined;
  }
  log.info('probing the features ...');
  const pixel = normalizationOf(config, store);
  const scored = async (encoder: Encoder): Promise<Probe> => {
    try {
      return await probe(encoder, store, pixel);
    } finally {
      encoder.dispose();
    }
  };
  const trained = new Encoder({ ...config, seed: 1 });
  await initialise(trained, folder.encoder, pixel);
  return {
    pretrained: await scored(trained),
    random: await scored(untrainedEncoder(config)),
    settled: await scored(await settledEncoder(config, store)),
  };
}

/** The stem sees 5 frames; views are square. */
const temporalKernel = 5;

function assertFits(store: Store, config: PretrainConfig): void {
  const { height, width } = store.info;
  if (config.method === 'lira') assertHeard(store, config);
  if (height !== width) {
    throw new UserError(`${store.root}: views are square, but frames are ${width} x ${height}.`);
  }
  // LiRA crops 80 of 96 pixels, and the encoder takes 32 or more.
  const least = config.method === 'lira' ? 39 : 32;
  if (height < least) {
    throw new UserError(
      `${store.root}: frames must be at least ${least} x ${least} pixels for ${config.method}, got ${height}.`,
    );
  }
  if (config.method === 'lira') return;
  if (config.perFrame ? config.segmentFrames !== 1 : config.segmentFrames < temporalKernel) {
    throw new UserError(
      `'segmentFrames' must be ${config.perFrame ? "1 with 'perFrame'" : "5 or more: shorter clips leave slices of the stem untrained; or set 'perFrame'"}, got ${config.segmentFrames}.`,
    );
  }
  // Padding would be black frames in the mean over a view.
  const wanted = framesRead(config);
  const short = store.clips.find(({ frames }) => frames < wanted);
  if (short) {
    const what =
      config.viewShift === 0
        ? `'segmentFrames', ${wanted}: lower it, or set 'perFrame'`
        : `'segmentFrames' and 'viewShift', ${wanted}: lower one`;
    throw new UserError(
      `${store.root}: clip ${short.id} has ${short.frames} frames, fewer than ${what}.`,
    );
  }
  assertTogether(config);
}

/** Batch norm of a clip's segments needs two; and all of them are in one batch. */
function assertTogether({
  withinClips,
  batchSize,
  segmentsPerClip,
}: ByolConfig | DinoConfig): void {
  if (!withinClips) return;
  if (segmentsPerClip < 2) {
    throw new UserError(
      `'segmentsPerClip' must be 2 or more with 'withinClips', got ${segmentsPerClip}.`,
    );
  }
  if (batchSize % segmentsPerClip !== 0) {
    throw new UserError(
      `'batchSize' must be a multiple of 'segmentsPerClip' (${segmentsPerClip}) with 'withinClips', got ${batchSize}.`,
    );
  }
}

function assertHeard(
  { root, info: { audio, fps } }: Store,
  { pairing, conformerWidth, heads }: LiraConfig,
): void {
  if (!audio) {
    throw new UserError(
      `${root}: has no audio features, which LiRA learns from; make it with --audio logmel.`,
    );
  }
  if (audio.rate < fps) {
    throw new UserError(
      `${root}: has ${audio.rate} rows of audio features a second, but ${fps} frames; LiRA needs a row or more of each frame.`,
    );
  }
  if (pairing === 'stack' && !Number.isInteger(audio.rate / fps)) {
    throw new UserError(
      `${root}: has ${audio.rate} rows of audio features a second and ${fps} frames; 'pairing' must be mean or stride then, got stack.`,
    );
  }
  if (conformerWidth % heads !== 0) {
    throw new UserError(`'heads' must divide 'conformerWidth' (${conformerWidth}), got ${heads}.`);
  }
}

function assertEnough(store: Store, { segmentsPerClip, batchSize }: PretrainConfig): void {
  const clips = clipsOf(store, 'train').length;
  if (clips * segmentsPerClip >= batchSize) return;
  throw new UserError(
    `${store.root}: has ${clips} usable training clips, too few for a batch of ${batchSize}: lower 'batchSize'.`,
  );
}
