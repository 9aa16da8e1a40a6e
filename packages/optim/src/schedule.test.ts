import { golden, sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant, cosine, linearWarmUp, perEpoch, type Schedule } from './schedule.ts';

const value = sixtyFourths();
const length = fc.integer({ min: 1, max: 50 });
const exact = { atol: 1e-15, rtol: 1e-14 };

describe('cosine', () => {
  it('by hand: from 8 to 4 in 4 steps, then 4', () => {
    const values = [0, 1, 2, 3, 4, 5, 100].map(cosine({ from: 8, to: 4, steps: 4 }));
    const [early, late] = [6 + Math.SQRT2, 6 - Math.SQRT2];
    expect(values).toBeAllclose([8, early, 6, late, 4, 4, 4], exact);
  });

  it('starts at `from`, ends at `to`, stays between, never turns', () => {
    fc.assert(
      fc.property(value, value, length, (from, to, steps) => {
        const schedule = cosine({ from, to, steps });
        expect(schedule(0)).toBeAllclose(from, exact);
        expect(schedule(steps)).toBe(to);
        expect(schedule(steps + 7)).toBe(to);
        for (let i = 0; i < steps; i++) {
          const [now, next] = [schedule(i), schedule(i + 1)];
          expect(Math.sign(next - now)).toBe(Math.sign(to - from));
          expect(now + schedule(steps - i)).toBeAllclose(from + to, exact);
        }
      }),
    );
  });

  it('ends at 0 by default', () => {
    expect(cosine({ from: 1, steps: 3 })(3)).toBe(0);
  });
});

describe('linearWarmUp', () => {
  it('by hand: from 0 to 4 in 4 steps, in both conventions', () => {
    const steps = [0, 1, 2, 3, 4, 5];
    const after: Schedule = (step) => 10 + step;
    expect(steps.map(linearWarmUp({ to: 4, steps: 4 }, after))).toEqual([0, 1, 2, 3, 10, 11]);
    expect(steps.map(linearWarmUp({ from: 1, to: 4, steps: 4, inclusive: true }, after))).toEqual([
      1, 2, 3, 4, 10, 11,
    ]);
  });

  it('is a straight line that joins `after` without a jump', () => {
    fc.assert(
      fc.property(value, value, length, fc.boolean(), (from, to, steps, inclusive) => {
        const schedule = linearWarmUp(
          { from, to, steps, inclusive },
          cosine({ from: to, steps: 100 }),
        );
        expect(schedule(0)).toBe(from);
        expect(schedule(steps)).toBe(to);
        if (inclusive && steps > 1) expect(schedule(steps - 1)).toBe(to);
        const intervals = inclusive ? Math.max(1, steps - 1) : steps;
        for (let i = 0; i < steps; i++) {
          const line = from + ((to - from) / intervals) * i;
          expect(schedule(i)).toBeAllclose(line, exact);
        }
      }),
    );
  });

  it('of one step starts there, as numpy.linspace does', () => {
    const schedule = linearWarmUp({ from: 3, to: 4, steps: 1, inclusive: true }, constant(5));
    expect([0, 1].map(schedule)).toEqual([3, 5]);
  });
});

describe('constant and perEpoch', () => {
  it('give one value always, or one an epoch', () => {
    expect([0, 1, 99].map(constant(0.5))).toEqual([0.5, 0.5, 0.5]);
    const epochs = perEpoch((epoch) => epoch * 10, 3);
    expect([0, 1, 2, 3, 5, 6].map(epochs)).toEqual([0, 0, 0, 10, 10, 20]);
  });
});

describe('the schedules of the papers (torch and numpy, float64)', () => {
  const { tables } = golden('06_schedules');
  const table = (tables as unknown as { tables: Record<string, Record<string, number[]>> }).tables;
  const meets = (name: string, at: string, schedule: Schedule, column = 'value') => {
    const { [at]: steps, [column]: expected } = table[name]!;
    expect(steps!.map(schedule)).toBeAllclose(expected!, exact);
  };

  it.each([0.97, 0.99, 0.996])('BYOL, momentum from %d', (from) => {
    meets(`byol_tau_base_${from}`, 'k', cosine({ from, to: 1, steps: 1000 }));
  });

  it('BYOL, learning rate', () => {
    const schedule = linearWarmUp({ to: 0.2, steps: 100 }, cosine({ from: 0.2, steps: 900 }));
    meets('byol_lr', 'step', schedule);
  });

  it('DINO, momentum', () => {
    meets('dino_momentum', 'iteration', cosine({ from: 0.996, to: 1, steps: 2000 }));
  });

  it('DINO, weight decay', () => {
    meets('dino_weight_decay', 'iteration', cosine({ from: 0.04, to: 0.4, steps: 2000 }));
  });

  it('DINO, learning rate', () => {
    const peak = (0.0005 * 64) / 256;
    const after = cosine({ from: peak, to: 1e-6, steps: 1800 });
    meets('dino_lr', 'iteration', linearWarmUp({ to: peak, steps: 200, inclusive: true }, after));
  });

  it('DINO, temperature of the teacher, per epoch', () => {
    const warmUp = { from: 0.04, to: 0.07, steps: 30, inclusive: true };
    const perStep = perEpoch(linearWarmUp(warmUp, constant(0.07)), 20);
    meets('dino_teacher_temp', 'epoch', (epoch) => perStep(20 * epoch + 19));
  });

  const epochs = [...Array(10).keys()];
  it('downstream: a cosine per epoch', () => {
    const perStep = perEpoch(cosine({ from: 3e-4, steps: 10 }), 7);
    const { value_per_epoch } = table.downstream_cosine_plain!;
    expect(epochs.map((epoch) => perStep(7 * epoch))).toBeAllclose(value_per_epoch!, exact);
    expect(epochs.map((epoch) => perStep(7 * epoch + 6))).toBeAllclose(value_per_epoch!, exact);
  });

  it('downstream, reference code: one epoch late', () => {
    const late = linearWarmUp(
      { from: 3e-4, to: 3e-4, steps: 1 },
      cosine({ from: 3e-4, steps: 10 }),
    );
    const { value_per_epoch } = table.downstream_cosine_reference!;
    expect(epochs.map(perEpoch(late, 1))).toBeAllclose(value_per_epoch!, exact);
  });
});

describe('every schedule', () => {
  it('refuses bad options', () => {
    const after = constant(0);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const rule = `must be finite, got ${bad}.`;
      expect(() => constant(bad)).toThrow(`constant: 'value' ${rule}`);
      expect(() => cosine({ from: bad, steps: 1 })).toThrow(`cosine: 'from' ${rule}`);
      expect(() => cosine({ from: 1, to: bad, steps: 1 })).toThrow(`cosine: 'to' ${rule}`);
      expect(() => linearWarmUp({ from: bad, to: 1, steps: 1 }, after)).toThrow(
        `linearWarmUp: 'from' ${rule}`,
      );
      expect(() => linearWarmUp({ to: bad, steps: 1 }, after)).toThrow(
        `linearWarmUp: 'to' ${rule}`,
      );
    }
    for (const bad of [0, -1, 1.5, Number.NaN]) {
      const rule = `must be an integer >= 1, got ${bad}.`;
      expect(() => cosine({ from: 1, steps: bad })).toThrow(`cosine: 'steps' ${rule}`);
      expect(() => linearWarmUp({ to: 1, steps: bad }, after)).toThrow(
        `linearWarmUp: 'steps' ${rule}`,
      );
      expect(() => perEpoch(after, bad)).toThrow(`perEpoch: 'stepsPerEpoch' ${rule}`);
    }
  });

  it('refuses an invalid step', () => {
    const schedules = {
      constant: constant(1),
      cosine: cosine({ from: 1, steps: 2 }),
      linearWarmUp: linearWarmUp({ to: 1, steps: 2 }, (step) => step),
      perEpoch: perEpoch((step) => step, 2),
    };
    for (const [name, schedule] of Object.entries(schedules)) {
      for (const bad of [-1, 0.5, Number.NaN]) {
        expect(() => schedule(bad)).toThrow(`${name}: 'step' must be an integer >= 0, got ${bad}.`);
      }
    }
  });
});
