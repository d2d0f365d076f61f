import { problemsIn, type ApiDocument, type DocumentedOperation } from '../contract/api-document.ts';
import type { PerformedExample } from '../contract/perform-example.ts';
import type { Schema } from '../support/json-schema/place.ts';
import { renderExample } from './render-example.ts';
import { fieldRows, linkTo, typeInWords } from './schema-words.ts';

const INTRODUCTION = `# API reference

Every operation, with an example request and its answer. \`npm run docs\` writes this file from the contracts and sends the
examples to the app over stores in memory; change the contracts, not the file. The same as OpenAPI 3.1:
\`GET /api/openapi.json\`, and as a page that sends requests: \`/api/docs\`. What the words mean and why things are as they
are: [api.md](api.md).

Problems that every operation may have are not repeated: \`invalid-input\` (400), \`unauthenticated\` (401) and \`forbidden\`
(403) unless anyone may call, \`rate-limited\` (429), \`internal-error\` (500), \`unavailable\` and \`timed-out\` (503).`;

const COMMON = new Set([
  ...['invalid-input', 'unauthenticated', 'forbidden', 'rate-limited', 'internal-error', 'unavailable'],
  'timed-out',
]);

/** The whole reference as Markdown: the operations by their groups, then the schemas that they share. */
export function renderReference(
  document: ApiDocument,
  examples: ReadonlyMap<string, PerformedExample>,
): string {
  const tags = [...new Set(document.operations.map(({ tags: [tag = ''] }) => tag))];
  const groups = tags.map((tag) => {
    const operations = document.operations.filter(({ tags: [first] }) => first === tag);
    const each = operations.map((operation) => renderOperation(document, operation, examples));
    return [`## ${tag}`, ...each].join('\n\n');
  });
  return `${[INTRODUCTION, contentsOf(document, tags), ...groups, renderSchemas(document)].join('\n\n')}\n`;
}

function contentsOf({ operations }: ApiDocument, tags: readonly string[]): string {
  const rows = tags.flatMap((tag) =>
    operations
      .filter(({ tags: [first] }) => first === tag)
      .map(({ operationId, method, path, summary }) => [
        `[\`${method} ${path}\`](#${operationId.toLowerCase()})`,
        summary,
      ]),
  );
  return table(['operation', 'does'], rows);
}

function renderOperation(
  document: ApiDocument,
  operation: DocumentedOperation,
  examples: ReadonlyMap<string, PerformedExample>,
): string {
  const { operationId, method, path, summary, description } = operation;
  const example = examples.get(operationId);
  return [
    `### ${operationId}`,
    `\`${method} /api${path}\`: ${summary}.${description === undefined ? '' : ` ${description}`}`,
    `Who may call: ${accessInWords(operation)}.`,
    ...parametersOf(operation),
    ...bodyOf(operation),
    ...answersOf(document, operation),
    ...(example === undefined ? [] : ['Example:', renderExample(operation, example)]),
  ].join('\n\n');
}

function accessInWords({
  security,
  'x-evenkeel-access': { role, of, mayBeNew },
}: DocumentedOperation): string {
  if (role === 'anyone') return security === undefined ? 'anyone who says who they are' : 'anyone';
  const who = role === 'reader' ? 'readers' : role === 'operator' ? 'operators' : 'admins';
  if (of === 'all') return `${who} of all value streams`;
  if (of === 'any' || of === undefined) return `${who} of any value stream, within theirs`;
  return `${who} of the ${of}'s value stream${mayBeNew === true ? ', also while there is none yet' : ''}`;
}

function parametersOf({ parameters }: DocumentedOperation): readonly string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, in: place, required, schema, description = '' }) => {
    const byDefault = 'default' in schema ? `Default \`${String(schema['default'])}\`.` : '';
    const meaning = [description, byDefault].filter((text) => text !== '').join(' ');
    return [`\`${name}\``, place, typeInWords(schema), required ? 'yes' : 'no', meaning];
  });
  return [table(['parameter', 'in', 'type', 'required', 'meaning'], rows)];
}

function bodyOf({ requestBody }: DocumentedOperation): readonly string[] {
  if (requestBody === undefined) return [];
  const [types, [sent]] = [Object.keys(requestBody.content), Object.values(requestBody.content)];
  const kinds = types.map((type) => `\`${type}\``).join(' or ');
  const what = sent?.schema === undefined ? '' : `, ${typeInWords(sent.schema)}`;
  const optional = requestBody.required ? '' : ' May be left out.';
  const intro = `Body: ${kinds}${what}. ${requestBody.description}${optional}`;
  return [intro, ...fieldsTable(sent?.schema)];
}

function fieldsTable(schema: Schema | undefined): readonly string[] {
  const rows = schema === undefined ? [] : fieldRows(schema);
  if (rows.length === 0) return [];
  const cells = rows.map(({ field, type, isRequired, meaning }) => [
    `\`${field}\``,
    ...[type, isRequired ? 'yes' : 'no', meaning],
  ]);
  return [table(['field', 'type', 'required', 'meaning'], cells)];
}

function answersOf(document: ApiDocument, operation: DocumentedOperation): readonly string[] {
  const rows = Object.entries(operation.responses).flatMap(([status, response]) => {
    const {
      description,
      content = {},
      headers,
    } = response.$ref === undefined ? response : (document.answers.get(response.$ref) ?? response);
    const problems = problemsIn(content).filter((type) => !COMMON.has(type));
    const bodies = Object.entries(content).flatMap(([type, { schema }]) =>
      type === 'application/problem+json' || schema === undefined
        ? []
        : [`${typeInWords(schema)} (\`${type}\`)`],
    );
    const isCommon = response.$ref !== undefined && problems.length === 0;
    if (isCommon) return [];
    const named = Object.keys(headers).map((name) => `\`${name}\``);
    const body = [...bodies, ...(problems.length === 0 ? [] : [linkTo('Problem')])].join(' or ');
    return [[status, description, body, named.join(', ')]];
  });
  return [table(['status', 'means', 'body', 'headers'], rows)];
}

function renderSchemas({ definitions }: ApiDocument): string {
  const each = [...definitions].map(([reference, schema]) => {
    const name = reference.split('/').at(-1) ?? '';
    const fields = fieldsTable(schema);
    const said = typeof schema['description'] === 'string' ? [schema['description']] : [];
    return [`### ${name}`, ...said, ...(fields.length === 0 ? [`${typeInWords(schema)}.`] : fields)].join(
      '\n\n',
    );
  });
  return ['## Schemas', ...each].join('\n\n');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
