/**
 * Text that is HTML already and is not escaped again.
 *
 * @example
 * ```ts
 * import { html, Markup } from '@ssvaerr/report';
 *
 * const text = '<b>0.7</b>';
 * console.log(html`<p>${text}</p>`.text); // <p>&#60;b&#62;0.7&#60;/b&#62;</p>
 * console.log(html`<p>${new Markup(text)}</p>`.text); // <p><b>0.7</b></p>
 * ```
 */
export class Markup {
  /** The HTML. */
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value in a template of `html`: text is escaped, markup is not, lists are joined, `false` leaves nothing. */
export type Part = string | number | Markup | false | readonly Part[];

/**
 * Builds HTML and escapes its values, so that no name of a file or a folder can become a tag.
 *
 * @example
 * ```ts
 * import { html } from '@ssvaerr/report';
 *
 * const items = ['a < b', 7].map((value) => html`<li>${value}</li>`);
 * console.log(html`<ul>${items}${false}</ul>`.text); // <ul><li>a &#60; b</li><li>7</li></ul>
 * ```
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(String.raw({ raw: strings }, ...parts.map(render)));

function render(part: Part): string {
  if (part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeText(String(part));
}

/**
 * Escapes text for element content and for quoted attributes, in HTML and SVG.
 *
 * @example
 * ```ts
 * import { escapeText } from '@ssvaerr/report';
 *
 * console.log(escapeText('R&D')); // R&#38;D
 * ```
 */
export const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
