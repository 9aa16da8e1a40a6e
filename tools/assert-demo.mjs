// node tools/assert-demo.mjs RESULTS: whether a demo with the default seed learned what it has learned before. The
// weights are the same to the byte on one machine only; between machines sums are rounded otherwise.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const wanted = {
  scratch: { arousal: 0.824, valence: 0.722 },
  lira: { arousal: 0.739, valence: 0.694 },
};
const tolerance = 0.15;
const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const [run, scores] of Object.entries(wanted)) {
  for (const [dimension, ccc] of Object.entries(scores)) {
    const got = results[run].test[dimension].ccc;
    console.log(`${run}, ${dimension}: test CCC ${got.toFixed(3)}, before ${ccc}`);
    if (Math.abs(got - ccc) > tolerance) {
      console.error(`${run}: the test CCC of ${dimension} must be within ${tolerance} of ${ccc}.`);
      process.exitCode = 1;
    }
  }
}
