import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { decoratorOf, type Declaration } from '../../../infra/check/declarations.ts';
import type { BicepFile, ParseBicep } from '../../../infra/check/parse-bicep.ts';
import { literalText, named, type Syntax } from '../../../infra/check/syntax.ts';
import { evaluate, forEach, type Scope } from './evaluate.ts';
import { answersOfAzure } from './answers-of-azure.ts';
import { asBoolean, asMap, asNumber, asText, isMap, valueAt, type Value, type ValueMap } from './values.ts';

/** A resource that a deployment would make. */
export interface PaperResource {
  /** Without its version. */
  readonly type: string;
  readonly name: string;
  readonly body: ValueMap;
  /** The template that it is from. */
  readonly file: string;
}

export interface PaperDeployment {
  readonly resources: readonly PaperResource[];
  readonly outputs: ValueMap;
}

export interface Paper {
  readonly parse: ParseBicep;
  /** The folder that the paths are relative to. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What the parameters of a file make of its template: every resource with the values that it would have, worked out as Azure
 * would. What only Azure knows (the address of an account) is made up. Throws where the template would fail.
 */
export function deployOnPaper(path: string, paper: Paper): PaperDeployment {
  const values = paper.parse(path, readFileSync(join(paper.folder, path), 'utf8'));
  const using = named(values.root).find(({ type }) => type === 'using_statement');
  const template = literalText(using === undefined ? undefined : named(using)[0]);
  if (template === undefined) throw new Error(`${path} uses no template.`);
  const scope: Scope = {
    lookUp: (name) => {
      throw new Error(`${path} refers to ${name}.`);
    },
    call: (name, [variable, otherwise]) =>
      name === 'readEnvironmentVariable' ? fromEnvironment(paper, asText(variable), otherwise) : undefined,
  };
  const given = values.declarations.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, evaluate(value, scope)] as const],
  );
  return deployTemplate(posix.join(posix.dirname(path), template), Object.fromEntries(given), paper);
}

function fromEnvironment({ environment }: Paper, name: string, otherwise: Value): Value {
  const found = environment[name] ?? otherwise;
  if (found === undefined) throw new Error(`The environment variable ${name} is needed.`);
  return found;
}

/** What a template makes of the values of its parameters. */
export function deployTemplate(path: string, given: ValueMap, paper: Paper): PaperDeployment {
  const file = paper.parse(path, readFileSync(join(paper.folder, path), 'utf8'));
  return new Deployment(file, given, paper).run();
}

class Deployment {
  readonly #file: BicepFile;
  readonly #given: ValueMap;
  readonly #paper: Paper;
  readonly #values = new Map<string, Value>();
  readonly #resources: PaperResource[] = [];

  constructor(file: BicepFile, given: ValueMap, paper: Paper) {
    this.#file = file;
    this.#given = given;
    this.#paper = paper;
  }

  run(): PaperDeployment {
    const { declarations } = this.#file;
    for (const { name, kind } of declarations) if (kind !== 'output') this.#valueOf(name);
    const outputs = declarations.filter(({ kind }) => kind === 'output');
    const told = outputs.map(({ name, value }) => [name, this.#evaluated(value)] as const);
    return { resources: this.#resources, outputs: Object.fromEntries(told) };
  }

  get #scope(): Scope {
    return { lookUp: (name) => this.#valueOf(name), call: (name, values) => this.#call(name, values) };
  }

  #evaluated(node: Syntax | undefined): Value {
    return node === undefined ? undefined : evaluate(node, this.#scope);
  }

  /** Each is worked out when it is first asked for: a template is in no order. */
  #valueOf(name: string): Value {
    if (this.#values.has(name)) return this.#values.get(name);
    const declaration = this.#file.declarations.find((each) => each.name === name && each.kind !== 'output');
    if (declaration === undefined) throw new Error(`${this.#file.path} does not declare ${name}.`);
    const value = this.#valueOfDeclaration(declaration);
    this.#values.set(name, value);
    return value;
  }

  #valueOfDeclaration(declaration: Declaration): Value {
    const { kind, name, value } = declaration;
    if (kind === 'param') return this.#parameter(declaration);
    if (kind !== 'resource' && kind !== 'module') return this.#evaluated(value);
    const make = (body: Syntax, scope: Scope): Value => this.#make(declaration, body, scope);
    if (value?.type === 'for_statement') return forEach(value, this.#scope, make);
    if (value === undefined) throw new Error(`${name} has no body.`);
    return make(value, this.#scope);
  }

  #parameter(declaration: Declaration): Value {
    const { name, value } = declaration;
    const found = this.#given[name] ?? this.#evaluated(value);
    if (found === undefined) throw new Error(`${this.#file.path} asks for ${name}.`);
    const allowed = decoratorOf(declaration, 'allowed')?.arguments[0];
    if (allowed !== undefined && !named(allowed).some((each) => evaluate(each, this.#scope) === found))
      throw new Error(`${name} cannot be ${JSON.stringify(found)}.`);
    const shortest = decoratorOf(declaration, 'minLength')?.arguments[0];
    if (shortest !== undefined && lengthOf(found) < asNumber(evaluate(shortest, this.#scope)))
      throw new Error(`${name} is too short.`);
    return found;
  }

  #make(declaration: Declaration, body: Syntax, scope: Scope): Value {
    const [condition, behind] = body.type === 'if_statement' ? named(body) : [];
    // What is not made is asked for nothing, or the template fails.
    if (condition !== undefined && !asBoolean(evaluate(condition, scope))) return null;
    const object = behind ?? body;
    return declaration.kind === 'module'
      ? this.#makeModule(declaration, object, scope)
      : this.#makeResource(declaration, object, scope);
  }

  #makeModule({ reference = '' }: Declaration, object: Syntax, scope: Scope): Value {
    const { params } = asMap(evaluate(object, scope));
    const path = posix.join(posix.dirname(this.#file.path), reference);
    const { resources, outputs } = deployTemplate(path, asMap(params ?? {}), this.#paper);
    this.#resources.push(...resources);
    return { outputs };
  }

  #makeResource({ reference = '', isExisting }: Declaration, object: Syntax, scope: Scope): Value {
    const type = reference.split('@', 1)[0] ?? '';
    const body = asMap(evaluate(object, scope));
    const { parent } = body;
    const own = asText(body['name']);
    const name = isMap(parent) ? `${asText(parent['fullName'])}/${own}` : own;
    if (!isExisting) this.#resources.push({ type, name, body, file: this.#file.path });
    const properties = answersOfAzure(type, name, valueAt(body, ['properties']));
    return { ...body, name: own, fullName: name, id: `/resources/${type}/${name}`, properties };
  }

  #call(name: string, [first]: readonly Value[]): Value {
    switch (name) {
      case 'resourceGroup':
        return { id: '/subscriptions/s/resourceGroups/g', location: 'westeurope', name: 'g' };
      case 'subscription':
        return { tenantId: '11111111-1111-4111-8111-111111111111', id: '/subscriptions/s' };
      case 'environment':
        return { name: 'AzureCloud', suffixes: { storage: 'core.windows.net' } };
      case 'loadTextContent':
        return readFileSync(join(this.#paper.folder, posix.dirname(this.#file.path), asText(first)), 'utf8');
      default:
        return undefined;
    }
  }
}

function lengthOf(value: Value): number {
  return Array.isArray(value) ? value.length : asText(value).length;
}
