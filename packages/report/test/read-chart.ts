/** Reads charts and pages back from their markup, for the tests. */
import { parseHTML } from 'linkedom';
import type { Markup } from '../src/markup.ts';

/** The part of the DOM that the tests use; its types are not part of Node's. */
export interface Part {
  readonly textContent: string | null;
  readonly className: string;
  readonly attributes: Iterable<{ readonly name: string }>;
  readonly parentElement: Part | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Part | null;
  querySelectorAll(selector: string): Iterable<Part> & { readonly length: number };
}

export interface Page extends Part {
  readonly body: Part;
  readonly documentElement: Part;
}

export const parsePage = (text: string): Page => parseHTML(text).document;

export const parse = (markup: Markup | false): Page =>
  parsePage(`<!doctype html><html><body>${markup ? markup.text : ''}</body></html>`);

export interface DrawnLine {
  readonly stroke: string;
  /** Distance of the line's panel from the top of the picture. */
  readonly top: number;
  /** Unbroken pieces of `[x, y]`, y downward. */
  readonly pieces: readonly (readonly [x: number, y: number])[][];
}

export const drawnLines = (chart: Part): DrawnLine[] =>
  [...chart.querySelectorAll('[aria-label="line"] path')].map((path) => {
    const group = path.parentElement!;
    return {
      stroke: group.getAttribute('stroke')!,
      top: Number(/,(.*)\)/.exec(group.getAttribute('transform') ?? '')?.[1] ?? 0),
      pieces: path
        .getAttribute('d')!
        .split('M')
        .slice(1)
        .map((piece) =>
          piece
            .replace('Z', '')
            .split('L')
            .map((point) => point.split(',').map(Number) as [number, number]),
        ),
    };
  });

export const textsOf = (root: Part, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map(({ textContent }) => textContent!.trim());

export const numbersOf = (root: Part, selector: string, attribute: string): number[] =>
  [...root.querySelectorAll(selector)].map((element) => Number(element.getAttribute(attribute)));
