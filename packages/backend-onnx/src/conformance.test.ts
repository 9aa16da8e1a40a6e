import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exclusions } from '../conformance/exclusions.ts';
import type { OnnxOptions } from './index.ts';

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** First message by full name. */
  readonly failures: Readonly<Record<string, string>>;
}

/** TF.js's published op tests, run with jasmine in a process of their own. */
async function conformance(options: OnnxOptions): Promise<Result> {
  const script = fileURLToPath(new URL('../conformance/run.mjs', import.meta.url));
  const settings = JSON.stringify({ backend: 'onnx', options: { threads: 1, ...options } });
  const { stdout } = await promisify(execFile)('node', [script, settings], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

const failed = ({ failures }: Result) =>
  Object.keys(failures)
    .map((name) => name.replace(' onnx {}', ''))
    .sort();
const excluded = exclusions.map(({ test }) => test).sort();

/** The cpu backend passes 4,227 of them. */
const onCpu = 4227;
/** Two of them are for the cpu backend alone. */
const all = onCpu - 2;

describe("TF.js's own op tests", {
  concurrent: availableParallelism() > 1,
  timeout: 300_000,
}, () => {
  it('pass when kernels are recorded, but for those listed with a reason', async () => {
    const result = await conformance({});
    expect(failed(result)).toEqual(excluded);
    expect(result.passed).toBe(all - excluded.length);
  });

  it('pass when kernels run one by one', async () => {
    const result = await conformance({ eager: true });
    expect(failed(result)).toEqual(excluded);
  });

  it('pass to nine tenths without a single cpu kernel', async () => {
    const { passed, failed } = await conformance({ fallback: 'error' });
    expect(passed).toBeGreaterThanOrEqual(3825);
    expect(failed + passed).toBe(all);
  });
});
