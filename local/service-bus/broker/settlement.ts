import type { DeadLetterDetails, ModifiedProperties } from './queued-message.ts';

/** `peek-lock`: held until settled; `receive-and-delete`: gone once delivered. */
export type ReceiveMode = 'peek-lock' | 'receive-and-delete';

/** What a receiver decided about a message it holds. */
export type Settlement =
  | { readonly kind: 'complete' }
  /** Given back untouched: no failed delivery. */
  | { readonly kind: 'release' }
  /** Given back as a failed delivery. */
  | { readonly kind: 'abandon'; readonly modified: ModifiedProperties }
  | { readonly kind: 'defer'; readonly modified: ModifiedProperties }
  | {
      readonly kind: 'dead-letter';
      readonly details: DeadLetterDetails;
      readonly modified: ModifiedProperties;
    };
