// npm run docs:graph: draws the two graphs of import-graph.mjs in docs/architecture.md. With --check: only says whether
// the drawing is current.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { packages, rooms } from '../import-graph.mjs';

const file = 'docs/architecture.md';

/** Mermaid's text: an arrow from each part to those that may import it; an edge that others imply is left out. */
function drawn(graph) {
  const reaches = (from, to) => graph[from].some((next) => next === to || reaches(next, to));
  const lines = Object.entries(graph).flatMap(([name, allowed]) => {
    const direct = allowed.filter(
      (to) => !allowed.some((other) => other !== to && reaches(other, to)),
    );
    return direct.length > 0 ? direct.map((to) => `  ${to} --> ${name}`) : [`  ${name}`];
  });
  return ['```mermaid', 'graph LR', ...lines, '```'].join('\n');
}

const before = readFileSync(file, 'utf8');
const after = Object.entries({ packages, rooms }).reduce(
  (text, [name, graph]) =>
    text.replace(
      new RegExp(`(<!-- graph:${name} -->\\n)[\\s\\S]*?(<!-- /graph -->)`),
      (_, start, end) => `${start}\n${drawn(graph)}\n\n${end}`,
    ),
  before,
);
if (process.argv.includes('--check')) {
  if (after !== before || !before.includes('<!-- graph:rooms -->')) {
    console.error(`${file}: does not show import-graph.mjs as it is now. Run npm run docs:graph.`);
    process.exitCode = 1;
  }
} else writeFileSync(file, after);
