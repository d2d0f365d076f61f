import type { ImportProblem, SourceDocument } from '../../domain/import/imported-job.ts';

/**
 * Parses a text of one or several documents in YAML or JSON. Faults are told with their lines, and leave their document
 * out; a text that would take more than it says (aliases of aliases) is a fault.
 */
export type ParseDocuments = (text: string) => Promise<ParsedDocuments>;

export interface ParsedDocuments {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly ImportProblem[];
}
