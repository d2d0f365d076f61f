import type { BicepFile } from './parse-bicep.ts';
import { DECORATORS, FUNCTIONS, NAMESPACES } from './functions.ts';
import { problemAt, type Problem } from './problem.ts';
import { referencesOf, type Reference } from './references.ts';
import type { Declaration } from './declarations.ts';

/** Names that are declared twice, used without being declared, or declared without being used. */
export function checkNames(file: BicepFile): readonly Problem[] {
  const references = [...referencesOf(file)];
  return [
    ...duplicatesOf(file),
    ...references.flatMap((reference) => faultsOf(file, reference)),
    ...(file.kind === 'template' ? unusedIn(file, references) : []),
    ...unknownDecorators(file),
  ];
}

function duplicatesOf(file: BicepFile): readonly Problem[] {
  const seen = new Set<string>();
  return file.declarations.flatMap(({ kind, name, at }) => {
    // Outputs are told apart from everything else by where they are asked for.
    const key = kind === 'output' ? `output ${name}` : name;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [problemAt(file, at, `'${name}' is declared twice`)];
  });
}

const KINDS_OF_USE: Readonly<Record<Reference['use'], readonly Declaration['kind'][]>> = {
  value: ['param', 'var', 'resource', 'module'],
  function: ['func'],
  type: ['type'],
};

function faultsOf(file: BicepFile, reference: Reference): readonly Problem[] {
  const { use, at, name, given } = reference;
  const kinds = KINDS_OF_USE[use];
  const isDeclared = file.declarations.some((each) => each.name === name && kinds.includes(each.kind));
  if (isDeclared || (use === 'value' && NAMESPACES.includes(name))) return [];
  const shape = use === 'function' ? FUNCTIONS.get(name) : undefined;
  if (shape === undefined)
    return [problemAt(file, at, `the ${use === 'value' ? 'name' : use} '${name}' is not declared`)];
  if (given.length >= shape.least && given.length <= shape.most) return [];
  return [problemAt(file, at, `'${name}' takes another number of arguments than ${given.length}`)];
}

function unusedIn(file: BicepFile, references: readonly Reference[]): readonly Problem[] {
  const used = new Set(references.map(({ name }) => name));
  const isNeeded = ({ kind, name, isExisting }: Declaration): boolean =>
    kind === 'output' || used.has(name) || ((kind === 'resource' || kind === 'module') && !isExisting);
  return file.declarations
    .filter((declaration) => !isNeeded(declaration))
    .map(({ kind, name, at }) => problemAt(file, at, `the ${kind} '${name}' is not used`));
}

function unknownDecorators(file: BicepFile): readonly Problem[] {
  return file.declarations.flatMap(({ at, decorators }) =>
    decorators
      .filter(({ name }) => !DECORATORS.includes(name.replace(/^sys\./, '')))
      .map(({ name }) => problemAt(file, at, `there is no decorator '@${name}'`)),
  );
}
