import type { Versioned } from '../../../../application/ports/versioned.ts';
import type { RunAttempt } from '../../../../domain/run/run-id.ts';
import type { WebhookCall } from '../../domain/webhook-call.ts';

/** Holds what is known of the call of each attempt, for longer than an attempt may take. Every method may throw Unavailable. */
export interface WebhookCallStore {
  get(attempt: RunAttempt): Promise<Versioned<WebhookCall> | undefined>;

  /** Finds a call by the name in its callback tokens. */
  find(callId: string): Promise<Versioned<WebhookCall> | undefined>;

  /** Stores the first note of a call; of several at once exactly one is `created`. */
  create(call: WebhookCall): Promise<'created' | 'already-exists'>;

  /** Replaces it. Throws VersionConflict when it is gone or not at `ifVersion`. */
  save(call: WebhookCall, condition: { readonly ifVersion: string }): Promise<void>;
}
