import { posix } from 'node:path';
import type { BicepFile } from './parse-bicep.ts';
import { isRequired } from './check-descriptions.ts';
import { valueProblems, valuesByName } from './check-values.ts';
import { bodyOf, type Declaration } from './declarations.ts';
import { LOADING } from './functions.ts';
import type { FindTemplate } from './kind-of.ts';
import { problemAt, type Problem } from './problem.ts';
import { referencesOf } from './references.ts';
import { chainOf, literalText, named, within, type Syntax } from './syntax.ts';

export interface Files {
  readonly findTemplate: FindTemplate;
  /** Whether there is a file of this path, relative to the folder that is checked. */
  readonly has: (path: string) => boolean;
}

/** Modules and other files that are not there, and what modules are given and asked for that they do not know. */
export function checkModules(file: BicepFile, files: Files): readonly Problem[] {
  return [
    ...file.declarations
      .filter(({ kind }) => kind === 'module')
      .flatMap((each) => ofModule(file, each, files)),
    ...ofParametersFile(file, files),
    ...outputsAskedFor(file, files),
    ...loadedFiles(file, files),
  ];
}

function ofModule(file: BicepFile, module: Declaration, files: Files): readonly Problem[] {
  const target = files.findTemplate(file, module.reference);
  if (target === undefined)
    return [problemAt(file, module.at, `there is no module '${module.reference ?? ''}'`)];
  const { object } = bodyOf(module);
  const given = object === undefined ? undefined : valuesByName(object).get('params');
  return againstParameters({ file, at: module.at, given: valuesByName(given ?? module.at), target }, files);
}

/** A parameters file gives values to the parameters of the template that it uses. */
function ofParametersFile(file: BicepFile, files: Files): readonly Problem[] {
  if (file.kind !== 'values') return [];
  const target = files.findTemplate(file, templateOf(file));
  const at = usingOf(file) ?? file.root;
  if (target === undefined) return [problemAt(file, at, 'the template that it uses is not there')];
  const given = file.declarations.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return againstParameters({ file, at, given: new Map(given), target }, files);
}

interface Given {
  readonly file: BicepFile;
  readonly at: Syntax;
  readonly given: ReadonlyMap<string, Syntax>;
  readonly target: BicepFile;
}

function againstParameters({ file, at, given, target }: Given, { findTemplate }: Files): readonly Problem[] {
  const parameters = target.declarations.filter(({ kind }) => kind === 'param');
  const missing = parameters.filter((each) => isRequired(each) && !given.has(each.name));
  return [
    ...missing.map(({ name }) => problemAt(file, at, `${target.path} asks for '${name}'`)),
    ...[...given].flatMap(([name, value]) => {
      const declaration = parameters.find((each) => each.name === name);
      if (declaration === undefined)
        return [problemAt(file, value, `${target.path} has no parameter '${name}'`)];
      return valueProblems(value, { file, findTemplate }, { declaration, declaredIn: target });
    }),
  ];
}

function outputsAskedFor(file: BicepFile, { findTemplate }: Files): readonly Problem[] {
  return [...requestsOf(file, findTemplate)].flatMap(({ target, output }) => {
    const isThere = target.declarations.some((each) => each.kind === 'output' && each.name === output.text);
    return isThere ? [] : [problemAt(file, output, `${target.path} has no output '${output.text}'`)];
  });
}

interface OutputRequest {
  readonly target: BicepFile;
  readonly output: Syntax;
}

function* requestsOf(file: BicepFile, findTemplate: FindTemplate): Generator<OutputRequest> {
  for (const member of within(file.root)) {
    if (member.type !== 'member_expression') continue;
    const { root, path } = chainOf(member);
    const [outputs, output, ...deeper] = path;
    const module = file.declarations.find(({ kind, name }) => kind === 'module' && name === root.text);
    const target = module === undefined ? undefined : findTemplate(file, module.reference);
    const isRequest = outputs?.text === 'outputs' && deeper.length === 0;
    if (isRequest && target !== undefined && output !== undefined) yield { target, output };
  }
}

/** Outputs of modules that nobody asks for; those of a template that is deployed itself are for people and pipelines. */
export function unusedOutputs(files: readonly BicepFile[], findTemplate: FindTemplate): readonly Problem[] {
  const deployed = files.map((file) => findTemplate(file, templateOf(file)));
  const modules = files.flatMap((file) =>
    file.declarations
      .filter(({ kind }) => kind === 'module')
      .map((each) => findTemplate(file, each.reference)),
  );
  const asked = files.flatMap((file) => [...requestsOf(file, findTemplate)]);
  return files
    .filter((file) => modules.includes(file) && !deployed.includes(file))
    .flatMap((file) => {
      const names = asked.filter(({ target }) => target === file).map(({ output }) => output.text);
      const unused = file.declarations.filter(({ kind, name }) => kind === 'output' && !names.includes(name));
      return unused.map(({ at, name }) => problemAt(file, at, `the output '${name}' is asked for by nobody`));
    });
}

function usingOf({ root }: BicepFile): Syntax | undefined {
  return named(root).find(({ type }) => type === 'using_statement');
}

/** The template that a parameters file is for, as it names it. */
function templateOf(file: BicepFile): string | undefined {
  const using = usingOf(file);
  return literalText(using === undefined ? undefined : named(using)[0]);
}

function loadedFiles(file: BicepFile, { has }: Files): readonly Problem[] {
  const loads = [...referencesOf(file)].filter(
    ({ use, name }) => use === 'function' && LOADING.includes(name),
  );
  return loads.flatMap(({ at, given }) => {
    const path = literalText(given[0]);
    if (path !== undefined && has(posix.join(posix.dirname(file.path), path))) return [];
    return [problemAt(file, at, `there is no file '${path ?? ''}' to load`)];
  });
}
