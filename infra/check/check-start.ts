import type { BicepFile } from './parse-bicep.ts';
import { valuesByName } from './check-values.ts';
import { bodyOf, type Declaration } from './declarations.ts';
import { excerptOf, problemAt, type Problem } from './problem.ts';
import { chainOf, type Syntax } from './syntax.ts';

/** What is known of a resource before it is there. */
const KNOWN = ['id', 'name', 'type', 'apiVersion'];

/**
 * How many resources there are, whether they are, and their names have to be known when a deployment starts: they cannot
 * depend on what another resource turns out to be. The compiler refuses it (BCP178, BCP182, BCP120).
 */
export function checkStart(file: BicepFile): readonly Problem[] {
  const declared = file.declarations.filter(({ kind }) => kind === 'resource' || kind === 'module');
  return declared.flatMap((declaration) => {
    const { object, conditions, collection } = bodyOf(declaration);
    const name = object === undefined ? undefined : valuesByName(object).get('name');
    const parts = [...conditions, ...(collection === undefined ? [] : [collection])];
    if (name !== undefined) parts.push(name);
    return parts.flatMap((part) => {
      const late = firstLate(part, file.declarations);
      if (late === undefined) return [];
      return [problemAt(file, part, `'${excerptOf(late)}' is not known when the deployment starts`)];
    });
  });
}

function firstLate(node: Syntax, declarations: readonly Declaration[]): Syntax | undefined {
  if (isLate(node, declarations)) return node;
  const variable =
    node.type === 'identifier'
      ? declarations.find(({ kind, name }) => kind === 'var' && name === node.text)
      : undefined;
  const others = declarations.filter((each) => each !== variable);
  const late = variable?.value === undefined ? undefined : firstLate(variable.value, others);
  if (late !== undefined) return node;
  for (const child of node.children) {
    const found = firstLate(child, declarations);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isLate(node: Syntax, declarations: readonly Declaration[]): boolean {
  const { root, path } = chainOf(node);
  const [first] = path;
  const declared = declarations.find(({ name, kind }) => name === root.text && kind !== 'output');
  if (first === undefined || declared === undefined) return false;
  if (declared.kind === 'module') return first.text === 'outputs';
  return declared.kind === 'resource' && !KNOWN.includes(first.text);
}
