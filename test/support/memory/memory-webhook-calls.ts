import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';
import type { Versioned } from '../../../shared/application/ports/versioned.ts';
import { VersionConflict } from '../../../shared/domain/errors.ts';
import { attemptIdOf, type RunAttempt } from '../../../shared/domain/run/run-id.ts';
import type { WebhookCallStore } from '../../../shared/kinds/webhook/application/ports/webhook-call-store.ts';
import type { WebhookCall } from '../../../shared/kinds/webhook/domain/webhook-call.ts';

export class MemoryWebhookCallStore implements WebhookCallStore {
  readonly #calls = new Map<string, Versioned<WebhookCall>>();
  #writes = 0;

  /** Everything that is stored, as text: what must not be in it is looked for there. */
  get text(): string {
    return JSON.stringify([...this.#calls.values()]);
  }

  async get({ runId, attempt }: RunAttempt): Promise<Versioned<WebhookCall> | undefined> {
    return this.find(sha256Fingerprint(attemptIdOf(runId, attempt)));
  }

  async find(callId: string): Promise<Versioned<WebhookCall> | undefined> {
    return this.#calls.get(callId);
  }

  async create(call: WebhookCall): Promise<'created' | 'already-exists'> {
    if (this.#calls.has(call.callId)) return 'already-exists';
    this.#set(call);
    return 'created';
  }

  async save(call: WebhookCall, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    if (this.#calls.get(call.callId)?.version !== ifVersion) throw new VersionConflict(call.callId);
    this.#set(call);
  }

  #set(call: WebhookCall): void {
    this.#writes += 1;
    this.#calls.set(call.callId, { value: structuredClone(call), version: `"w${this.#writes}"` });
  }
}
