import { isChanging, readDocument, type ApiDocument } from '../contract/api-document.ts';
import { performExample, type PerformedExample } from '../contract/perform-example.ts';
import { createExampleWorld } from '../support/example-world.ts';
import { renderReference } from './render-reference.ts';

export interface PerformedExamples {
  readonly document: ApiDocument;
  /** By their operation. */
  readonly examples: ReadonlyMap<string, PerformedExample>;
}

/** Sends every example of the document. What changes something is sent in an example world of its own. */
export async function performExamples(): Promise<PerformedExamples> {
  const shared = await createExampleWorld();
  const document = await readDocument(shared.app);
  const examples = new Map<string, PerformedExample>();
  for (const operation of document.operations) {
    const example = isChanging(operation) ? await createExampleWorld() : shared;
    examples.set(operation.operationId, await performExample(document, operation, example));
  }
  return { document, examples };
}

/** The reference as it has to be. */
export function makeReference({ document, examples }: PerformedExamples): string {
  return renderReference(document, examples);
}
