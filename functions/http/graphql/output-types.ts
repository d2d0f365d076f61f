import {
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  GraphQLUnionType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLScalarType,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql';
import type { z } from 'zod';
import type { GraphqlContext } from './graphql-context.ts';
import { required } from './json-scalar.ts';
import { scalarOf } from './scalar-of.ts';
import { SchemaPart } from './schema-part.ts';

type Field = GraphQLFieldConfig<unknown, GraphqlContext>;

/** Fields of a type that are no part of its answer but lead on to other operations. */
export type Relations = Readonly<Record<string, Readonly<Record<string, Field>>>>;

type NullableType =
  | GraphQLScalarType
  | GraphQLObjectType
  | GraphQLInterfaceType
  | GraphQLUnionType
  | GraphQLList<GraphQLOutputType>;

const FIELD_NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** Makes the types of answers from their schemas; what calls itself by a name has one type wherever it stands. */
export class OutputTypes {
  readonly #types = new Map<string, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType>();
  readonly #relations: () => Relations;

  /** `relations` by the name of the type; asked when the fields are. */
  constructor(relations: () => Relations) {
    this.#relations = relations;
  }

  /** The type of an answer. */
  ofAnswer(schema: z.ZodType, name: string): GraphQLOutputType {
    return this.#nullable(SchemaPart.of(schema, { io: 'output', name }));
  }

  #typeOf(part: SchemaPart): GraphQLOutputType {
    const { part: present, isNullable } = part.withoutNull();
    const type = this.#nullable(present);
    return isNullable ? type : required(type);
  }

  /** Every type there is by now, and those that these lead to: also what only implements an interface. */
  everyType(): readonly GraphQLNamedType[] {
    // Asking for the fields makes further types, which the loop comes to.
    for (const type of this.#types.values()) if (!(type instanceof GraphQLUnionType)) type.getFields();
    return [...this.#types.values()];
  }

  #nullable(part: SchemaPart): NullableType {
    if (part.schema.type === 'array') return new GraphQLList(this.#typeOf(part.items));
    if (isPlainObject(part)) return this.#object(part, () => this.#fields(part, part.properties));
    if (part.forms.length > 1 && part.forms.every((form) => form.constant !== undefined)) {
      return this.#choice(part);
    }
    return scalarOf(part);
  }

  #object(
    part: SchemaPart,
    fields: () => GraphQLFieldConfigMap<unknown, GraphqlContext>,
    interfaces: readonly GraphQLInterfaceType[] = [],
  ): GraphQLObjectType {
    const known = this.#types.get(part.name);
    if (known instanceof GraphQLObjectType) return known;
    const { description } = part.schema;
    const type = new GraphQLObjectType({ name: part.name, description, interfaces, fields });
    this.#types.set(part.name, type);
    return type;
  }

  #fields(
    part: SchemaPart,
    properties: SchemaPart['properties'],
  ): GraphQLFieldConfigMap<unknown, GraphqlContext> {
    const own = properties.map(([name, property]): [string, Field] => {
      const type = this.#typeOf(property);
      const { description } = property.schema;
      return [
        name,
        {
          type: !part.isRequired(name) && type instanceof GraphQLNonNull ? type.ofType : type,
          ...(description === undefined ? {} : { description }),
        },
      ];
    });
    const relations = this.#relations()[part.name];
    const version: Field = { type: GraphQLString, description: 'To be sent as `ifMatch` with a change.' };
    return {
      ...Object.fromEntries(own),
      ...(relations === undefined ? {} : { etag: version, ...relations }),
    };
  }

  /** Of several forms: an interface with what they share, or, where they share nothing, a union. */
  #choice(part: SchemaPart): GraphQLInterfaceType | GraphQLUnionType {
    const known = this.#types.get(part.name);
    if (known !== undefined && !(known instanceof GraphQLObjectType)) return known;
    return part.sharedProperties.length > 0 ? this.#interface(part) : this.#union(part);
  }

  #interface(part: SchemaPart): GraphQLInterfaceType {
    const field = part.forms[0]?.constant?.field ?? '';
    const shared = () => this.#fields(part, part.sharedProperties);
    const byConstant = new Map<string, GraphQLObjectType>();
    const type = new GraphQLInterfaceType({
      name: part.name,
      description: part.schema.description,
      fields: () => ({ [field]: { type: new GraphQLNonNull(GraphQLString) }, ...shared() }),
      resolveType: (value: unknown) => byConstant.get(wordIn(value, field))?.name,
    });
    this.#types.set(part.name, type);
    for (const form of part.forms) {
      const fields = () => ({ ...this.#fields(form, form.properties), ...shared() });
      byConstant.set(form.constant?.value ?? '', this.#object(form, fields, [type]));
    }
    return type;
  }

  #union(part: SchemaPart): GraphQLUnionType {
    const byConstant = new Map(
      part.forms.map((form) => {
        const fields = () => this.#fields(form, form.properties);
        return [form.constant?.value ?? '', this.#object(form, fields)];
      }),
    );
    const field = part.forms[0]?.constant?.field ?? '';
    const type = new GraphQLUnionType({
      name: part.name,
      types: [...new Set(byConstant.values())],
      resolveType: (value: unknown) => byConstant.get(wordIn(value, field))?.name,
    });
    this.#types.set(part.name, type);
    return type;
  }
}

/** An object whose fields are known and can be asked for by name. */
function isPlainObject({ schema, properties }: SchemaPart): boolean {
  const isOpen = typeof schema.additionalProperties === 'object';
  return (
    schema.type === 'object' &&
    !isOpen &&
    properties.length > 0 &&
    properties.every(([name]) => FIELD_NAME.test(name))
  );
}

function wordIn(value: unknown, field: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const word: unknown = Reflect.get(value, field);
  return typeof word === 'string' ? word : '';
}
