import { html, Markup } from './markup.ts';
import { css, policy } from './style.ts';

/** A page: its title, what is inside `<main>`, and rules that follow the style sheet of the report. */
export interface PageOptions {
  readonly title: string;
  readonly body: Markup;
  readonly css?: string;
}

/**
 * Builds a whole HTML page in the style of the report (light, dark and print). Its content security policy allows
 * neither scripts nor requests, so the page can be mailed, printed and archived.
 *
 * @example
 * ```ts
 * import { html, page } from '@ssvaerr/report';
 *
 * const text = page({ title: 'My runs', body: html`<h1>${'CCC > 0.5'}</h1>` });
 * console.log(text.includes('<h1>CCC &#62; 0.5</h1>')); // true
 * ```
 */
export const page = ({ title, body, css: own = '' }: PageOptions): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(css + own)}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.text;
