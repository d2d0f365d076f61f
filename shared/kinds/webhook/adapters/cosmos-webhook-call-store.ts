import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { instant, toInstant } from '../../../adapters/cosmos/instants.ts';
import { readDocument } from '../../../adapters/cosmos/read-document.ts';
import { createDocument, replaceDocument } from '../../../adapters/cosmos/write-document.ts';
import type { Fingerprint } from '../../../application/ports/environment.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import { runAttempt } from '../../../contracts/run.ts';
import { attemptIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import type { WebhookCallStore } from '../application/ports/webhook-call-store.ts';
import { webhookLooked, webhookSent } from '../contracts/webhook-run.ts';
import type { WebhookCall } from '../domain/webhook-call.ts';

/** An attempt takes a week at most; who looks later finds a run that is over. */
const TTL_SECONDS = 8 * 24 * 60 * 60;

const ending = webhookLooked.transform((looked, context) => {
  if (looked.outcome === 'done' || looked.outcome === 'rejected') return looked;
  context.addIssue({ code: 'custom', message: 'must be an end' });
  return z.NEVER;
});

const callDocument = runAttempt.extend({
  type: z.literal('webhook-call'),
  schemaVersion: z.literal(1),
  callId: z.string(),
  last: z.object({
    number: z.number(),
    begunAt: instant,
    digest: z.string().exactOptional(),
    sent: webhookSent.exactOptional(),
  }),
  digests: z.array(z.string()),
  callback: z.object({ receivedAt: instant, ending }).exactOptional(),
});

/** What is known of calls, in the container `requests`, each in a partition of its own. */
export class CosmosWebhookCallStore implements WebhookCallStore {
  readonly #container: Container;
  readonly #fingerprint: Fingerprint;

  constructor(container: Container, fingerprint: Fingerprint) {
    this.#container = container;
    this.#fingerprint = fingerprint;
  }

  get({ runId, attempt }: RunAttempt): Promise<Versioned<WebhookCall> | undefined> {
    return this.find(this.#fingerprint(attemptIdOf(runId, attempt)));
  }

  find(callId: string): Promise<Versioned<WebhookCall> | undefined> {
    const id = documentId(callId);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  create(call: WebhookCall): Promise<'created' | 'already-exists'> {
    return createDocument(this.#container, toDocument(call));
  }

  async save(call: WebhookCall, { ifVersion }: { readonly ifVersion: string }): Promise<void> {
    const document = toDocument(call);
    await replaceDocument(this.#container, { document, partitionKey: document.id, ifVersion });
  }
}

function documentId(callId: string): string {
  return `webhook-call:${callId}`;
}

function toDocument({
  last,
  callback,
  ...call
}: WebhookCall): { readonly id: string } & Record<string, unknown> {
  return {
    ...{ id: documentId(call.callId), type: 'webhook-call', schemaVersion: 1, ttl: TTL_SECONDS, ...call },
    last: { ...last, begunAt: toInstant(last.begunAt) },
    ...(callback !== undefined && {
      callback: { ...callback, receivedAt: toInstant(callback.receivedAt) },
    }),
  };
}

function fromDocument(document: unknown): WebhookCall {
  const { type: _type, schemaVersion: _version, ...call } = callDocument.parse(document);
  return call;
}
