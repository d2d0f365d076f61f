import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type {
  AuditProgress,
  AuditProgressStore,
  AuditRound,
  AuditUnderWay,
} from '../../application/ports/audit-progress-store.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import { instant, toInstant } from './instants.ts';
import { readDocument } from './read-document.ts';
import { saveVersioned } from './write-document.ts';

const counts = z.object({
  ...{ jobs: z.number(), slots: z.number(), answers: z.record(z.string(), z.number()) },
  ...{ unanswered: z.number(), doubles: z.number(), repairedRuns: z.number(), repairedReasons: z.number() },
  ...{ repairedTicks: z.number(), repairedLanes: z.number(), overdueJobs: z.number(), failures: z.number() },
});

const progressDocument = z.object({
  type: z.literal('audit-progress'),
  schemaVersion: z.literal(1),
  last: z.object({ startedAt: instant, finishedAt: instant, counts }).exactOptional(),
  present: z
    .object({ startedAt: instant, updatedAt: instant, position: z.string().exactOptional(), counts })
    .exactOptional(),
});

const ID = 'audit-progress';
/** How far the audit has come, in one document of the container `control`. */
export class CosmosAuditProgressStore implements AuditProgressStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(): Promise<Versioned<AuditProgress> | undefined> {
    return readDocument(this.#container, { id: ID, partitionKey: ID }, fromDocument);
  }

  async save(
    progress: AuditProgress,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<{ readonly version: string } | 'conflict'> {
    return saveVersioned(this.#container, { document: toDocument(progress), partitionKey: ID, ifVersion });
  }
}

function fromDocument(document: unknown): AuditProgress {
  const { type: _type, schemaVersion: _version, ...progress } = progressDocument.parse(document);
  return progress;
}

function toDocument({ last, present }: AuditProgress) {
  return {
    id: ID,
    ...{ type: 'audit-progress', schemaVersion: 1 },
    ...(last === undefined ? {} : { last: toLast(last) }),
    ...(present === undefined ? {} : { present: toPresent(present) }),
  };
}

function toLast({ startedAt, finishedAt, counts: found }: AuditRound) {
  return { startedAt: toInstant(startedAt), finishedAt: toInstant(finishedAt), counts: found };
}

function toPresent({ startedAt, updatedAt, ...rest }: AuditUnderWay) {
  return { startedAt: toInstant(startedAt), updatedAt: toInstant(updatedAt), ...rest };
}
