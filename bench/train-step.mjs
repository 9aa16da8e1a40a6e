// The real network, 13,569,770 parameters: backend-onnx against PyTorch, TF.js wasm and TF.js cpu.
// Every contender is a process of its own; in each round each of them runs one step, in rotating order. For half of the
// rounds the processes are started again, in the opposite order.
//   npm run bench -- train-step [--cases b2t32,gru] [--rounds 9] [--threads 2] [--python python3]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './_paired.mjs';

const cases = {
  b2t32: { kind: 'train', batch: 2, frames: 32, against: ['pytorch'] },
  b1t200: { kind: 'train', batch: 1, frames: 200, against: ['pytorch'] },
  forward: { kind: 'forward', batch: 1, frames: 200, against: ['pytorch'] },
  gru: { kind: 'gru', batch: 2, frames: 200, against: ['pytorch'] },
  b1t4: { kind: 'train', batch: 1, frames: 4, against: ['pytorch'] },
  // A narrow network, as one trains on a laptop: the real one with an eighth of the channels.
  narrow: {
    kind: 'train',
    batch: 8,
    frames: 32,
    pixels: 48,
    width: 8,
    hidden: 32,
    against: ['pytorch'],
  },
  // What TF.js's own backends can do in reasonable time: four frames, forward.
  forwardSmall: { kind: 'forward', batch: 1, frames: 4, against: ['pytorch', 'wasm', 'cpu'] },
};

const flags = parsed({
  cases: { type: 'string', default: Object.keys(cases).join() },
  rounds: { type: 'string', default: '7' },
  threads: { type: 'string', default: `${cpus().length}` },
  python: { type: 'string', default: 'python3' },
  memoryPattern: { type: 'boolean', default: false },
  spinning: { type: 'string', default: '100' },
});
const names = flags.cases.split(',');
const [rounds, threads, spinning] = ['rounds', 'threads', 'spinning'].map((flag) => {
  const value = Number(flags[flag]);
  const least = flag === 'spinning' ? 0 : 1;
  if (!Number.isInteger(value) || value < least) {
    refuse(`'--${flag}' must be an integer >= ${least}, got ${flags[flag]}`);
  }
  return value;
});
const unknown = names.find((name) => !Object.hasOwn(cases, name));
if (unknown !== undefined) {
  refuse(`'--cases' must be among ${Object.keys(cases).join(', ')}, got ${unknown}`);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const result = { bench: 'train-step', threads, spinning, memoryPattern: flags.memoryPattern };
Object.assign(result, {
  ratios: {},
  ms: {},
  peakRss: {},
  compileMs: {},
  jsMs: {},
  build: {},
  machine,
});
for (const name of names) await runCase(name, cases[name]);
console.log(JSON.stringify(result, null, 2));

async function runCase(name, { against, ...shape }) {
  const options = { ...shape, threads, spinning, memoryPattern: flags.memoryPattern };
  const times = {};
  const js = [];
  const peaks = {};
  // A process that starts first may be slower to its end by more than what is compared: half of the rounds each way.
  const order = ['onnx', ...against];
  for (const [starting, count] of [
    [order, Math.ceil(rounds / 2)],
    [order.toReversed(), Math.floor(rounds / 2)],
  ]) {
    if (count > 0) await sitting(name, starting, count, options, { times, js, peaks });
  }
  const { onnx, ...others } = times;
  result.ratios[name] = {};
  for (const [backend, theirs] of Object.entries(others)) {
    const ratios = onnx.map((ms, round) => ms / theirs[round]).sort((a, b) => a - b);
    result.ratios[name][`onnx/${backend}`] = round3(middle(ratios));
    result.ratios[name][`onnx/${backend} range`] = [ratios[0], ratios.at(-1)].map(round3);
  }
  const median = (values) => round3(middle([...values].sort((a, b) => a - b)));
  result.ms[name] = Object.fromEntries(Object.entries(times).map(([k, v]) => [k, median(v)]));
  result.jsMs[name] = median(js);
  result.peakRss[name] = peaks;
}

/** Starts the contenders in this order, lets each take a step in every round, and ends them. */
async function sitting(name, starting, count, options, { times, js, peaks }) {
  const contenders = [];
  for (const backend of starting) {
    const contender = await start(backend, { backend, ...options });
    if (contender) contenders.push(contender);
  }
  for (let round = -1; round < count; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const { backend, ask } = contenders[(i + round + 1) % contenders.length];
      const { ms, jsMs } = await ask('step');
      if (round < 0) continue; // warm
      times[backend] = [...(times[backend] ?? []), ms];
      if (backend === 'onnx') js.push(jsMs);
    }
  }
  for (const { backend, ready, ask, close } of contenders) {
    if (backend === 'onnx') result.compileMs[name] = round3(ready.compileMs);
    if (ready.build) result.build[backend] = ready.build;
    const { peakRss, report } = await ask('end');
    peaks[backend] = Math.max(peaks[backend] ?? 0, Math.round(peakRss));
    if (backend === 'onnx') result.forms = { ...result.forms, [name]: report.forms };
    await close();
  }
}

/** Starts a contender and waits for its first step; undefined, with a word on stderr, if it cannot. */
async function start(backend, options) {
  const [command, args] =
    backend === 'pytorch'
      ? [flags.python, [here('./peers/train_step.py')]]
      : [process.execPath, [here('./_train-step-worker.mjs')]];
  const child = spawn(command, [...args, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const exited = once(child, 'exit').catch(() => []);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  child.on('error', ({ message }) => {
    stderr += message;
  });
  const ready = await Promise.race([next(), once(child, 'error').then(() => undefined)]);
  if (!ready) {
    console.error(`train-step: no ${backend}: ${stderr.trim().split('\n').at(-1)}`);
    return undefined;
  }
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const answer = await next();
    if (!answer) throw new Error(`train-step: ${backend} ended: ${stderr}`);
    return answer;
  };
  const close = () => {
    child.stdin.end();
    return exited;
  };
  return { backend, ready, ask, close };
}

function parsed(options) {
  try {
    return parseArgs({ options }).values;
  } catch ({ message }) {
    return refuse(message.split(/[.\n]/)[0]);
  }
}

/** A wrong flag is the user's: one line, no stack. */
function refuse(message) {
  console.error(`train-step: ${message}.`);
  process.exit(1);
}

/** The median of numbers that grow. */
function middle(sorted) {
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function round3(value) {
  return Math.round(value * 1000) / 1000;
}
