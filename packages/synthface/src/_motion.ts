import { foldSeed, normal, uniform } from '@ssvaerr/random';
import type { Light } from './_canvas.ts';
import { drift, type OverTime } from './_drift.ts';
import type { Pose } from './_placement.ts';
import { clamp, mix, smoothStep } from './_ramp.ts';
import type { Backdrop } from './_scene.ts';

/**
 * How the head sits and moves in one clip: a posture of its own, a slow drift, and a restlessness
 * that grows with arousal (Gunes and Pantic, Dimensional emotion prediction from spontaneous head
 * gestures, IVA 2010).
 */
export function poseOf(seed: number, arousal: OverTime): (seconds: number) => Pose {
  const axis = (name: string, posture: number, slow: number, restless: number, limit: number) => {
    const base = normal(foldSeed(seed, name, 'posture'), { std: posture });
    const sway = drift(foldSeed(seed, name, 'sway'), 20, 4);
    const fidget = drift(foldSeed(seed, name, 'fidget'), 2.5, 0.8);
    return (seconds: number) => {
      const unrest = 0.15 + 0.85 * (0.5 + 0.5 * arousal(seconds));
      const moved = slow * sway(seconds) + restless * unrest * fidget(seconds);
      return clamp(base + moved, -limit, limit);
    };
  };
  const yaw = axis('yaw', 0.15, 0.08, 0.06, 0.5);
  const pitch = axis('pitch', 0.07, 0.04, 0.05, 0.3);
  const roll = axis('roll', 0.09, 0.04, 0.03, 0.3);
  const x = axis('x', 0.1, 0.03, 0.015, 0.25);
  const y = axis('y', 0.07, 0.03, 0.015, 0.25);
  const scale = axis('scale', 0.08, 0.02, 0.004, 0.2);
  return (seconds) => ({
    yaw: yaw(seconds),
    pitch: pitch(seconds),
    roll: roll(seconds),
    x: x(seconds),
    y: y(seconds),
    scale: 1.04 + scale(seconds),
  });
}

/** A lamp that wanders, and the exposure of the camera. */
export function lightOf(seed: number): (seconds: number) => Light {
  const side = uniform(foldSeed(seed, 'side'), { low: -0.75, high: 0.75 });
  const height = uniform(foldSeed(seed, 'height'), { low: -0.65, high: -0.05 });
  const exposure = uniform(foldSeed(seed, 'exposure'), { low: 0.7, high: 1.15 });
  const softness = uniform(foldSeed(seed, 'softness'), { low: 0.2, high: 0.6 });
  const [wanderX, wanderY, flicker] = [0, 1, 2].map((i) =>
    drift(foldSeed(seed, 'wander', i), 25, 5),
  ) as [OverTime, OverTime, OverTime];
  return (seconds) => {
    const x = side + 0.12 * wanderX(seconds);
    const y = height + 0.1 * wanderY(seconds);
    const length = Math.sqrt(x * x + y * y + 0.64);
    const brightness = exposure * (1 + 0.05 * flicker(seconds));
    return {
      x: x / length,
      y: y / length,
      z: 0.8 / length,
      direct: brightness * (1 - softness),
      ambient: brightness * softness,
    };
  };
}

export function backdropOf(seed: number): Backdrop {
  return {
    tone: uniform(foldSeed(seed, 'tone'), { low: 0.12, high: 0.85 }),
    slope: uniform(foldSeed(seed, 'slope'), { low: -0.25, high: 0.25 }),
    edge: uniform(foldSeed(seed, 'edge')),
    step: uniform(foldSeed(seed, 'step'), { low: -0.12, high: 0.12 }),
  };
}

/** Closure of the eyelids, 0 to 1: one blink of about 0.3 s in every interval, at a random time. */
export function blinkOf(seed: number, interval: number): OverTime {
  return (seconds) => {
    const turn = Math.floor(seconds / interval);
    const moment = (turn + uniform(foldSeed(seed, turn), { low: 0.15, high: 0.85 })) * interval;
    const away = Math.abs(seconds - moment);
    return 1 - smoothStep(0.04, 0.15, away);
  };
}

/** Eyes that rest on one point for a while and jump to the next: `[x, y]` of the gaze. */
export function gazeOf(seed: number): (seconds: number) => readonly [number, number] {
  const dwell = 0.9;
  const point = (turn: number, axis: string) =>
    clamp(normal(foldSeed(seed, turn, axis), { std: 0.12 }), -0.3, 0.3);
  return (seconds) => {
    const turn = Math.floor(seconds / dwell);
    const jump = smoothStep(0, 0.06, seconds / dwell - turn);
    return [
      mix(point(turn - 1, 'x'), point(turn, 'x'), jump),
      mix(point(turn - 1, 'y'), point(turn, 'y'), jump),
    ];
  };
}
