import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/*
 * The types from which Bicep's compiler knows Azure: github.com/Azure/bicep-types-az, folder `generated`. Each file is a list
 * whose entries refer to each other by their place in it.
 */

const reference = z
  .object({ $ref: z.string().regex(/^#\/\d+$/) })
  .transform(({ $ref }) => Number($ref.slice(2)));

const property = z.object({ type: reference, flags: z.number().default(0) });

const entry = z.discriminatedUnion('$type', [
  z.object({
    $type: z.literal('ObjectType'),
    name: z.string(),
    properties: z.record(z.string(), property),
    additionalProperties: reference.optional(),
  }),
  z.object({
    $type: z.literal('DiscriminatedObjectType'),
    name: z.string(),
    discriminator: z.string(),
    baseProperties: z.record(z.string(), property),
    elements: z.record(z.string(), reference),
  }),
  z.object({ $type: z.literal('ArrayType'), itemType: reference }),
  z.object({ $type: z.literal('UnionType'), elements: z.array(reference) }),
  z.object({ $type: z.literal('StringLiteralType'), value: z.string() }),
  z.object({ $type: z.literal('ResourceType'), name: z.string(), body: reference }),
  z.object({ $type: z.enum(['StringType', 'IntegerType', 'BooleanType', 'AnyType', 'NullType']) }),
  z.object({ $type: z.enum(['ResourceFunctionType', 'BuiltInType', 'NamespaceFunctionType']) }),
]);

type Entry = z.output<typeof entry>;

const IS_REQUIRED = 1;
const IS_READ_ONLY = 2;

export interface OfficialProperty {
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
  readonly type: () => OfficialType;
}

/** A type of Azure; `other`: one that is not looked into. */
export type OfficialType =
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly properties: ReadonlyMap<string, OfficialProperty>;
      /** Of properties of any name, where there are such. */
      readonly others: (() => OfficialType) | undefined;
    }
  | {
      readonly kind: 'one-of';
      readonly name: string;
      /** The property whose value decides. */
      readonly discriminator: string;
      readonly base: ReadonlyMap<string, OfficialProperty>;
      readonly variants: ReadonlyMap<string, () => OfficialType>;
    }
  | { readonly kind: 'array'; readonly item: () => OfficialType }
  | { readonly kind: 'union'; readonly members: () => readonly OfficialType[] }
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'string' | 'int' | 'bool' | 'other' };

export interface OfficialTypes {
  /** What a resource of `<type>@<version>` is made of; undefined for one that Azure does not know. */
  find(reference: string): OfficialType | undefined;
}

/** The types in a folder `generated`; a file of them is read when a resource asks for it. */
export function loadOfficialTypes(folder: string): OfficialTypes {
  const services = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory());
  const read = new Map<string, readonly Entry[]>();
  const entriesOf = (path: string): readonly Entry[] => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const entries = z.array(entry).parse(JSON.parse(readFileSync(path, 'utf8')));
    read.set(path, entries);
    return entries;
  };
  return {
    find: (wanted) => {
      const [type = '', version = ''] = wanted.split('@');
      const provider = type.split('/', 1)[0]?.toLowerCase() ?? '';
      const paths = services.map(({ name }) => join(folder, name, provider, version, 'types.json'));
      for (const path of paths.filter((each) => existsSync(each))) {
        const entries = entriesOf(path);
        const found = entries.find((each) => each.$type === 'ResourceType' && same(each.name, wanted));
        if (found?.$type === 'ResourceType') return typeAt(entries, found.body);
      }
      return undefined;
    },
  };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const SIMPLE: Readonly<Record<string, 'string' | 'int' | 'bool'>> = {
  StringType: 'string',
  IntegerType: 'int',
  BooleanType: 'bool',
};

function typeAt(entries: readonly Entry[], place: number): OfficialType {
  const found = entries[place];
  if (found === undefined)
    throw new Error(`The types of Azure refer to an entry that is not there: ${place}.`);
  return (
    toObjectType(entries, found) ?? toListedType(entries, found) ?? { kind: SIMPLE[found.$type] ?? 'other' }
  );
}

function toObjectType(entries: readonly Entry[], found: Entry): OfficialType | undefined {
  const at = (each: number) => () => typeAt(entries, each);
  if (found.$type === 'ObjectType') {
    return {
      ...{ kind: 'object', name: found.name, properties: propertiesAt(entries, found.properties) },
      others: found.additionalProperties === undefined ? undefined : at(found.additionalProperties),
    };
  }
  if (found.$type !== 'DiscriminatedObjectType') return undefined;
  return {
    ...{ kind: 'one-of', name: found.name, discriminator: found.discriminator },
    base: propertiesAt(entries, found.baseProperties),
    variants: new Map(Object.entries(found.elements).map(([value, each]) => [value, at(each)])),
  };
}

function toListedType(entries: readonly Entry[], found: Entry): OfficialType | undefined {
  if (found.$type === 'ArrayType') return { kind: 'array', item: () => typeAt(entries, found.itemType) };
  if (found.$type === 'StringLiteralType') return { kind: 'literal', value: found.value };
  if (found.$type !== 'UnionType') return undefined;
  return { kind: 'union', members: () => found.elements.map((each) => typeAt(entries, each)) };
}

function propertiesAt(
  entries: readonly Entry[],
  properties: Readonly<Record<string, z.output<typeof property>>>,
): ReadonlyMap<string, OfficialProperty> {
  return new Map(
    Object.entries(properties).map(([name, { type, flags }]) => [
      name,
      {
        isRequired: (flags & IS_REQUIRED) !== 0,
        isReadOnly: (flags & IS_READ_ONLY) !== 0,
        type: () => typeAt(entries, type),
      },
    ]),
  );
}
