import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogMelOptions, LogMelStream, logMel } from './index.ts';

const noise = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37) / 2);

/** The rows of all pushes and of the end. */
function streamed(stream: LogMelStream, pieces: readonly Float32Array[]): number[][] {
  return tf.tidy(() => {
    const pushed = pieces.flatMap((piece) => stream.push(piece).arraySync());
    return [...pushed, ...stream.finish().arraySync()];
  });
}

function whole(pieces: readonly Float32Array[], options?: LogMelOptions): number[][] {
  const samples = pieces.flatMap((piece) => [...piece]);
  if (samples.length === 0) return [];
  return tf.tidy(() => logMel(tf.tensor1d(samples), options).arraySync());
}

/** Small windows, so that pieces are shorter and longer than one. */
const small = (windowLength: number, hopLength: number) => ({
  windowLength,
  hopLength,
  fftSize: 32,
  bands: 4,
});

describe.each(['cpu', 'wasm'])('LogMelStream on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it('gives the rows of the whole to the last bit, however it is divided', () => {
    const window = fc
      .integer({ min: 2, max: 32 })
      .chain((length) => fc.tuple(fc.constant(length), fc.integer({ min: 1, max: length })));
    fc.assert(
      fc.property(fc.array(fc.nat(70), { maxLength: 6 }), window, (lengths, [length, hop]) => {
        const options = small(length, hop);
        const sound = noise(lengths.reduce((a, b) => a + b, 0));
        const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b));
        const pieces = ends.map((end, i) => sound.subarray(end - lengths[i]!, end));
        expect(streamed(new LogMelStream(options), pieces)).toEqual(whole(pieces, options));
      }),
    );
  });
});

describe('LogMelStream', () => {
  it('gives a row as soon as its window is full', () => {
    const stream = new LogMelStream();
    const counts = [279, 1, 159, 1, 160].map((n) => stream.push(noise(n)).shape[0]);
    expect(counts).toEqual([0, 1, 0, 1, 1]); // windows end at samples 280, 440, 600
    expect(stream.finish().shape).toEqual([1, 80]); // row 3, of samples 480 .. 600
  });

  it('is reset after the end', () => {
    const stream = new LogMelStream();
    const first = streamed(stream, [noise(500)]);
    expect(first).toEqual(whole([noise(500)]));
    expect(streamed(stream, [noise(300), noise(30)])).toEqual(whole([noise(300), noise(30)]));
    expect(streamed(stream, [])).toEqual([]);
    expect(stream.finish().shape).toEqual([0, 80]);
  });

  it('does not read a piece again, which may be overwritten', () => {
    const [stream, buffer] = [new LogMelStream(), noise(500)];
    const first = stream.push(buffer).arraySync();
    buffer.fill(0.5);
    expect([...first, ...stream.finish().arraySync()]).toEqual(whole([noise(500)]));
  });

  it('leaks nothing, and refuses bad input by name', () => {
    expectNoLeak(() => {
      const stream = new LogMelStream();
      return [stream.push(noise(1000)), stream.push(noise(3)), stream.finish()];
    });
    expect(() => new LogMelStream({ hopLength: 0 })).toThrow(
      new RangeError("LogMelStream: 'hopLength' must be an integer >= 1, got 0."),
    );
    const stream = new LogMelStream();
    stream.push(noise(400));
    expect(() => stream.push(new Float32Array([0, Number.NaN]))).toThrow(
      new RangeError("LogMelStream.push: 'samples' must be finite, got NaN at 1."),
    );
    // @ts-expect-error 16-bit samples are not in [-1, 1]
    expect(() => stream.push(new Int16Array(3))).toThrow(
      new TypeError("LogMelStream.push: 'samples' must be a Float32Array, got Int16Array."),
    );
    expect(stream.finish().shape).toEqual([2, 80]); // nothing of the two was taken
  });
});
