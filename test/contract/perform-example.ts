import type { ExampleWorld } from '../support/example-world.ts';
import type { ApiDocument, DocumentedOperation } from './api-document.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { drivenExample, pathsIn, sendIn, type DrivenWorld } from './driven-world.ts';
import { bodyText, PRESENT_VERSION } from './request-arbitrary.ts';

export interface PerformedExample {
  readonly request: ApiRequest;
  readonly answer: ApiAnswer;
}

/** Sends the example that the document has of an operation, in the example world. */
export async function performExample(
  document: ApiDocument,
  operation: DocumentedOperation,
  example: ExampleWorld,
): Promise<PerformedExample> {
  const driven = drivenExample(example);
  return sendIn(driven, { document, operation }, exampleOf(operation, driven));
}

/** In which ways a body may be sent. */
export function contentTypesOf({ requestBody }: DocumentedOperation): readonly string[] {
  return Object.keys(requestBody?.content ?? {});
}

/** The example that the document has of an operation, about what its path names in a world; in its first content type, or another. */
export function exampleOf(
  operation: DocumentedOperation,
  world: Pick<DrivenWorld, 'paths' | 'pathsOf'>,
  contentType = contentTypesOf(operation)[0],
): ApiRequest {
  const { parameters, requestBody } = operation;
  const given = (place: 'query' | 'header') =>
    Object.fromEntries(
      parameters.flatMap(({ in: its, name, required, example: value }) => {
        if (its !== place) return [];
        if (typeof value === 'string') return [[name, value]];
        return required && name === 'If-Match' ? [[name, PRESENT_VERSION]] : [];
      }),
    );
  const paths = pathsIn(world, operation);
  const named = parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
  const example = Object.values(requestBody?.content ?? {})[0]?.example;
  const body =
    example === undefined || contentType === undefined ? undefined : bodyText(example, contentType, 2);
  return {
    params: Object.fromEntries(named.map((name) => [name, paths[name] ?? ''])),
    query: given('query'),
    headers: {
      ...given('header'),
      ...(body === undefined || contentType === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body }),
  };
}
