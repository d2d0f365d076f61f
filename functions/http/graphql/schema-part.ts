import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What is behind an optional place of a schema: nothing is known of `true`. */
type Place = JsonSchema | boolean | undefined;

/** A part of a JSON Schema together with the definitions that it may refer to, and a name for the type made from it. */
export class SchemaPart {
  readonly schema: JsonSchema;
  /** What it calls itself, or else where it stands: `JobPause`. */
  readonly name: string;
  readonly #defs: Readonly<Record<string, JsonSchema>>;

  private constructor(schema: JsonSchema, name: string, defs: Readonly<Record<string, JsonSchema>>) {
    this.schema = schema;
    this.name = name;
    this.#defs = defs;
  }

  /** Of a zod schema, as it is sent (`input`) or answered (`output`). */
  static of(
    schema: z.ZodType,
    { io, name }: { readonly io: 'input' | 'output'; readonly name: string },
  ): SchemaPart {
    const whole: JsonSchema = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
    return new SchemaPart(whole, pascal(name), whole.$defs ?? {}).#resolved();
  }

  get properties(): readonly (readonly [string, SchemaPart])[] {
    return Object.entries(this.schema.properties ?? {}).map(([name, place]) => [
      name,
      this.#part(place, name),
    ]);
  }

  get items(): SchemaPart {
    const { items } = this.schema;
    return this.#part(Array.isArray(items) ? true : items, 'Item');
  }

  /** Its forms, where it is one of several. */
  get forms(): readonly SchemaPart[] {
    const forms = this.schema.oneOf ?? this.schema.anyOf ?? [];
    return forms.map((form) => this.#part(form, constantOf(form)?.value ?? ''));
  }

  /** The fields that all its forms have alike, as fields of the whole. */
  get sharedProperties(): readonly (readonly [string, SchemaPart])[] {
    const [first, ...others] = this.forms.map(({ schema }) => schema.properties ?? {});
    return Object.entries(first ?? {}).flatMap(([name, place]) => {
      const isShared = others.every((form) => JSON.stringify(form[name]) === JSON.stringify(place));
      return isShared ? [[name, this.#part(place, name)] as const] : [];
    });
  }

  /** The field whose value tells an object's form from the others. */
  get constant(): { readonly field: string; readonly value: string } | undefined {
    return constantOf(this.schema);
  }

  /** Whether every form of it has the field. */
  isRequired(property: string): boolean {
    const schemas = this.forms.length > 0 ? this.forms.map(({ schema }) => schema) : [this.schema];
    return schemas.every(({ required }) => required?.includes(property) ?? false);
  }

  /** The part without `null`, and whether it may be that. */
  withoutNull(): { readonly part: SchemaPart; readonly isNullable: boolean } {
    const { forms } = this;
    const others = forms.filter(({ schema }) => schema.type !== 'null');
    const [only] = others;
    if (only === undefined || others.length === forms.length) {
      return { part: this, isNullable: [this.schema.type].flat().includes('null') };
    }
    if (others.length > 1) return { part: this, isNullable: true };
    const name = only.name.startsWith(this.name) ? this.name : only.name;
    return { part: new SchemaPart(only.schema, name, this.#defs), isNullable: true };
  }

  #part(place: Place, where: string): SchemaPart {
    const schema = typeof place === 'object' ? place : {};
    return new SchemaPart(schema, this.name + pascal(where), this.#defs).#resolved();
  }

  #resolved(): SchemaPart {
    const name = this.schema.$ref?.split('/').at(-1);
    const target = name === undefined ? undefined : this.#defs[name];
    if (name === undefined || target === undefined) return this;
    return new SchemaPart(target, pascal(name), this.#defs).#resolved();
  }
}

function constantOf({ properties = {} }: JsonSchema): { field: string; value: string } | undefined {
  for (const [field, place] of Object.entries(properties)) {
    if (typeof place === 'object' && typeof place.const === 'string') return { field, value: place.const };
  }
  return undefined;
}

function pascal(name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}
