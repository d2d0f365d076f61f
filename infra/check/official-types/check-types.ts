import { bodyOf, type Declaration } from '../declarations.ts';
import type { Kind } from '../functions.ts';
import { kindOf, type FindTemplate, type Surroundings } from '../kind-of.ts';
import type { BicepFile } from '../parse-bicep.ts';
import { problemAt, type Problem } from '../problem.ts';
import { calledBy } from '../references.ts';
import {
  chainOf,
  fieldOf,
  literalText,
  named,
  propertiesOf,
  unwrapped,
  within,
  type Syntax,
} from '../syntax.ts';
import type { OfficialProperty, OfficialType, OfficialTypes } from './official-types.ts';

/** What Bicep itself takes in every resource. */
const OF_BICEP = ['dependsOn', 'parent', 'scope'];

/** Resources that are not as Azure has them, and properties of them that are asked for and do not exist. */
export function checkTypes(
  file: BicepFile,
  types: OfficialTypes,
  findTemplate: FindTemplate,
): readonly Problem[] {
  const resources = file.declarations.filter(({ kind }) => kind === 'resource');
  return [
    ...resources.flatMap((resource) => ofResource(resource, types, { file, findTemplate })),
    ...membersAskedFor(file, types),
  ];
}

function ofResource(
  resource: Declaration,
  types: OfficialTypes,
  surroundings: Surroundings,
): readonly Problem[] {
  const type = types.find(resource.reference ?? '');
  const { object } = bodyOf(resource);
  if (type === undefined)
    return [problemAt(surroundings.file, resource.at, `Azure knows no '${resource.reference ?? ''}'`)];
  if (object === undefined || resource.isExisting) return [];
  return againstType(object, type, { ...surroundings, exempt: OF_BICEP });
}

interface Context extends Surroundings {
  /** Names that are none of the type's business. */
  readonly exempt: readonly string[];
}

/** What is wrong with a value for a type of Azure. */
function againstType(value: Syntax, type: OfficialType, context: Context): readonly Problem[] {
  const node = unwrapped(value);
  const inner = { ...context, exempt: [] };
  if (node.type === 'ternary_expression') {
    const branches = [fieldOf(node, 'consequence'), fieldOf(node, 'alternative')];
    return branches.flatMap((each) => (each === undefined ? [] : againstType(each, type, inner)));
  }
  if (node.type === 'object') return againstObject(node, type, context);
  if (type.kind === 'array') return againstArray(node, type, inner);
  return [...mismatch(node, type, context), ...ofMadeObject(node, type, inner)];
}

function againstObject(node: Syntax, type: OfficialType, context: Context): readonly Problem[] {
  if (type.kind === 'one-of') {
    const chosen = variantOf(node, type);
    return chosen === undefined ? [] : againstObject(node, chosen, context);
  }
  if (type.kind !== 'object') return mismatch(node, type, context);
  const given = propertiesOf(node);
  const { file, exempt } = context;
  const missing = [...type.properties]
    .filter(
      ([name, { isRequired, isReadOnly }]) =>
        isRequired && !isReadOnly && !given.some((each) => each.name === name),
    )
    .map(([name]) => problemAt(file, node, `${type.name} asks for '${name}'`));
  const faults = given.flatMap(({ name, key, value }) => {
    if (name !== undefined && exempt.includes(name)) return [];
    const known = type.properties.get(name ?? '');
    if (known?.isReadOnly === true)
      return [problemAt(file, key, `'${key.text}' of ${type.name} cannot be set`)];
    const expected = known?.type ?? type.others;
    if (expected === undefined) return [problemAt(file, key, `${type.name} has no '${key.text}'`)];
    return againstType(value, expected(), { ...context, exempt: [] });
  });
  return [...missing, ...faults];
}

type OneOf = Extract<OfficialType, { kind: 'one-of' }>;

/** The variant that the deciding property names, with what all variants have. */
function variantOf(node: Syntax, { discriminator, base, variants }: OneOf): OfficialType | undefined {
  const decider = propertiesOf(node).find(({ name }) => name === discriminator);
  const variant = variants.get(literalText(decider?.value) ?? '')?.();
  if (variant?.kind !== 'object') return undefined;
  const properties: ReadonlyMap<string, OfficialProperty> = new Map([...base, ...variant.properties]);
  return { ...variant, properties };
}

function againstArray(
  node: Syntax,
  type: Extract<OfficialType, { kind: 'array' }>,
  context: Context,
): readonly Problem[] {
  const items = itemsOf(node);
  if (items === undefined) return mismatch(node, type, context);
  return items.flatMap((item) => againstType(item, type.item(), context));
}

/** What an expression puts into a list, as far as it is written there. */
function itemsOf(node: Syntax): readonly Syntax[] | undefined {
  if (node.type === 'array') return named(node);
  if (node.type === 'for_statement') return named(node).slice(-1);
  return calledBy(node)?.text === 'map' ? bodiesOfLambdas(node) : undefined;
}

function bodiesOfLambdas(call: Syntax): readonly Syntax[] {
  const lambdas = named(call)
    .flatMap(named)
    .filter(({ type }) => type === 'lambda_expression');
  return lambdas.flatMap((lambda) => named(lambda).slice(-1));
}

/** `mapValues` makes an object whose names are not told, but whose values are. */
function ofMadeObject(node: Syntax, type: OfficialType, context: Context): readonly Problem[] {
  if (calledBy(node)?.text !== 'mapValues' || type.kind !== 'object' || type.others === undefined) return [];
  const expected = type.others();
  return bodiesOfLambdas(node).flatMap((body) => againstType(body, expected, context));
}

function mismatch(node: Syntax, type: OfficialType, { file, findTemplate }: Context): readonly Problem[] {
  const given = kindOf(node, { file, findTemplate });
  if (given === 'any' || given === 'null') return [];
  const expected = alternativesOf(type);
  if (fits(node, given, expected)) return [];
  const names = expected.map((each) => (each.kind === 'literal' ? `'${each.value}'` : each.kind));
  return [problemAt(file, node, `${literalText(node) ?? given} for ${[...new Set(names)].join(' or ')}`)];
}

function alternativesOf(type: OfficialType): readonly OfficialType[] {
  return type.kind === 'union' ? type.members().flatMap(alternativesOf) : [type];
}

/**
 * Where Azure lists values it often takes any text besides, for those that are to come; one that is not listed is a slip of
 * the pen all the same.
 */
function fits(node: Syntax, given: Kind, expected: readonly OfficialType[]): boolean {
  const kinds = expected.map(({ kind }) => kind);
  const listed = expected.flatMap((each) => (each.kind === 'literal' ? [each.value] : []));
  const text = literalText(node);
  if (kinds.includes('other')) return true;
  if (given === 'string' && listed.length > 0) return text === undefined || listed.includes(text);
  return kinds.some((kind) => given === (kind === 'one-of' ? 'object' : kind));
}

/** Properties of resources that expressions ask for. */
function membersAskedFor(file: BicepFile, types: OfficialTypes): readonly Problem[] {
  const members = [...within(file.root)].filter(({ type }) => type === 'member_expression');
  return members.flatMap((member) => {
    const { root, path } = chainOf(member);
    const resource = file.declarations.find(({ kind, name }) => kind === 'resource' && name === root.text);
    const type = resource === undefined ? undefined : types.find(resource.reference ?? '');
    if (type === undefined) return [];
    const unknown = firstUnknown(type, path);
    // Of `a.b.c` and the `a.b` within it the same would be told twice.
    if (unknown === undefined || unknown !== path.at(-1)) return [];
    return [problemAt(file, unknown, `${resource?.reference ?? ''} has no '${unknown.text}' to ask for`)];
  });
}

function firstUnknown(type: OfficialType, [first, ...rest]: readonly Syntax[]): Syntax | undefined {
  if (first === undefined || type.kind !== 'object') return undefined;
  const next = type.properties.get(first.text)?.type ?? type.others;
  return next === undefined ? first : firstUnknown(next(), rest);
}
