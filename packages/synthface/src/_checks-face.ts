import { assertInteger, assertWithin } from './_checks.ts';
import type { Expression } from './_face-shape.ts';
import type { Pose } from './_placement.ts';

export function assertExpression(where: string, expression: Expression): void {
  const { actionUnits, articulation, blink, gazeX, gazeY } = expression;
  for (const [unit, value] of Object.entries(actionUnits)) assertWithin(where, unit, value, 0, 1);
  assertWithin(where, 'opening', articulation.opening, 0, 1);
  assertWithin(where, 'spread', articulation.spread, -1, 1);
  assertWithin(where, 'blink', blink, 0, 1);
  assertWithin(where, 'gazeX', gazeX, -1, 1);
  assertWithin(where, 'gazeY', gazeY, -1, 1);
}

/** Beyond these the drawing falls apart. */
export function assertPose(where: string, { yaw, pitch, roll, x, y, scale }: Pose): void {
  assertWithin(where, 'yaw', yaw, -0.6, 0.6);
  assertWithin(where, 'pitch', pitch, -0.4, 0.4);
  assertWithin(where, 'roll', roll, -0.8, 0.8);
  assertWithin(where, 'x', x, -1, 1);
  assertWithin(where, 'y', y, -1, 1);
  assertWithin(where, 'scale', scale, 0.5, 2);
}

export function assertSize(where: string, size: number): void {
  assertInteger(where, 'size', size, 16, 1024);
}

export function assertFilming(where: string, frames: number, fps: number, size: number): void {
  assertInteger(where, 'frames', frames, 1, 100_000);
  assertWithin(where, 'fps', fps, 1, 120);
  assertSize(where, size);
}
