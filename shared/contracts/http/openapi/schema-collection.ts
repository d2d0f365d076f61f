import { z } from 'zod';
import type { JsonSchema } from './open-api.ts';

type Direction = 'input' | 'output';

const COMPONENTS = '#/components/schemas/';
const DEFINITION = /^#\/\$defs\/(.+)$/;

/**
 * The JSON Schemas of a document, made from zod's. Schemas with an id stand once, and are referred to. What is sent and
 * what is answered may differ under one id (a default may be left out of what is sent); then the one that is sent has
 * `Input` behind its id. Which ones differ is known when all have been seen: a document is written twice, the second
 * time with the collection of the first.
 */
export class SchemaCollection {
  readonly #shared = { input: new Map<string, JsonSchema>(), output: new Map<string, JsonSchema>() };
  readonly #differing: ReadonlySet<string>;

  constructor(seen?: SchemaCollection) {
    this.#differing = seen === undefined ? new Set() : differingOf(seen.#shared);
  }

  /**
   * The JSON Schema of a zod schema, as it is sent or as it is answered.
   *
   * Throws when two schemas have one id, or one without an id refers to itself.
   */
  schemaOf(schema: z.ZodType, direction: Direction): JsonSchema {
    const made: JsonSchema = z.toJSONSchema(schema, {
      io: direction,
      override: ({ jsonSchema }) => {
        tidy(jsonSchema);
        if (direction === 'output') open(jsonSchema);
      },
    });
    const { $schema: _dialect, $defs: definitions, ...own } = made;
    for (const [id, definition] of Object.entries(definitionsSchema.parse(definitions))) {
      this.#share(id, this.#named(definition, direction), direction);
    }
    return this.#named(own, direction);
  }

  #share(id: string, definition: JsonSchema, direction: Direction): void {
    const { id: _id, ...rest } = definition;
    const known = this.#shared[direction].get(id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rest)) {
      throw new Error(`Two schemas have the id '${id}'.`);
    }
    this.#shared[direction].set(id, rest);
  }

  /** All schemas that have an id, by their names in the order of the alphabet. */
  components(): Readonly<Record<string, JsonSchema>> {
    const { input, output } = this.#shared;
    const sent = [...input].map(([id, schema]) => [this.#nameOf(id, 'input'), schema] as const);
    const all = new Map([...output, ...sent]);
    return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #named(schema: JsonSchema, direction: Direction): JsonSchema {
    return withReferences(schema, (reference) => {
      const [, id] = DEFINITION.exec(reference) ?? [];
      if (id === undefined || id.startsWith('__schema')) {
        throw new Error('A schema that refers to itself needs an id: `.meta({ id })`.');
      }
      return `${COMPONENTS}${this.#nameOf(id, direction)}`;
    });
  }

  #nameOf(id: string, direction: Direction): string {
    return direction === 'input' && this.#differing.has(id) ? `${id}Input` : id;
  }
}

/** The ids that mean one thing when sent and another when answered, be it only in what they refer to. */
function differingOf({
  input,
  output,
}: Readonly<Record<Direction, ReadonlyMap<string, JsonSchema>>>): ReadonlySet<string> {
  const differing = new Set<string>();
  for (let before = -1; before < differing.size;) {
    before = differing.size;
    for (const [id, sent] of input) {
      const marked = withReferences(sent, (reference) =>
        differing.has(reference.slice(COMPONENTS.length)) ? `${reference}Input` : reference,
      );
      const answered = output.get(id);
      if (answered !== undefined && JSON.stringify(marked) !== JSON.stringify(answered)) differing.add(id);
    }
  }
  return differing;
}

const definitionsSchema = z.record(z.string(), z.record(z.string(), z.unknown())).default({});

/**
 * Leaves out what says nothing here. `readOnly` means in OpenAPI that a field is never sent; zod says it of arrays that
 * code may not change.
 */
function tidy(schema: Record<string, unknown>): void {
  delete schema['readOnly'];
  if (JSON.stringify(schema['propertyNames']) === '{"type":"string"}') delete schema['propertyNames'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  const { format, pattern } = schema;
  // The format says it all but the zone: a calendar's rules in one expression help nobody.
  if (format === 'date-time' && typeof pattern === 'string') {
    if (pattern.endsWith('(?:Z))$')) schema['pattern'] = 'Z$';
    else delete schema['pattern'];
  }
}

/** An answer may have further fields by and by: a client that is made from the document has to stand them. */
function open(schema: Record<string, unknown>): void {
  if (schema['additionalProperties'] === false) delete schema['additionalProperties'];
}

/** A copy in which every `$ref` is replaced. */
function withReferences(schema: JsonSchema, replace: (reference: string) => string): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([name, field]) => [
      name,
      name === '$ref' && typeof field === 'string' ? replace(field) : copied(field, replace),
    ]),
  );
}

function copied(value: unknown, replace: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => copied(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return withReferences({ ...value }, replace);
}
