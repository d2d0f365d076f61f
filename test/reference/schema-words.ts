import { z } from 'zod';
import type { Schema } from '../support/json-schema/place.ts';

/** A field of a body, as a line of a table. */
export interface FieldRow {
  /** As in `task.columns[].name`. */
  readonly field: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

const schemaShape = z.record(z.string(), z.unknown());

const schemaList = z.array(schemaShape);

const objectShape = z.object({
  properties: z.record(z.string(), schemaShape).default({}),
  required: z.array(z.string()).default([]),
});

/** Deeper fields are told where their schema stands by itself. */
const MAX_DEPTH = 5;

/** What a schema takes, in few words: its type, and its bounds. */
export function typeInWords(schema: Schema): string {
  const { $ref: reference, type } = schema;
  if (typeof reference === 'string') return linkTo(reference);
  if ('const' in schema) return code(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(code).join(', ');
  const branches = branchesOf(schema);
  if (branches.length > 0) return [...new Set(branches.map(typeInWords))].join(' or ');
  if (Array.isArray(type)) return type.join(' or ');
  if (type === 'array') return arrayInWords(schema);
  if (type === 'object') return objectInWords(schema);
  return [typeof type === 'string' ? type : 'any JSON', ...boundsInWords(schema)].join(', ');
}

/** The name of a shared schema, with a link to where it is told. */
export function linkTo(reference: string): string {
  const name = reference.split('/').at(-1) ?? '';
  return `[${name}](#${name.toLowerCase()})`;
}

/** The fields of a schema and of what lies in it, as far as it has no name of its own. */
export function fieldRows(schema: Schema, prefix = '', depth = 0): readonly FieldRow[] {
  if (depth > MAX_DEPTH || typeof schema['$ref'] === 'string') return [];
  const parts = schemaList.catch([]).parse(schema['allOf']);
  if (parts.length > 0) return parts.flatMap((part) => fieldRows(part, prefix, depth + 1));
  const branches = branchesOf(schema);
  if (branches.length > 0) return branchRows(branches, prefix, depth);
  if (schema['type'] === 'array') {
    return fieldRows(schemaShape.catch({}).parse(schema['items']), `${prefix}[]`, depth + 1);
  }
  const other = schemaShape.safeParse(schema['additionalProperties']);
  const others = other.success ? fieldRows(other.data, `${prefix}{}`, depth + 1) : [];
  const { properties, required } = objectShape.parse(schema);
  const own = Object.entries(properties).flatMap(([name, property]) => {
    const field = prefix === '' ? name : `${prefix}.${name}`;
    const row = {
      ...{ field, type: typeInWords(property), isRequired: required.includes(name) },
      meaning: meaningOf(property),
    };
    return [row, ...fieldRows(property, field, depth + 1)];
  });
  return [...own, ...others];
}

/** Fields that several branches have alike stand once. */
function branchRows(branches: readonly Schema[], prefix: string, depth: number): readonly FieldRow[] {
  const ofEach = branches.map((branch) => fieldRows(branch, prefix, depth + 1));
  const rows: FieldRow[] = [];
  for (const row of ofEach.flat()) {
    const at = rows.findIndex(({ field }) => field === row.field);
    const known = rows[at];
    if (known === undefined) rows.splice(placeOf(row, rows), 0, row);
    else if (!known.type.split(' or ').includes(row.type)) {
      rows[at] = { ...known, type: `${known.type} or ${row.type}` };
    }
  }
  const isInAll = ({ field, isRequired }: FieldRow) =>
    isRequired && ofEach.every((each) => each.some((row) => row.field === field));
  return rows.map((row) => ({ ...row, isRequired: isInAll(row) }));
}

/** Behind the last field that lies in the same one. */
function placeOf({ field }: FieldRow, rows: readonly FieldRow[]): number {
  const parent = field.slice(0, field.lastIndexOf('.') + 1);
  const last = rows.findLastIndex((row) => `${row.field}.`.startsWith(parent));
  return last === -1 ? rows.length : last + 1;
}

function branchesOf(schema: Schema): readonly Schema[] {
  return schemaList.catch([]).parse(schema['oneOf'] ?? schema['anyOf'] ?? []);
}

function meaningOf(schema: Schema): string {
  const said = typeof schema['description'] === 'string' ? schema['description'] : '';
  const byDefault = 'default' in schema ? `Default ${code(schema['default'])}.` : '';
  return [said, byDefault].filter((text) => text !== '').join(' ');
}

function arrayInWords(schema: Schema): string {
  const { items, minItems, maxItems } = schema;
  const count = range(minItems, maxItems, 'items');
  const of = typeInWords(schemaShape.catch({}).parse(items));
  return [`array of ${of}`, ...count].join(', ');
}

function objectInWords(schema: Schema): string {
  const other = schemaShape.safeParse(schema['additionalProperties']);
  const isRecord = other.success && !('properties' in schema);
  return isRecord ? `object with any names, each ${typeInWords(other.data)}` : 'object';
}

function boundsInWords(schema: Schema): readonly string[] {
  const further = schemaList.catch([]).parse(schema['allOf']).flatMap(boundsInWords);
  return [...ownBoundsInWords(schema), ...further];
}

function ownBoundsInWords(schema: Schema): readonly string[] {
  const { format, pattern, minimum, maximum, exclusiveMinimum, minLength, maxLength } = schema;
  return [
    ...(typeof format === 'string' ? [format] : []),
    ...range(minimum, maximum, ''),
    ...(typeof exclusiveMinimum === 'number' ? [`above ${exclusiveMinimum}`] : []),
    ...range(minLength, maxLength, 'characters'),
    ...(typeof pattern === 'string' && format === undefined ? [`matching ${code(pattern)}`] : []),
  ];
}

function range(from: unknown, to: unknown, unit: string): readonly string[] {
  const words =
    typeof from === 'number' && typeof to === 'number'
      ? `${from} to ${to}`
      : typeof from === 'number'
        ? `at least ${from}`
        : typeof to === 'number'
          ? `at most ${to}`
          : '';
  return words === '' ? [] : [unit === '' ? words : `${words} ${unit}`];
}

function code(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
