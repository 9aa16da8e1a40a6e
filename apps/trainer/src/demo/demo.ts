import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { Interrupted, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { logMelFeatures } from '@ssvaerr/preprocess';
import { foldSeed } from '@ssvaerr/random';
import type { PretrainResults, Results } from '@ssvaerr/report';
import { leader, renderReport } from '@ssvaerr/report';
import type { DataSetOptions } from '@ssvaerr/synthface';
import type { LiraConfig } from '../config/pretrain-config.ts';
import type { TrainConfig } from '../config/train-config.ts';
import { type EngineName } from '../host/engine-names.ts';
import { startEngine } from '../host/engine.ts';
import { loadRun } from '../runs/load-run.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { writeJsonAtomic } from '../runs/write-json.ts';
import { writeSyntheticStore } from '../synth/synthetic-store.ts';
import { scoreBaselines } from '../tasks/baselines.ts';
import { resumePretraining, startPretraining } from '../tasks/pretrain-run.ts';
import { resumeRun, startRun } from '../tasks/run.ts';
import { liraNote } from './lira-note.ts';

/** How a synthetic store is filmed. */
type Filming = Required<Pick<DataSetOptions, 'clips' | 'frames' | 'fps'>>;

export interface DemoOptions {
  /** Of both trainings of the downstream network. */
  readonly config: TrainConfig;
  /** Of the pre-training; seed, width, activation and normalisation are those of `config`. */
  readonly lira: LiraConfig;
  /** The labelled store. */
  readonly moods: Filming;
  /** The store with sound and without labels, of other people. */
  readonly talking: Filming;
  /** Side of the frames of both, in pixels. */
  readonly size: number;
  readonly engine: EngineName | 'auto';
  /** Removes a demo that is there. */
  readonly force: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Those of the run that is better on the validation clips, and of each. */
export interface DemoResults extends Results {
  /** Which of the two that is. */
  readonly run: 'scratch' | 'from-lira';
  readonly scratch: Results;
  /** The same training, begun with the encoder that LiRA pre-trained. */
  readonly lira: Results & { readonly pretraining: PretrainResults };
  /** What took how long, in seconds. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
}

/** What a demo writes. */
const ours = ['store', 'talking', 'scratch', 'lira', 'from-lira', 'results.json', 'report.html'];

/** @throws UserError if the run that is there began with another config: it would be gone on with. */
async function assertSameRun(
  out: string,
  command: 'train' | 'pretrain',
  runPath: string,
  config: TrainConfig | LiraConfig,
): Promise<void> {
  if (!existsSync(join(runPath, 'config.json'))) return;
  const begun = (await new RunFolder(runPath).info<Record<string, unknown>>(command)).config;
  const other = Object.entries(config).find(
    ([field, value]) => JSON.stringify(begun[field]) !== JSON.stringify(value),
  );
  if (other === undefined) return;
  throw new UserError(`${out}: began with another '${other[0]}'; --force begins anew.`);
}

/**
 * The main job on synthetic faces: makes two stores, one with labels and one with sound, trains the
 * downstream network from scratch, pre-trains an encoder by LiRA, trains the same network from that, scores
 * both and two baselines on people that neither has seen, and writes `results.json` and `report.html`.
 * Interrupted, it goes on where it was; finished, it returns what is there.
 *
 * @throws UserError if the folder holds something else; Interrupted if `signal` says so.
 */
export async function runDemo(out: string, options: DemoOptions): Promise<DemoResults> {
  const { config, engine, log, signal, force, size } = options;
  const at = (name: string) => join(out, name);
  const foreign =
    existsSync(out) &&
    readdirSync(out).find((name) => !ours.includes(name.replace(/[.]part$/, '')));
  if (foreign) {
    throw new UserError(`${out}: holds something else (${foreign}). Choose another --out.`);
  }
  if (force) await rm(out, { recursive: true, force: true });
  const { seed, width, activation, normalize } = config;
  const lira = { ...options.lira, seed, width, activation, normalize };
  await assertSameRun(out, 'train', at('scratch'), config);
  await assertSameRun(out, 'pretrain', at('lira'), lira);
  await assertSameRun(out, 'train', at('from-lira'), config);
  if (existsSync(at('results.json'))) {
    log.info(`${out}: is finished already; --force does it again.`);
    return JSON.parse(await readFile(at('results.json'), 'utf8')) as DemoResults;
  }

  const stages: { name: string; seconds: number }[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    log.info(`${name} ...`);
    const start = performance.now();
    const result = await work().catch((error: unknown) => {
      if (error instanceof Interrupted) throw new Interrupted(`${out}: the same command goes on.`);
      throw error;
    });
    stages.push({ name, seconds: (performance.now() - start) / 1000 });
    return result;
  };

  const common = { size, resume: true, log, signal };
  const { store } = await timed('draw faces with labels', () =>
    writeSyntheticStore(at('store'), { ...options.moods, ...common, seed, audio: null }),
  );
  const scratch = await timed('train from scratch', () =>
    trained(at('scratch'), { ...options, store, init: null }),
  );
  const { store: talking } = await timed(
    'draw other faces with sound, without labels',
    async () => {
      await startEngine(engine);
      return writeSyntheticStore(at('talking'), {
        ...options.talking,
        ...common,
        seed: foldSeed(seed, 'talking'),
        audio: logMelFeatures,
        labels: false,
      });
    },
  );
  const pretraining = await timed('pre-train by LiRA', () =>
    pretrained(at('lira'), { ...options, lira, store: talking }),
  );
  const fromLira = await timed('train from LiRA', () =>
    trained(at('from-lira'), { ...options, store, init: at('lira') }),
  );
  const baselines = await timed('baselines', () => scoreBaselines(store));

  const runs = await Promise.all([at('scratch'), at('from-lira')].map(loadRun));
  const best = leader(runs)!.run;
  const all: DemoResults = {
    ...best.results!,
    baselines,
    seconds: stages.reduce((sum, stage) => sum + stage.seconds, 0),
    run: best.name as DemoResults['run'],
    scratch,
    lira: { ...fromLira, pretraining },
    stages,
  };
  const note = liraNote(scratch, all.lira);
  const report = renderReport({ title: 'ssvaerr demo', runs, baselines, stages, note });
  await writeFileAtomic(at('report.html'), report);
  await writeJsonAtomic(at('results.json'), all);
  return all;
}

/** The results of a training, begun, gone on with or finished before. */
async function trained(
  path: string,
  { store, init, config, ...options }: DemoOptions & { store: Store; init: string | null },
): Promise<Results> {
  if (!existsSync(join(path, 'config.json'))) {
    return (await startRun(path, { config, store, init, ...options })).results;
  }
  const finished = await new RunFolder(path).results();
  return finished ?? (await resumeRun(path, options)).results;
}

/** As `trained`, of the pre-training. */
async function pretrained(
  path: string,
  { store, lira, ...options }: DemoOptions & { store: Store },
): Promise<PretrainResults> {
  if (!existsSync(join(path, 'config.json'))) {
    return startPretraining(path, { ...options, config: lira, store });
  }
  const finished = await new RunFolder(path).results<PretrainResults>();
  return finished ?? resumePretraining(path, options);
}
