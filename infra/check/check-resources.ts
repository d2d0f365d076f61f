import type { BicepFile } from './parse-bicep.ts';
import { decoratorOf, type Declaration } from './declarations.ts';
import { problemAt, type Problem } from './problem.ts';
import { calledBy } from './references.ts';
import { chainOf, within, type Syntax } from './syntax.ts';

/** The version of this one that everybody uses has been a preview for years. */
const PREVIEWS = ['Microsoft.Insights/diagnosticSettings@2021-05-01-preview'];

const REFERENCE = /^[A-Z][A-Za-z]+\.[A-Za-z]+(?:\/[A-Za-z]+)+@(\d{4}-\d{2}-\d{2})(-preview)?$/;

/** Resources without a dated version, and everything that would take a key out of one. */
export function checkResources(file: BicepFile): readonly Problem[] {
  return [
    ...file.declarations.filter(({ kind }) => kind === 'resource').flatMap((each) => ofReference(file, each)),
    ...nestedIn(file),
    ...keysTaken(file),
    ...secretOutputs(file),
  ];
}

function ofReference(file: BicepFile, { at, reference = '' }: Declaration): readonly Problem[] {
  const [, date, preview] = REFERENCE.exec(reference) ?? [];
  if (date === undefined || Number.isNaN(Date.parse(date)))
    return [problemAt(file, at, `'${reference}' has to be <type>@<date of the version>`)];
  if (preview === undefined || PREVIEWS.includes(reference)) return [];
  return [problemAt(file, at, `'${reference}' is a preview`)];
}

/** The checks look at the resources of a file one by one: each names its parent instead of being within it. */
function nestedIn(file: BicepFile): readonly Problem[] {
  const tops = file.declarations.map(({ node }) => node);
  return [...within(file.root)]
    .filter((node) => node.type === 'resource_declaration' && !tops.includes(node))
    .map((node) => problemAt(file, node, 'a resource within another one: name its parent instead'));
}

/** `listKeys` and its like: no template of ours needs a key, as every resource refuses them. */
function keysTaken(file: BicepFile): readonly Problem[] {
  return [...within(file.root)].flatMap((node) => {
    const called = calledBy(node);
    const name = called === undefined ? undefined : (chainOf(called).path.at(-1) ?? called).text;
    if (name === undefined || !/^(?:list[A-Z]\w*|getSecret)$/.test(name)) return [];
    return [problemAt(file, node, `'${name}' takes a secret out of a resource`)];
  });
}

function secretOutputs(file: BicepFile): readonly Problem[] {
  const secrets = file.declarations.filter((each) => decoratorOf(each, 'secure') !== undefined);
  const outputs = file.declarations.filter(({ kind }) => kind === 'output');
  return outputs.flatMap(({ at, name, value }) => {
    const isSecret = (node: Syntax): boolean =>
      node.type === 'identifier' && secrets.some((secret) => secret.name === node.text);
    if (value === undefined || ![...within(value)].some(isSecret)) return [];
    return [problemAt(file, at, `the output '${name}' would be readable to everybody who sees deployments`)];
  });
}
