/**
 * Custom properties of the page and its charts. The colors of annotation and series are at least 28 apart in
 * CIELAB, also as red- and green-blind people see them (21 for blue-blind people; simulated after Machado et
 * al. 2009). Their contrast with the background is at least 3 : 1.
 */
type Palette = Readonly<Record<string, string>>;

/** The light theme; pictures that stand alone, such as a PNG, use it, too. */
export const light: Palette = {
  background: '#ffffff',
  surface: '#f5f6f8',
  ink: '#1b1f24',
  quiet: '#59636e',
  line: '#d5dae0',
  annotation: '#8c959f',
  'series-0': '#0044a1',
  'series-1': '#d96c00',
  'series-2': '#2a834e',
  'series-3': '#782e66',
  'series-4': '#2898f3',
};

const dark: Palette = {
  background: '#12161b',
  surface: '#1b2128',
  ink: '#e8ebef',
  quiet: '#9aa5b1',
  line: '#343d47',
  annotation: '#5b646e',
  'series-0': '#3a79ff',
  'series-1': '#f4a630',
  'series-2': '#17c77f',
  'series-3': '#c79de4',
  'series-4': '#e1fffc',
};

/** Number of the properties `--series-…`. */
export const seriesColors = Object.keys(light).filter((name) => name.startsWith('series-')).length;

const properties = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, color]) => `--${name}: ${color};`)
    .join(' ');

/**
 * The style sheet of the report, for pages that reuse its charts and tables. It follows the reader's light or
 * dark theme; in print it is light.
 *
 * @example
 * ```ts
 * import { css, html, Markup } from '@ssvaerr/report';
 *
 * const style = html`<style>${new Markup(css)}</style>`; // a stylesheet must not be escaped
 * console.log(style.text.includes('prefers-color-scheme: dark')); // true
 * ```
 */
export const css = `
:root { color-scheme: light; ${properties(light)} }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; ${properties(dark)} }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--background); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
p { max-width: 46rem; margin: .5rem 0; }
.quiet, figcaption, caption { color: var(--quiet); font-size: .9rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1rem; margin: 1.25rem 0 .75rem; }
.card { background: var(--surface); border-radius: .6rem; padding: 1rem 1.25rem; }
.card h2 { margin: 0; font-size: 1rem; font-weight: 600; color: var(--quiet); }
.card .figure { font-size: 3rem; font-weight: 650; line-height: 1.15; margin: 0; font-variant-numeric: tabular-nums; }
.bars { margin: .6rem 0 0; display: grid; grid-template-columns: auto 1fr auto; gap: .2rem .7rem; align-items: center; font-size: .9rem; }
.bars dt, .bars dd { margin: 0; overflow-wrap: anywhere; }
.bars dt { max-width: 10rem; }
.bars dd.number { text-align: right; font-variant-numeric: tabular-nums; }
.bar { height: .55rem; border-radius: .3rem; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--annotation); }
.bar i.ours { background: var(--series-0); }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .25rem 0 .5rem; }
th, td { padding: .35rem .7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { vertical-align: bottom; }
thead th[colspan] { text-align: center; border-bottom: 0; padding-bottom: 0; }
tbody th, th.words { text-align: left; font-weight: 400; white-space: normal; overflow-wrap: anywhere; min-width: 7rem; }
td b { font-weight: 700; color: var(--series-0); }
.scores th, .scores td { min-width: 4.6rem; }
.scores tbody th, .scores .words { min-width: 7rem; width: 11rem; }
tr > .next { padding-left: 1.6rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem 1.5rem; margin: .75rem 0; }
.charts.traces { grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figcaption { overflow-wrap: anywhere; }
figcaption b { color: var(--ink); }
svg.chart { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1.25rem; list-style: none; padding: 0; margin: .5rem 0; font-size: .9rem; }
.legend li { overflow-wrap: anywhere; }
.legend svg { margin-right: .4rem; vertical-align: middle; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; font-size: .9rem; margin: .75rem 0; }
dl.facts dt { color: var(--quiet); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
details { margin: .75rem 0; }
summary { cursor: pointer; }
pre { background: var(--surface); border-radius: .6rem; padding: 1rem; overflow-x: auto; font-size: .85rem; }
.care { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--line); }
@media (max-width: 30rem) { dl.facts { grid-template-columns: 1fr; } dl.facts dd { margin-bottom: .4rem; } }
@media print { body { font-size: 11pt; } h2, h3 { break-after: avoid; } .wide { overflow: visible; } }
`;

/** A content security policy for self-contained pages: the browser runs no script and loads nothing. */
export const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
