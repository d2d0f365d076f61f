import {
  GraphQLInputObjectType,
  GraphQLList,
  type GraphQLInputFieldConfig,
  type GraphQLInputType,
  type GraphQLScalarType,
} from 'graphql';
import type { z } from 'zod';
import { required } from './json-scalar.ts';
import { scalarOf } from './scalar-of.ts';
import { SchemaPart } from './schema-part.ts';

type NullableType = GraphQLScalarType | GraphQLInputObjectType | GraphQLList<GraphQLInputType>;

const FIELD_NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * Makes the types of what is sent from the schemas of bodies and parameters. They say no more than the shape: the
 * operation itself checks what it gets, with the same words as over HTTP. What has several shapes is sent as JSON.
 */
export class InputTypes {
  readonly #types = new Map<string, GraphQLInputObjectType>();

  ofBody(schema: z.ZodType, name: string): GraphQLInputType {
    const part = SchemaPart.of(schema, { io: 'input', name: `${name}Input` });
    const type = this.#nullable(part);
    return required(type);
  }

  /** An argument for each parameter; values of a query that are parsed from text are sent as what they mean. */
  ofParameters(schema: z.ZodType): Readonly<Record<string, { readonly type: GraphQLInputType }>> {
    const part = SchemaPart.of(schema, { io: 'input', name: 'Parameters' });
    return Object.fromEntries(
      part.properties.map(([name, property]) => {
        const type = this.#nullable(property);
        return [name, { type: part.isRequired(name) ? required(type) : type }];
      }),
    );
  }

  #nullable(part: SchemaPart): NullableType {
    const { part: present } = part.withoutNull();
    const { schema, properties } = present;
    if (schema.type === 'array') return new GraphQLList(this.#nullable(present.items));
    const isOpen = typeof schema.additionalProperties === 'object';
    const isObject = schema.type === 'object' && !isOpen && properties.length > 0;
    if (isObject && properties.every(([name]) => FIELD_NAME.test(name))) return this.#object(present);
    return scalarOf(present);
  }

  #object(part: SchemaPart): GraphQLInputObjectType {
    const name = part.name.endsWith('Input') ? part.name : `${part.name}Input`;
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const type = new GraphQLInputObjectType({ name, fields: () => this.#fields(part) });
    this.#types.set(name, type);
    return type;
  }

  #fields(part: SchemaPart): Record<string, GraphQLInputFieldConfig> {
    const fields = part.properties.map(([name, property]): [string, GraphQLInputFieldConfig] => {
      const type = this.#nullable(property);
      const { description } = property.schema;
      return [
        name,
        {
          type: part.isRequired(name) ? required(type) : type,
          ...(description === undefined ? {} : { description }),
        },
      ];
    });
    return Object.fromEntries(fields);
  }
}
