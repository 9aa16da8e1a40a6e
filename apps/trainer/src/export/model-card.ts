import type { EncoderInfo, ModelInfo, Trained } from '@ssvaerr/inference';
import { frameEpsilon } from '@ssvaerr/inference';
import type { Calibration, SplitScores } from '@ssvaerr/metrics';
import { describeCalibration } from '@ssvaerr/metrics';
import { readCalibration } from '../runs/calibration-file.ts';
import {
  type PretrainResults,
  pretrainFormats,
  type TrainResults,
  trainFormats,
} from '../runs/run-formats.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { TrainedSource } from '../runs/trained-source.ts';
import type { ExportFormat } from './export-format.ts';

/** All that a card says. */
export interface CardFacts {
  readonly name: string;
  readonly info: ModelInfo | EncoderInfo;
  /** Outputs of the model. */
  readonly kind: 'affect' | 'features';
  /** Numbers of the encoder per frame. */
  readonly features: number;
  /** null: the weights came without their run. */
  readonly run: RunRecord | null;
  readonly results: TrainResults | null;
  readonly pretraining: PretrainResults | null;
  readonly calibration: Calibration | null;
}

export async function readCardFacts(
  { name, run }: TrainedSource,
  { model, encoder, info }: Trained,
): Promise<CardFacts> {
  const isTrain = run?.info.command === 'train';
  return {
    name,
    info,
    kind: model ? 'affect' : 'features',
    features: encoder.features,
    run: run?.info ?? null,
    results: (isTrain && (await run.folder.results(trainFormats))) || null,
    calibration: (isTrain && (await readCalibration(run.folder))) || null,
    pretraining: (run && !isTrain && (await run.folder.results(pretrainFormats()))) || null,
  };
}

/** The card that lies beside an exported model, markdown: what it is, how to feed it, what it is worth. */
export function modelCard(facts: CardFacts, format: ExportFormat, file: string): string {
  const sections = [
    title(facts),
    usage(facts, format, file),
    frames(facts, format),
    training(facts),
    scores(facts),
    calibrationSection(facts),
    limits(facts),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function title({ name, kind, features }: CardFacts): string {
  const what =
    kind === 'affect'
      ? 'Arousal and valence of every frame of a video of one face, each in [-1, 1]: the downstream network of SS-VAERR (3-D stem, ResNet-18, bidirectional GRU).'
      : `${features} features of every frame of a video of one face: the encoder of SS-VAERR (3-D stem, ResNet-18).`;
  return `# ${name}\n\n${what}`;
}

function usage(facts: CardFacts, format: ExportFormat, file: string): string {
  const { kind, info } = facts;
  const outputs = kind === 'affect' ? ['arousal', 'valence'] : ['features'];
  const names = outputs.map((name) => `'${name}'`).join(', ');
  const isLoop = kind === 'affect';
  const parts = {
    onnx: () => [
      ports(facts, outputs, 'batch'),
      `${lengths(kind)} Clips of a batch must be of one length.`,
      code('python', [
        `session = onnxruntime.InferenceSession('${file}')`,
        `${outputs.join(', ')}${isLoop ? '' : ','} = session.run([${names}], {'clip': clip})`,
      ]),
      'ONNX opset 21, standard operators only.',
    ],
    tfjs: () => [
      ports(facts, outputs, '1'),
      lengths(kind),
      code('js', [
        `const model = await tf.loadGraphModel('${file}');`,
        isLoop
          ? `const [arousal, valence] = await model.executeAsync({ clip }, [${names}]);`
          : `const features = model.execute({ clip }, ${names});`,
      ]),
      `TensorFlow.js 4, without custom operators.${isLoop ? ' The GRU is a loop: `execute` refuses it, `executeAsync` does not.' : ''}`,
    ],
    safetensors: () => [
      `Weights by PyTorch's names and in its layout. The network is that of \`@ssvaerr/backbone\`, with these options: \`${JSON.stringify(info.model)}\`. It takes normalized pixels (below).`,
      code('sh', [
        `ssvaerr embed ${file} STORE --out features`,
        `ssvaerr train --data STORE --out RUN --width ${info.model.width} --activation ${info.model.activation} --init ${file}`,
      ]),
    ],
  };
  return ['## Use', ...parts[format]()].join('\n\n');
}

/** A table of what goes in and comes out. */
function ports(
  { kind, info, features }: CardFacts,
  outputs: readonly string[],
  batch: string,
): string {
  const { height, width } = info;
  const shape = kind === 'affect' ? `[${batch}, time]` : `[${batch}, time, ${features}]`;
  return [
    '| | name | |',
    '|---|---|---|',
    `| in | \`clip\` | float32 \`[${batch}, time, ${height}, ${width}, 1]\`: gray pixels in [0, 1], not normalized |`,
    ...outputs.map((name) => `| out | \`${name}\` | float32 \`${shape}\` |`),
  ].join('\n');
}

const lengths = (kind: CardFacts['kind']) =>
  kind === 'affect'
    ? 'Any number of frames. Give whole videos: the network looks both ways in time.'
    : 'Any number of frames. A frame sees two others on either side.';

function frames({ info, kind }: CardFacts, format: ExportFormat): string {
  const delay = kind === 'affect' && 'labelDelay' in info ? (info.labelDelay ?? 0) : 0;
  const { pixel, height, width, fps, margin, source } = info;
  const normalization =
    pixel === 'frame'
      ? `(x - mean(frame)) / sqrt(variance(frame) + ${frameEpsilon})`
      : `(x - ${pixel.mean}) / ${pixel.std}`;
  return [
    '## Frames',
    '',
    `- ${width} x ${height} pixels, gray, cropped and aligned as the training clips were: ${source}${margin === undefined ? '' : `, margin ${margin}`}. Other crops, other results.`,
    `- ${fps} frames per second.`,
    format === 'safetensors'
      ? `- Pixels in [0, 1], then normalized: \`${normalization}\`.`
      : `- Pixels in [0, 1]. The model normalizes them itself: \`${normalization}\`.`,
    ...(delay > 0
      ? [
          `- Trained with a label delay of ${delay} s: the output for a frame predicts the rating given ${delay} s later. \`ssvaerr\` moves outputs to the time of the ratings; this model does not.`,
        ]
      : []),
  ].join('\n');
}

function training({ run, info, results, pretraining }: CardFacts): string {
  if (!run) return `## Training\n\nThe weights came without their run. Source: ${info.source}.`;
  const { config } = run;
  const rows = [
    ['data', `${run.data.source} (${run.data.licence})`],
    ['command', run.command],
    ['from', run.init ?? 'untrained weights'],
    ...['method', 'preset', 'loss', 'augment', 'epochs', 'seed']
      .filter((field) => config[field] !== undefined)
      .map((field) => [field, text(config[field])]),
    ...(results
      ? [
          ['best epoch', `${results.bestEpoch}, by the validation clips`],
          ['parameters', results.parameters.toLocaleString('en')],
        ]
      : []),
    ...(pretraining
      ? [
          [
            'loss, first and last epoch',
            `${pretraining.firstLoss.toFixed(4)}, ${pretraining.lastLoss.toFixed(4)}`,
          ],
        ]
      : []),
    ['engine', `${run.engine.name}: ${run.engine.detail}`],
    ['commit', run.commit ?? 'unknown'],
  ];
  return `## Training\n\n| | |\n|---|---|\n${rows.map(([key, value]) => `| ${key} | ${value} |`).join('\n')}`;
}

function scores({ kind, results, pretraining, run }: CardFacts): string {
  if (kind === 'features') {
    const probe = pretraining?.probe;
    if (!probe) return '';
    const row = (name: string, { arousal, valence }: { arousal: number; valence: number }) =>
      `| ${name} | ${arousal.toFixed(3)} | ${valence.toFixed(3)} |`;
    return `## Scores\n\nTest CCC of a linear probe on the features.\n\n| | arousal | valence |\n|---|---|---|\n${row('these', probe.pretrained)}\n${row('of an untrained encoder', probe.random)}`;
  }
  if (!results) {
    return run ? '## Scores\n\nThe run is not finished: nothing was scored.' : '';
  }
  const row = (split: string, { arousal, valence, videos }: SplitScores) =>
    `| ${split}, ${videos} videos | ${[arousal, valence].flatMap(({ ccc, rmse }) => [ccc.toFixed(3), rmse.toFixed(3)]).join(' | ')} |`;
  const rows = Object.entries({ validation: results.validation, test: results.test }).flatMap(
    ([split, scores]) => (scores ? [row(split, scores)] : []),
  );
  const splits = run?.data.splits ? ` Splits: ${run.data.splits}.` : '';
  return `## Scores\n\nOver all frames of a split; CCC is Lin's, 1 is agreement.${splits}\n\n| | arousal CCC | RMSE | valence CCC | RMSE |\n|---|---|---|---|---|\n${rows.join('\n')}`;
}

function calibrationSection({ calibration }: CardFacts): string {
  if (!calibration) return '';
  return `## Calibration\n\nFitted to the validation clips, and not part of the model: the scores above and its outputs are without. To apply it to the outputs for a whole video, then clip to [-1, 1]:\n\n${describeCalibration(calibration)}.`;
}

function limits({ info, kind }: CardFacts): string {
  const lines = [
    ...(info.synthetic
      ? ['It has seen **synthetic faces only**: of people it knows nothing.']
      : []),
    ...(kind === 'affect'
      ? [
          'It imitates what annotators perceived in the training videos, not what the people felt.',
          'Check it on your own cameras, lights and people before you rely on it.',
        ]
      : []),
    'The licences of the training data and of any weights it started from apply to it as well.',
  ];
  return `## Limits\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

const code = (language: string, lines: readonly string[]) =>
  `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
