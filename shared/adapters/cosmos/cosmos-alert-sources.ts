import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { AlertSources } from '../../application/ports/alert-sources.ts';
import type { AuditEntry } from '../../application/ports/audit-log.ts';
import type { UnreadableLetter } from '../../application/ports/dead-letter-store.ts';
import type { Log } from '../../application/ports/environment.ts';
import { instant, toInstant } from './instants.ts';
import { queryDocuments, readableOnly } from './query-documents.ts';

const brokenLock = z.object({
  subject: z.string(),
  changeId: z.string(),
  outcome: z.literal('done'),
  action: z.string(),
  author: z.string(),
  reason: z.string().exactOptional(),
  at: instant,
  before: z.record(z.string(), z.unknown()).exactOptional(),
});

const letter = z.object({
  queue: z.string(),
  messageId: z.string(),
  cause: z.string(),
  fault: z.string(),
  receivedAt: instant,
});

interface Containers {
  readonly audit: Container;
  readonly control: Container;
}

/** Reads the audit log and the kept dead letters by their instants. */
export class CosmosAlertSources implements AlertSources {
  readonly #containers: Containers;
  readonly #log: Log;

  constructor(containers: Containers, log: Log) {
    this.#containers = containers;
    this.#log = log;
  }

  async brokenLocks(since: number): Promise<readonly AuditEntry[]> {
    const query =
      "SELECT * FROM c WHERE c.at >= @since AND c.type = 'audit-entry' AND c.outcome = 'done' AND c.action IN ('break', 'break-and-forget-ticket') AND STARTSWITH(c.subject, 'lock:') ORDER BY c.at";
    const found = queryDocuments(this.#containers.audit, { query, parameters: [from(since)] });
    return Array.fromAsync(readableOnly(found, (document) => brokenLock.parse(document), this.#log));
  }

  async unreadableLetters(since: number): Promise<readonly Omit<UnreadableLetter, 'body'>[]> {
    const query =
      "SELECT c.queue, c.messageId, c.cause, c.fault, c.receivedAt FROM c WHERE c.receivedAt >= @since AND c.type = 'dead-letter' ORDER BY c.receivedAt";
    const found = queryDocuments(this.#containers.control, { query, parameters: [from(since)] });
    return Array.fromAsync(readableOnly(found, (document) => letter.parse(document), this.#log));
  }
}

function from(since: number): { readonly name: string; readonly value: string } {
  return { name: '@since', value: toInstant(since) };
}
