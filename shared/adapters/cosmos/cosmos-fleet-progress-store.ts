import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import type { FleetProgressStore } from '../../application/ports/fleet-progress-store.ts';
import type { Versioned } from '../../application/ports/versioned.ts';
import {
  FLEET_ACTIONS,
  type FleetCommand,
  type FleetProgress,
  type FleetRound,
} from '../../domain/fleet/fleet-progress.ts';
import { RUN_MISSED } from '../../domain/job/job.ts';
import { instant, toInstant } from './instants.ts';
import { readDocument } from './read-document.ts';
import { deleteIfThere, saveVersioned } from './write-document.ts';

const round = z.object({
  of: z.string(),
  generation: z.number(),
  startedAt: instant,
  updatedAt: instant,
  position: z.string().exactOptional(),
  counts: z.object({
    ...{ models: z.number(), created: z.number(), edited: z.number(), unchanged: z.number() },
    ...{ removed: z.number(), kept: z.number(), failed: z.number() },
  }),
  faults: z.array(
    z.object({
      modelId: z.string(),
      jobId: z.string(),
      issues: z.array(z.object({ pointer: z.string(), message: z.string() })),
    }),
  ),
});

const command = z.object({
  commandId: z.string(),
  action: z.enum(FLEET_ACTIONS),
  author: z.string(),
  reason: z.string(),
  runMissed: z.enum(RUN_MISSED).exactOptional(),
  resumeAt: instant.exactOptional(),
  askedAt: instant,
  position: z.string().exactOptional(),
  counts: z.object({ jobs: z.number(), changed: z.number(), failed: z.number() }),
  finishedAt: instant.exactOptional(),
});

const progressDocument = z.object({
  type: z.literal('fleet-progress'),
  schemaVersion: z.literal(1),
  fleetId: z.string(),
  round: round.exactOptional(),
  last: round.exactOptional(),
  command: command.exactOptional(),
});

/** How far fleets have come, in the container `control`, each in a partition of its own. */
export class CosmosFleetProgressStore implements FleetProgressStore {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  async get(fleetId: string): Promise<Versioned<FleetProgress> | undefined> {
    const id = idOf(fleetId);
    return readDocument(this.#container, { id, partitionKey: id }, fromDocument);
  }

  async save(
    progress: FleetProgress,
    { ifVersion }: { readonly ifVersion: string | undefined },
  ): Promise<{ readonly version: string } | 'conflict'> {
    const document = toDocument(progress);
    return saveVersioned(this.#container, { document, partitionKey: document.id, ifVersion });
  }

  async remove(fleetId: string): Promise<void> {
    const id = idOf(fleetId);
    await deleteIfThere(this.#container, { id, partitionKey: id });
  }
}

function idOf(fleetId: string): string {
  return `fleet-progress:${fleetId}`;
}

function fromDocument(document: unknown): FleetProgress {
  const { type: _type, schemaVersion: _version, ...progress } = progressDocument.parse(document);
  return progress;
}

function toDocument({ fleetId, round: present, last, command: asked }: FleetProgress) {
  return {
    ...{ id: idOf(fleetId), type: 'fleet-progress', schemaVersion: 1, fleetId },
    ...(present === undefined ? {} : { round: toRound(present) }),
    ...(last === undefined ? {} : { last: toRound(last) }),
    ...(asked === undefined ? {} : { command: toCommand(asked) }),
  };
}

function toRound({ startedAt, updatedAt, ...rest }: FleetRound) {
  return { ...rest, startedAt: toInstant(startedAt), updatedAt: toInstant(updatedAt) };
}

function toCommand({ resumeAt, askedAt, finishedAt, ...rest }: FleetCommand) {
  return {
    ...rest,
    askedAt: toInstant(askedAt),
    ...(resumeAt === undefined ? {} : { resumeAt: toInstant(resumeAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: toInstant(finishedAt) }),
  };
}
