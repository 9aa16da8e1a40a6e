// npm run bench -- NAME: builds quietly (stdout is the benchmark's JSON alone), then runs bench/NAME.mjs.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const [name, ...args] = process.argv.slice(2);
const known = readdirSync('bench')
  .filter((file) => file.endsWith('.mjs') && !file.startsWith('_'))
  .map((file) => file.slice(0, -'.mjs'.length));
if (!known.includes(name)) {
  console.error(`bench: expected one of ${known.join(', ')}, got ${name ?? 'nothing'}.`);
  process.exit(1);
}
execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 2, 2] });
execFileSync(process.execPath, [`bench/${name}.mjs`, ...args], { stdio: 'inherit' });
