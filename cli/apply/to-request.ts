import { BadUsage } from '../command/failures.ts';
import { isRecord } from '../output/read-field.ts';
import { parseDocuments, type FleetDocument, type JobDocument } from './document.ts';
import type { FoundDocument } from './read-documents.ts';

/**
 * A document as the API takes it; what is no document of `apply` is taken to be in the API's form already. Throws
 * CommandFailed for a document with faults, BadUsage for one of another kind.
 */
export function toRequest(found: FoundDocument, kind: 'Job' | 'Fleet'): unknown {
  if (!isRecord(found.value) || !('apiVersion' in found.value)) return found.value;
  const [document] = parseDocuments([found]);
  if (document?.kind === 'Fleet' && kind === 'Fleet') return fleetRequestOf(document);
  if (document?.kind === 'Job' && kind === 'Job') return jobRequest(document, document.metadata.tags ?? []);
  throw new BadUsage(`${found.source} is no ${kind}`);
}

/** The body of `PUT /api/fleets/{fleetId}`, with its id. */
export function fleetRequestOf({
  metadata: { name, valueStream, description },
  spec,
}: Pick<FleetDocument, 'metadata' | 'spec'>): Readonly<Record<string, unknown>> {
  const said = description === undefined ? {} : { description };
  return { fleetId: name, valueStream, ...said, ...spec };
}

/** The body of `POST /api/jobs/schedule`, and a row of `POST /api/jobs/bulk`. */
export function jobRequest(
  { metadata, spec }: Pick<JobDocument, 'metadata' | 'spec'>,
  tags: readonly string[],
): Readonly<Record<string, unknown>> {
  const { name, valueStream, description } = metadata;
  return {
    jobId: name,
    valueStream,
    ...(description === undefined ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...spec,
  };
}

/** A pointer into such a request as a pointer into its document. */
export function documentPointer(pointer: string): string {
  if (pointer === '') return '';
  const [, first = ''] = pointer.split('/');
  if (first === 'jobId' || first === 'ruleId' || first === 'fleetId') return '/metadata/name';
  return ['valueStream', 'description', 'tags'].includes(first) ? `/metadata${pointer}` : `/spec${pointer}`;
}
