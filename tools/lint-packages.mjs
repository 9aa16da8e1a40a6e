// Each package's manifest against what its neighbours look like: what npm and tsc do not check themselves.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { packages, rooms as trainerRooms } from '../import-graph.mjs';

/** The graphs that the linter allows must not have cycles themselves. */
function assertAcyclic(name, graph) {
  const done = new Set();
  const visit = (node, path) => {
    if (path.includes(node)) {
      expect(false, `import-graph.mjs: ${name} has a cycle: ${[...path, node].join(' -> ')}`);
    } else if (!done.has(node)) {
      for (const next of graph[node] ?? []) visit(next, [...path, node]);
      done.add(node);
    }
  };
  for (const node of Object.keys(graph)) visit(node, []);
}

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const problems = [];
const expect = (ok, message) => ok || problems.push(message);

const rooms = readdirSync('packages').filter((room) => existsSync(`packages/${room}/package.json`));
const manifests = new Map(rooms.map((room) => [room, json(`packages/${room}/package.json`)]));
const references = new Set(json('tsconfig.json').references.map(({ path }) => path));

for (const [room, manifest] of manifests) {
  const at = `packages/${room}`;
  const internal = (field) =>
    Object.keys(manifest[field] ?? {})
      .filter((name) => name.startsWith('@ssvaerr/'))
      .map((name) => name.slice('@ssvaerr/'.length));
  expect(manifest.name === `@ssvaerr/${room}`, `${at}: name must be @ssvaerr/${room}`);
  expect(references.has(at), `tsconfig.json: add { "path": "${at}" } to the references`);

  const wanted = [...internal('dependencies'), ...internal('devDependencies')].sort();
  const found = (json(`${at}/tsconfig.json`).references ?? [])
    .map(({ path }) => path.slice(3))
    .sort();
  expect(
    wanted.join() === found.join(),
    `${at}/tsconfig.json: references must be [${wanted}], as in package.json; got [${found}]`,
  );
  for (const dependency of internal('dependencies')) {
    const { version } = manifests.get(dependency) ?? {};
    const range = manifest.dependencies[`@ssvaerr/${dependency}`];
    expect(
      range === `^${version}`,
      `${at}: @ssvaerr/${dependency} must be ^${version}, got ${range}`,
    );
  }
  if (manifest.private) continue;
  for (const file of ['README.md', 'examples/quickstart.ts', 'src/readme.test.ts']) {
    expect(existsSync(`${at}/${file}`), `${at}: ${file} is missing`);
  }
  const changes = readdirSync('.changeset').map((file) =>
    readFileSync(`.changeset/${file}`, 'utf8'),
  );
  expect(
    existsSync(`${at}/CHANGELOG.md`) || changes.some((text) => text.includes(`"${manifest.name}"`)),
    `${at}: never released, and no changeset announces it (npm run changeset)`,
  );
}

assertAcyclic('packages', packages);
assertAcyclic('rooms', trainerRooms);

// The example of the front page is one that the tests run.
const example = 'packages/losses/examples/quickstart.ts';
const readme = readFileSync('README.md', 'utf8');
const shown = readme.includes(readFileSync(example, 'utf8').trim());
expect(shown, `README.md: must show ${example} word for word`);
for (const [room, manifest] of manifests) {
  const listed = manifest.private || readme.includes(`(packages/${room})`);
  expect(listed, `README.md: must list packages/${room}`);
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
