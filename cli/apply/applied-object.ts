import type { Difference } from '../../shared/domain/job/difference.ts';
import type { DocumentKind } from './document.ts';

/**
 * What became of an object, or would. `depends`: a dry run cannot tell, since something that it names would be made by
 * the same apply. `kept`: it is gone from the set, and cannot be deleted while others need it.
 */
export interface AppliedObject {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'deleted' | 'kept' | 'depends' | 'failed';
  /** Where its document was found; absent of what has none any more. */
  readonly source?: string;
  readonly differences?: readonly Difference[];
  /** Pointers into the document. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  /** The same of what was taken, and is seldom meant so. */
  readonly warnings?: readonly { readonly pointer: string; readonly detail: string }[];
}

export type ApplyOutcome = Pick<AppliedObject, 'outcome' | 'differences' | 'errors' | 'warnings'>;
