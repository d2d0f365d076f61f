import type { JsonObject } from '../json.ts';
import type { Patch } from './patch.ts';

/** One operation on one item of a partition, alone or in a batch. */
export type Operation =
  | { readonly kind: 'create'; readonly body: JsonObject }
  | { readonly kind: 'upsert'; readonly body: JsonObject; readonly ifMatch: string | undefined }
  | {
      readonly kind: 'replace';
      readonly id: string;
      readonly body: JsonObject;
      readonly ifMatch: string | undefined;
    }
  | { readonly kind: 'read'; readonly id: string; readonly ifNoneMatch: string | undefined }
  | { readonly kind: 'delete'; readonly id: string; readonly ifMatch: string | undefined }
  | {
      readonly kind: 'patch';
      readonly id: string;
      readonly patch: Patch;
      readonly ifMatch: string | undefined;
    };

export interface OperationResult {
  readonly status: number;
  readonly requestCharge: number;
  readonly etag: string | undefined;
  /** The item as JSON text; undefined after a delete and for 304. */
  readonly text: string | undefined;
}
