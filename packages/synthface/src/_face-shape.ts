import { mix } from './_ramp.ts';
import type { Curve } from './_shapes.ts';
import type { ActionUnits } from './action-units.ts';
import type { Identity } from './identity.ts';

/** Mouth shape of speech; both are 0 in silence. */
export interface Articulation {
  /** How far the mouth is open, from 0 (shut) to 1 (wide open). */
  readonly opening: number;
  /** Lip shape, from -1 (rounded) to 1 (spread). */
  readonly spread: number;
}

/** One expression of one face. */
export interface Expression {
  readonly actionUnits: ActionUnits;
  readonly articulation: Articulation;
  /** How far a blink closes the eyes, from 0 (open) to 1 (shut), in addition to the action units. */
  readonly blink: number;
  /** Direction of the gaze, in eye widths from straight ahead. */
  readonly gazeX: number;
  readonly gazeY: number;
}

/**
 * Curves of one expression, in half heights of the head: the origin between the eyes, x to the side,
 * y down, chin at 1. Brows and eyes are those of the right half; the left one is its mirror.
 * Painter and landmarks read the same curves.
 */
export interface FaceShape {
  readonly brow: { readonly inner: number; readonly outer: number; readonly line: Curve };
  readonly eye: {
    readonly inner: number;
    readonly outer: number;
    readonly x: number;
    readonly y: number;
    readonly upper: Curve;
    readonly lower: Curve;
    /** Height between the lids at the middle of the eye. */
    readonly aperture: number;
  };
  readonly mouth: {
    /** Half width. */
    readonly width: number;
    readonly top: Curve;
    readonly innerTop: Curve;
    readonly innerBottom: Curve;
    readonly bottom: Curve;
    /** Between the lips at the middle. */
    readonly gap: number;
    readonly cornerY: number;
  };
  readonly noseBase: number;
  /** Half width of the head at a height; 0 above the crown and below the chin. */
  readonly headWidthAt: Curve;
  /** How much longer the jaw makes the lower face. */
  readonly chin: number;
}

export function faceShape(
  who: Identity,
  { actionUnits: au, articulation, blink }: Expression,
): FaceShape {
  const chin = 1 + 0.1 * jawOf(au, articulation);
  return {
    brow: browOf(who, au),
    eye: eyeOf(who, au, blink),
    mouth: mouthOf(who, au, articulation),
    noseBase: who.noseLength,
    chin,
    headWidthAt: (y) => {
      const v = y > 0 ? y / chin : y;
      const v2 = v * v;
      // The skull is an ellipse; the jaw is squarer, and narrows towards the chin.
      const round = v > 0 ? mix(v2, v2 * v2, who.jawSquare) : v2;
      const taper = v > 0 ? 1 - who.jawTaper * v2 : 1;
      return who.headWidth * taper * Math.sqrt(Math.max(0, 1 - round));
    },
  };
}

/** Openings by speech and by the jaw add up without passing 1. */
function jawOf({ au26 }: ActionUnits, { opening }: Articulation): number {
  return 1 - (1 - 0.7 * au26) * (1 - 0.75 * opening);
}

function browOf({ eyeSpacing, browHeight, browArch }: Identity, au: ActionUnits) {
  const inner = eyeSpacing - 0.17 - 0.035 * au.au4;
  const outer = eyeSpacing + 0.2;
  const innerY = -browHeight - 0.125 * au.au1 + 0.085 * au.au4;
  const middleY = -browHeight - browArch - 0.13 * (0.4 * au.au1 + 0.6 * au.au2) + 0.045 * au.au4;
  const outerY = -browHeight + 0.035 - 0.115 * au.au2 + 0.01 * au.au4;
  return { inner, outer, line: throughThree(inner, innerY, middleY, outer, outerY) };
}

function eyeOf(
  { eyeSpacing: x, eyeWidth, eyeOpening, eyeTilt }: Identity,
  au: ActionUnits,
  blink: number,
) {
  const lower = 0.55 * eyeOpening * (1 - 0.55 * au.au6);
  const open = eyeOpening * (1 + 0.95 * au.au5 - 0.78 * au.au43 - 0.2 * au.au6 - 0.08 * au.au4);
  const upper = mix(open, -0.9 * lower, blink);
  const lid =
    (height: number): Curve =>
    (at) => {
      const t = (at - x) / eyeWidth;
      return eyeTilt * t - height * (1 - t * t);
    };
  return {
    x,
    y: 0,
    inner: x - eyeWidth,
    outer: x + eyeWidth,
    upper: lid(upper),
    lower: lid(-lower),
    aperture: upper + lower,
  };
}

function mouthOf(who: Identity, au: ActionUnits, articulation: Articulation) {
  const { au12, au15 } = au;
  const width = who.mouthWidth * (1 + 0.25 * au12 - 0.06 * au15 + 0.16 * articulation.spread);
  // A broad smile parts the lips.
  const gap = 0.24 * jawOf(au, articulation) + 0.05 * au12 * au12;
  const lips = who.lipThickness * (1 - 0.25 * au12);
  const corner = -0.11 * au12 + 0.09 * au15;
  const y = who.mouthHeight + 0.02 * au12;
  const curve =
    (height: number, bow = 0): Curve =>
    (x) => {
      const t2 = (x / width) ** 2;
      return y + corner * t2 + height * Math.max(0, 1 - t2) * (1 + bow * (t2 - 0.3));
    };
  return {
    width,
    gap,
    cornerY: y + corner,
    top: curve(-0.25 * gap - 0.75 * lips, 1.2),
    innerTop: curve(-0.25 * gap),
    innerBottom: curve(0.75 * gap),
    bottom: curve(0.75 * gap + lips),
  };
}

/** The parabola through two ends and a middle. */
function throughThree(x0: number, y0: number, y1: number, x2: number, y2: number): Curve {
  const middle = (x0 + x2) / 2;
  const half = (x2 - x0) / 2;
  const bend = (y0 + y2) / 2 - y1;
  const slope = (y2 - y0) / 2;
  return (x) => {
    const t = (x - middle) / half;
    return y1 + slope * t + bend * t * t;
  };
}
