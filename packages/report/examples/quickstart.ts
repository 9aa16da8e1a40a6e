import { epochChart, html, lineStyle, page, score } from '@ssvaerr/report';

// Any record with the number of its epoch can be drawn; the first epoch is 1.
const epochs = [0.313, 0.524, 0.601].map((ccc, index) => ({ epoch: index + 1, ccc }));
const chart = epochChart({
  title: 'Validation CCC',
  value: ({ ccc }) => ccc,
  lines: [{ epochs, style: lineStyle(0), best: epochs[2] }],
  levels: [{ at: 0, says: 'unrelated' }],
});

// One file without a script; values are escaped.
const heading = html`<h1>${'Run <7>'}: ${score(0.601)}</h1>`;
const text = page({ title: 'Run', body: html`${heading}<figure>${chart}</figure>` });
console.log(heading.text); // <h1>Run &#60;7&#62;: 0.601</h1>
console.log(text.includes('Validation CCC by epoch')); // true
