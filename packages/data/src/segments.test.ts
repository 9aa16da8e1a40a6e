import { foldSeed } from '@ssvaerr/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audioSpan, clipPieces, epochPlan, type Segment } from './index.ts';

const clipsOf = (lengths: readonly number[]) =>
  lengths.map((frames, i) => ({ id: `c${i}`, frames }));

const options = fc.record({
  clips: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }).map(clipsOf),
  seed: fc.maxSafeInteger(),
  epoch: fc.nat(1000),
  segmentFrames: fc.integer({ min: 1, max: 40 }),
  segmentsPerClip: fc.integer({ min: 1, max: 4 }),
  batchSize: fc.integer({ min: 1, max: 7 }),
});
const key = ({ clip, index }: Segment) => `${clip.id} ${index}`;

describe('epochPlan', () => {
  it('is pinned: a change is a new major version', () => {
    const plan = epochPlan({
      clips: clipsOf([500, 30, 260]),
      seed: 42,
      epoch: 1,
      segmentFrames: 200,
      batchSize: 4,
    });
    const shown = plan.map((batch) =>
      batch.map((s) => `${key(s)}: ${s.start}+${s.frames}`).join(', '),
    );
    expect(shown).toMatchInlineSnapshot(`
      [
        "c0 0: 260+200, c2 0: 45+200, c1 1: 0+30, c2 1: 44+200",
        "c1 2: 0+30, c0 2: 126+200, c1 0: 0+30, c0 1: 5+200",
        "c2 2: 35+200",
      ]
    `);
  });

  it('takes each clip as often as asked, in full batches but the last', () => {
    fc.assert(
      fc.property(options, (o) => {
        const plan = epochPlan(o);
        const keys = plan.flat().map(key).sort();
        const wanted = o.clips.flatMap(({ id }) =>
          Array.from({ length: o.segmentsPerClip }, (_, k) => `${id} ${k}`),
        );
        expect(keys).toEqual(wanted.sort());
        expect(plan.slice(0, -1).every((batch) => batch.length === o.batchSize)).toBe(true);
        expect(plan.every(({ length }) => length >= 1 && length <= o.batchSize)).toBe(true);
      }),
    );
  });

  it('takes three segments of a clip unless told otherwise', () => {
    const plan = epochPlan({
      clips: clipsOf([9]),
      seed: 1,
      epoch: 0,
      segmentFrames: 2,
      batchSize: 9,
    });
    expect(plan.flat().map(key).sort()).toEqual(['c0 0', 'c0 1', 'c0 2']);
  });

  it('cuts within the clip, and takes a shorter one whole', () => {
    fc.assert(
      fc.property(options, (o) => {
        for (const { clip, start, frames } of epochPlan(o).flat()) {
          expect(frames).toBe(Math.min(o.segmentFrames, clip.frames));
          expect(start >= 0 && start + frames <= clip.frames).toBe(true);
          expect(o.clips).toContain(clip);
        }
      }),
    );
  });

  it('keeps the segments of a clip together and in order, where it is asked to', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 3 }), (o, clipsPerBatch) => {
        const { segmentsPerClip } = o;
        const batchSize = clipsPerBatch * segmentsPerClip;
        const plan = epochPlan({ ...o, batchSize, together: true });
        const keys = plan.flat().map(key);
        expect([...keys].sort()).toEqual(epochPlan(o).flat().map(key).sort());
        for (const batch of plan) {
          batch.forEach(({ clip, index, start, frames }, i) => {
            const previous = batch[i - 1];
            expect(index).toBe(i % segmentsPerClip);
            if (index > 0) expect(clip).toBe(previous?.clip);
            if (index > 0) expect(start).toBeGreaterThanOrEqual(previous!.start);
            expect(start >= 0 && start + frames <= clip.frames).toBe(true);
          });
        }
      }),
    );
  });

  it('takes one of each part of a clip, where they stay together', () => {
    const counts = new Array(6).fill(0);
    for (let epoch = 0; epoch < 600; epoch++) {
      const o = { clips: clipsOf([7]), seed: 3, epoch, segmentFrames: 2, batchSize: 3 };
      const starts = epochPlan({ ...o, together: true }).flat();
      expect(starts.map(({ start }) => Math.floor(start / 2))).toEqual([0, 1, 2]);
      for (const { start } of starts) counts[start]++;
    }
    for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(50); // 4 standard deviations
  });

  it('names a batch that clips do not fill', () => {
    const o = { clips: clipsOf([9]), seed: 1, epoch: 0, segmentFrames: 2, segmentsPerClip: 3 };
    expect(() => epochPlan({ ...o, batchSize: 4, together: true })).toThrow(
      "epochPlan: 'batchSize' must be a multiple of 'segmentsPerClip' (3) with 'together', got 4.",
    );
  });

  it('starts anywhere equally often, the first and the last place included', () => {
    const counts = new Array(5).fill(0);
    for (let epoch = 0; epoch < 2000; epoch++) {
      const o = { clips: clipsOf([12]), seed: 3, epoch, segmentFrames: 8, batchSize: 3 };
      for (const { start } of epochPlan(o).flat()) counts[start]++;
    }
    const chi2 = counts.reduce((sum, n) => sum + (n - 1200) ** 2 / 1200, 0);
    expect(chi2).toBeLessThan(18.5); // 4 degrees of freedom, p = 0.001
  });

  it('is in any order equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 1200; epoch++) {
      const o = { clips: clipsOf([1, 1, 1]), seed: 5, epoch, segmentFrames: 1, batchSize: 2 };
      const order = epochPlan({ ...o, segmentsPerClip: 1 })
        .flat()
        .map(key)
        .join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0);
    expect([counts.size, chi2 < 20.5]).toEqual([6, true]); // 5 degrees of freedom, p = 0.001
  });

  it('is a function of its options, and another in another epoch or of another seed', () => {
    fc.assert(
      fc.property(options, (o) => {
        expect(epochPlan(o)).toEqual(epochPlan(o));
      }),
    );
    const o = { clips: clipsOf([50, 60, 70, 80]), segmentFrames: 10, batchSize: 5 };
    const parts = (seed: number, epoch: number) => {
      const plan = epochPlan({ ...o, seed, epoch }).flat();
      const starts = Object.fromEntries(plan.map((segment) => [key(segment), segment.start]));
      return { order: plan.map(key), starts };
    };
    const first = parts(1, 0);
    for (const other of [parts(1, 1), parts(2, 0)]) {
      expect(other.order).not.toEqual(first.order);
      expect(other.starts).not.toEqual(first.starts);
    }
    const equal = {
      clips: clipsOf([500, 500, 500]),
      seed: 1,
      epoch: 0,
      segmentFrames: 1,
      batchSize: 9,
    };
    expect(
      new Set(
        epochPlan(equal)
          .flat()
          .map(({ start }) => start),
      ).size,
    ).toBe(9);
  });

  it('keeps the starts of a clip, whatever other clips there are and however they are batched', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 9 }), fc.nat(), (o, batchSize, shuffle) => {
        const starts = (plan: Segment[][]) =>
          Object.fromEntries(plan.flat().map((segment) => [key(segment), segment.start]));
        const clips = [{ id: 'new', frames: 33 }, ...o.clips].sort(
          (a, b) => foldSeed(shuffle, a.id) - foldSeed(shuffle, b.id),
        );
        const more = starts(epochPlan({ ...o, clips, batchSize }));
        expect(more).toMatchObject(starts(epochPlan(o)));
      }),
    );
  });

  it('refuses bad input by name', () => {
    const o = { clips: clipsOf([9]), seed: 1, epoch: 0, segmentFrames: 2, batchSize: 2 };
    const call = (change: object) => () => epochPlan({ ...o, ...change });
    expect(call({ seed: 0.5 })).toThrow("epochPlan: 'seed' must be a safe integer, got 0.5.");
    expect(call({ seed: undefined })).toThrow("'seed' must be a safe integer, got undefined.");
    expect(call({ epoch: -1 })).toThrow("epochPlan: 'epoch' must be an integer >= 0, got -1.");
    for (const name of ['segmentFrames', 'segmentsPerClip', 'batchSize']) {
      expect(call({ [name]: 0 })).toThrow(`epochPlan: '${name}' must be an integer >= 1, got 0.`);
      expect(call({ [name]: 1.5 })).toThrow(`'${name}' must be an integer >= 1, got 1.5.`);
    }
    expect(call({ clips: clipsOf([4, 0]) })).toThrow(
      "'clips[1].frames' must be an integer >= 1, got 0.",
    );
    expect(call({ clips: [...o.clips, ...o.clips] })).toThrow(
      "epochPlan: 'clips[1].id' must be unique, got 'c0'.",
    );
  });
});

describe('clipPieces', () => {
  it('of an example', () => {
    expect(clipPieces(10, { pieceFrames: 4, context: 2 })).toEqual([
      { start: 0, frames: 6, before: 0, after: 2 },
      { start: 2, frames: 8, before: 2, after: 2 },
      { start: 6, frames: 4, before: 2, after: 0 },
    ]);
    expect(clipPieces(10)).toEqual([{ start: 0, frames: 10, before: 0, after: 0 }]);
  });

  it('covers each frame once, with as much context as there is', () => {
    const size = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(size, size, fc.nat(20), (frames, pieceFrames, context) => {
        const covered = clipPieces(frames, { pieceFrames, context }).flatMap((piece) => {
          const first = piece.start + piece.before;
          const count = piece.frames - piece.before - piece.after;
          expect(count).toBeLessThanOrEqual(pieceFrames);
          expect(piece.before).toBe(Math.min(context, first));
          expect(piece.after).toBe(Math.min(context, frames - first - count));
          return Array.from({ length: count }, (_, i) => first + i);
        });
        expect(covered).toEqual(Array.from({ length: frames }, (_, i) => i));
      }),
    );
  });

  it('refuses bad input by name', () => {
    expect(() => clipPieces(0)).toThrow("clipPieces: 'frames' must be an integer >= 1, got 0.");
    expect(() => clipPieces(5, { pieceFrames: 0 })).toThrow(
      "clipPieces: 'pieceFrames' must be an integer >= 1, got 0.",
    );
    expect(() => clipPieces(5, { context: -1 })).toThrow(
      "clipPieces: 'context' must be an integer >= 0, got -1.",
    );
  });
});

describe('audioSpan', () => {
  it('of examples: four rows per frame, and rates that do not divide', () => {
    expect(audioSpan({ start: 10, frames: 3 }, { fps: 25, rate: 100 })).toEqual({
      start: 40,
      rows: 12,
    });
    expect(audioSpan({ start: 1, frames: 1 }, { fps: 30, rate: 100 })).toEqual({
      start: 3, // 3.33 to 6.67
      rows: 4,
    });
    expect(audioSpan({ start: 3, frames: 2 }, { fps: 50, rate: 25 })).toEqual({
      start: 1, // 1.5 to 2.5
      rows: 2,
    });
  });

  it('is exact where the rates divide, however late', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 500 }), (start, frames) => {
        for (const [fps, rate] of [
          [25, 100],
          [29.97, 29.97 * 4],
          [0.1, 0.3],
        ] as const) {
          const k = Math.round(rate / fps);
          expect(audioSpan({ start, frames }, { fps, rate })).toEqual({
            start: start * k,
            rows: frames * k,
          });
        }
      }),
    );
  });

  it('refuses bad input by name', () => {
    const span = { start: 0, frames: 1 };
    expect(() => audioSpan({ ...span, start: -1 }, { fps: 1, rate: 1 })).toThrow(
      "audioSpan: 'start' must be an integer >= 0, got -1.",
    );
    expect(() => audioSpan({ ...span, frames: 0 }, { fps: 1, rate: 1 })).toThrow(
      "audioSpan: 'frames' must be an integer >= 1, got 0.",
    );
    expect(() => audioSpan(span, { fps: 0, rate: 1 })).toThrow(
      "audioSpan: 'fps' must be positive, got 0.",
    );
    expect(() => audioSpan(span, { fps: 1, rate: Number.NaN })).toThrow(
      "audioSpan: 'rate' must be positive, got NaN.",
    );
  });
});
