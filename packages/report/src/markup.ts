/**
 * Text that is HTML already and is not escaped again.
 *
 * @example
 * ```ts
 * const style = html`<style>${new Markup(css)}</style>`;
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
 * html`<b>${'a < b'}</b>`.text; // <b>a &#60; b</b>
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
 * escapeText('R&D'); // R&#38;D
 * ```
 */
export const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
