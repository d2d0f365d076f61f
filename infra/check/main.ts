import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { checkBicep } from './check-bicep.ts';
import { loadOfficialTypes } from './official-types/official-types.ts';
import { loadBicepParser } from './parse-bicep.ts';
import { formatProblem } from './problem.ts';

// npm run check:infra: checks what stands in for the compiler, which cannot be had from the package registry. With
// BICEP_TYPES=<the folder `generated` of github.com/Azure/bicep-types-az> properties of resources are checked too.

const folder = join(import.meta.dirname, '..');
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
  path.replaceAll(sep, '/'),
);
const templates = paths.filter((path) => /\.bicep(?:param)?$/.test(path)).sort();
const typesFolder = process.env['BICEP_TYPES'];
const problems = checkBicep(
  {
    texts: new Map(templates.map((path) => [path, readFileSync(join(folder, path), 'utf8')])),
    has: (path) => paths.includes(path),
  },
  {
    parse: await loadBicepParser(),
    types: typesFolder === undefined ? undefined : loadOfficialTypes(typesFolder),
  },
);
const shown = relative(process.cwd(), folder);
for (const problem of problems) console.error(`${shown}/${formatProblem(problem)}`);
const extent = typesFolder === undefined ? 'without the types of Azure' : 'with the types of Azure';
console.log(`${templates.length} files of Bicep checked ${extent}: ${problems.length} problems.`);
process.exitCode = problems.length === 0 ? 0 : 1;
