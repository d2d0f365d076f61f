import type { Fingerprint } from '../../shared/application/ports/environment.ts';
import { readOpenApiContract } from '../../shared/contracts/http/documentation.ts';
import { openApiDocument } from '../../shared/contracts/http/openapi/open-api-document.ts';
import { operation, type Operation } from './api/operation.ts';
import { cachedAnswer } from './cached-answer.ts';

/** `GET /api/openapi.json`: the document of the other operations and of itself, made when it is asked for first. */
export function openApiOperations(
  others: readonly Operation[],
  { fingerprint }: { readonly fingerprint: Fingerprint },
): readonly Operation[] {
  let made: { readonly body: string; readonly version: string } | undefined;
  const make = () => {
    const contracts = [...others.map(({ contract }) => contract), readOpenApiContract];
    const body = JSON.stringify(openApiDocument(contracts));
    return { body, version: fingerprint(body) };
  };
  return [
    operation(readOpenApiContract, async ({ headers }) => {
      made ??= make();
      return cachedAnswer(headers, { ...made, contentType: 'application/json' });
    }),
  ];
}
