import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDocument, DocumentedAnswer, DocumentedOperation } from './api-document.ts';
import type { ApiAnswer } from './api-request.ts';

/** Says what of an answer is not as the document has it; an empty list where everything is. */
export type AnswerCheck = (operation: DocumentedOperation, answer: ApiAnswer) => readonly string[];

const DOCUMENT = 'api';

/**
 * Checks answers against a document: their status, their content type, their headers and their bodies. The document lets
 * answers have further fields by and by; today's have those that it names, and no others.
 */
export function createAnswerCheck({ json }: Pick<ApiDocument, 'json'>): AnswerCheck {
  // Each schema is used a few times: what costs more than it saves is left out (`document.test.ts` checks the schemas).
  const ajv = new Ajv2020({ strict: false, validateSchema: false, code: { optimize: false } });
  addFormats.default(ajv);
  ajv.addSchema(closedFields(json), DOCUMENT);
  const compiled = new Map<string, ValidateFunction>();
  const validatorAt = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `${DOCUMENT}${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  return (operation, answer) => {
    const { status, text } = answer;
    if (status >= 500 && status !== 503) return [`it was answered ${status}: ${text} ${logOf(answer)}`];
    const documented = operation.responses[String(status)];
    if (documented === undefined) return [`status ${status} is not documented: ${text}`];
    const method = operation.method.toLowerCase();
    const pointer = documented.$ref ?? pointerTo('paths', operation.path, method, 'responses', status);
    const lacking = status < 300 ? lackingHeaders(documented, answer) : [];
    return [...lacking, ...bodyFaults(answer, { pointer, content: contentAt(json, pointer) })];
  };

  function bodyFaults(
    { status, text, headers }: ApiAnswer,
    { pointer, content }: { readonly pointer: string; readonly content: object | undefined },
  ): readonly string[] {
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    if (content === undefined) return text === '' ? [] : [`status ${status} is to have no body: ${text}`];
    if (!(type in content)) return [`'${type}' is no content type of status ${status}: ${text}`];
    if (!type.endsWith('json') || type.endsWith('ndjson')) return [];
    const validate = validatorAt(`${pointer}${pointerTo('content', type, 'schema').slice(1)}`);
    if (validate(JSON.parse(text))) return [];
    return [`the body of ${status} is not as documented: ${ajv.errorsText(validate.errors)} in ${text}`];
  }
}

/** A copy in which no object has fields that are not named, unless it says which. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  return typeof value === 'object' && value !== null ? closedFields(value) : value;
}

function closedFields(schema: object): Record<string, unknown> {
  const copy = Object.fromEntries(Object.entries(schema).map(([name, field]) => [name, closed(field)]));
  const isOpen = copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}

/** What callers go on with: the version that they have read, and where that is which was made or begun. */
function lackingHeaders(
  { headers: documented }: DocumentedAnswer,
  { status, headers }: ApiAnswer,
): readonly string[] {
  const needed = status === 201 || status === 202 ? ['ETag', 'Location'] : ['ETag'];
  return needed
    .filter((name) => name in documented && !headers.has(name))
    .map((name) => `the header ${name} is lacking`);
}

function logOf({ logged }: ApiAnswer): string {
  return logged
    .map((entry) => (entry instanceof Error ? (entry.stack ?? entry.message) : String(entry)))
    .join('\n');
}

/** An RFC 6901 pointer as the fragment of an address. */
function pointerTo(...steps: readonly (string | number)[]): string {
  const escaped = steps.map((step) =>
    encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return `#/${escaped.join('/')}`;
}

function contentAt(document: unknown, pointer: string): object | undefined {
  let value = document;
  for (const step of pointer.slice(2).split('/')) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  const content: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'content') : undefined;
  return typeof content === 'object' && content !== null ? content : undefined;
}
