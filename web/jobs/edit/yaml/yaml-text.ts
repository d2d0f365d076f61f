import { isMap, LineCounter, parseDocument, stringify, type Document, type Node } from 'yaml';
import { isJsonObject, type JsonObject } from '../../../kit/json/json.ts';
import { pointerParts } from '../../../kit/json/json-pointer.ts';
import type { Definition } from '../fields/field.ts';

/** A fault of a text, by its line (from 1). */
export interface LineFault {
  readonly line: number;
  readonly detail: string;
}

export type ReadText =
  | {
      readonly outcome: 'read';
      readonly definition: Definition;
      readonly lineOf: (pointer: string) => number;
    }
  | { readonly outcome: 'refused'; readonly faults: readonly LineFault[] };

/** The fields of a definition that a document says in its `metadata`, and under which name. */
const METADATA = [
  ['jobId', 'name'],
  ['valueStream', 'valueStream'],
  ['description', 'description'],
  ['tags', 'tags'],
] as const;

const FIRST_FIELDS = ['kind', 'task', 'recurrences', 'after', 'policies'];

const API_VERSION = 'evenkeel/v1';

/** A definition as a document that `evenkeel apply` takes. */
export function toYaml(definition: Definition): string {
  const ofMetadata: readonly string[] = METADATA.map(([field]) => field);
  const metadata = METADATA.flatMap(([field, name]) => {
    const value = definition[field];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const names = [...new Set([...FIRST_FIELDS, ...Object.keys(definition)])].filter(
    (name) => !ofMetadata.includes(name) && definition[name] !== undefined,
  );
  const spec = Object.fromEntries(names.map((name) => [name, definition[name]]));
  return stringify(
    { apiVersion: API_VERSION, kind: 'Job', metadata: Object.fromEntries(metadata), spec },
    { lineWidth: 110 },
  );
}

/** The definition that such a document is. */
export function readYaml(text: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = document.errors.map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    detail: message,
  }));
  if (faults.length > 0) return { outcome: 'refused', faults };
  const value: unknown = document.toJS();
  const lineOf = (path: readonly string[]) => lineOfPath(document, lines, path);
  const wrong = formFaults(value, lineOf);
  if (wrong.length > 0) return { outcome: 'refused', faults: wrong };
  return {
    outcome: 'read',
    definition: toDefinition(value),
    lineOf: (pointer) => lineOf(documentPath(pointer)),
  };
}

function formFaults(value: unknown, lineOf: (path: readonly string[]) => number): readonly LineFault[] {
  if (!isJsonObject(value))
    return [{ line: 1, detail: 'must be a document with apiVersion, kind, metadata and spec' }];
  const { apiVersion, kind, metadata, spec } = value;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [apiVersion === API_VERSION, 'apiVersion', `must be ${API_VERSION}`],
    [kind === 'Job', 'kind', 'must be Job'],
    [isJsonObject(metadata), 'metadata', 'must hold name and valueStream'],
    [isJsonObject(spec), 'spec', 'must hold kind, task and recurrences'],
  ];
  const unknown = Object.keys(value).filter(
    (name) => !['apiVersion', 'kind', 'metadata', 'spec'].includes(name),
  );
  return [
    ...checks
      .filter(([holds]) => !holds)
      .map(([, name, detail]) => ({ line: lineOf([name]), detail: `${name}: ${detail}` })),
    ...unknown.map((name) => ({ line: lineOf([name]), detail: `${name}: is not a known field` })),
    ...misplaced(value, lineOf),
  ];
}

function misplaced(
  { metadata, spec }: JsonObject,
  lineOf: (path: readonly string[]) => number,
): readonly LineFault[] {
  const known: readonly string[] = METADATA.map(([, name]) => name);
  const strange = Object.keys(isJsonObject(metadata) ? metadata : {}).filter((name) => !known.includes(name));
  const wrong = METADATA.filter(([field]) => isJsonObject(spec) && field in spec);
  return [
    ...strange.map((name) => ({
      line: lineOf(['metadata', name]),
      detail: `metadata › ${name}: is not a known field`,
    })),
    ...wrong.map(([field, name]) => ({
      line: lineOf(['spec', field]),
      detail: `${field}: belongs in metadata › ${name}`,
    })),
  ];
}

function toDefinition(value: unknown): Definition {
  const { metadata, spec } = isJsonObject(value) ? value : {};
  const head = METADATA.flatMap(([field, name]) => {
    const said = isJsonObject(metadata) ? metadata[name] : undefined;
    return said === undefined ? [] : [[field, said] as const];
  });
  return { ...Object.fromEntries(head), ...(isJsonObject(spec) ? spec : {}) };
}

function documentPath(pointer: string): readonly string[] {
  const parts = pointerParts(pointer);
  const [, name] = METADATA.find(([field]) => field === parts[0]) ?? [];
  return name === undefined ? ['spec', ...parts] : ['metadata', name, ...parts.slice(1)];
}

/** The line of what the path leads to, or of the closest thing around it that there is. */
function lineOfPath(document: Document, lines: LineCounter, path: readonly string[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const start = startOf(document, path.slice(0, length));
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function startOf(document: Document, path: readonly string[]): number | undefined {
  const keys = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const parent: unknown = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => String(key) === path.at(-1));
    return rangeStart(pair?.key);
  }
  return rangeStart(document.getIn(keys, true));
}

function rangeStart(node: unknown): number | undefined {
  return isNodeWithRange(node) ? node.range?.[0] : undefined;
}

function isNodeWithRange(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}
