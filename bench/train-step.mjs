// The real network, 13,569,770 parameters: backend-onnx against PyTorch, TF.js wasm and TF.js cpu.
// Every contender is a process of its own; in each round each of them runs one step, in rotating order.
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

const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string', default: Object.keys(cases).join() },
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: `${cpus().length}` },
    python: { type: 'string', default: 'python3' },
    memoryPattern: { type: 'boolean', default: false },
  },
});
const names = flags.cases.split(',');
const [rounds, threads] = ['rounds', 'threads'].map((flag) => {
  const value = Number(flags[flag]);
  if (!Number.isInteger(value) || value < 1) {
    refuse(`'--${flag}' must be an integer >= 1, got ${flags[flag]}`);
  }
  return value;
});
const unknown = names.find((name) => !Object.hasOwn(cases, name));
if (unknown !== undefined) {
  refuse(`'--cases' must be among ${Object.keys(cases).join(', ')}, got ${unknown}`);
}
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const result = { bench: 'train-step', threads, memoryPattern: flags.memoryPattern };
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
  const options = { ...shape, threads, memoryPattern: flags.memoryPattern };
  const contenders = [];
  for (const backend of ['onnx', ...against]) {
    const contender = await start(backend, { backend, ...options });
    if (contender) contenders.push(contender);
  }
  const times = Object.fromEntries(contenders.map(({ backend }) => [backend, []]));
  const js = [];
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const { backend, ask } = contenders[(i + round + 1) % contenders.length];
      const { ms, jsMs } = await ask('step');
      if (round < 0) continue; // warm
      times[backend].push(ms);
      if (backend === 'onnx') js.push(jsMs);
    }
  }
  result.ratios[name] = {};
  for (const { backend } of contenders.slice(1)) {
    const ratios = times.onnx.map((ms, round) => ms / times[backend][round]).sort((a, b) => a - b);
    result.ratios[name][`onnx/${backend}`] = round3(ratios[rounds >> 1]);
    result.ratios[name][`onnx/${backend} range`] = [ratios[0], ratios[rounds - 1]].map(round3);
  }
  const median = (values) => round3([...values].sort((a, b) => a - b)[values.length >> 1]);
  result.ms[name] = Object.fromEntries(Object.entries(times).map(([k, v]) => [k, median(v)]));
  result.jsMs[name] = median(js);
  result.peakRss[name] = {};
  for (const { backend, ready, ask, close } of contenders) {
    if (backend === 'onnx') result.compileMs[name] = round3(ready.compileMs);
    if (ready.build) result.build[backend] = ready.build;
    const { peakRss, report } = await ask('end');
    result.peakRss[name][backend] = Math.round(peakRss);
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

/** A wrong flag is the user's: one line, no stack. */
function refuse(message) {
  console.error(`train-step: ${message}.`);
  process.exit(1);
}

function round3(value) {
  return Math.round(value * 1000) / 1000;
}
