import { z } from 'zod';
import { STRATEGIES } from '../domain/batch-plan.ts';
import { OBSTACLES } from '../domain/why-not.ts';

const resourceName = z.enum(['cpu', 'memory']);

const resources = z
  .object({
    milliCores: z.number().describe('Thousandths of a core.'),
    memoryBytes: z.number(),
  })
  .readonly();

const jobPlacement = z
  .object({
    name: z.string(),
    request: resources,
    decidedBy: resourceName.exactOptional().describe('By what it is placed; absent in exact balance.'),
    preferences: z
      .array(z.object({ node: z.string(), weight: z.int() }).readonly())
      .readonly()
      .describe('Weights of preferred affinity, best first: 100, then 15, 14 and so on, never below 1.'),
    expectedOn: z
      .string()
      .exactOptional()
      .describe('Where it goes if the scheduler keeps to that; absent where no node has room for it now.'),
    expectedRank: z.int().exactOptional().describe('The place of that node, from 1.'),
    why: z.string().describe('Why there, for people.'),
    whyNot: z
      .array(
        z
          .object({
            obstacle: z.enum(OBSTACLES),
            nodes: z.array(z.string()).readonly().describe('At most 20.'),
            more: z.int().exactOptional().describe('How many others. Absent: none.'),
          })
          .readonly(),
      )
      .readonly()
      .describe('Why not the other nodes.'),
  })
  .readonly();

const plannedNode = z
  .object({
    name: z.string(),
    allocatable: resources,
    free: resources,
    expectedJobs: z.int(),
    freeAfter: resources,
  })
  .readonly();

const keptJob = z
  .object({
    name: z.string(),
    attempt: z.int().describe('In which it succeeded.'),
    node: z.string().exactOptional(),
    startedAt: z.number().exactOptional().describe('Epoch ms.'),
    finishedAt: z.number().exactOptional(),
    isOnPrimary: z.boolean().describe('Whether that node was the first that it preferred.'),
  })
  .readonly();

/** A plan as it is stored, and as callers read it. */
export const batchPlan = z
  .object({
    strategy: z.enum(STRATEGIES),
    ratio: z
      .object({
        value: z.number().describe('Total cores / total memory bytes x 4,000,000,000.'),
        heavyIn: resourceName.exactOptional(),
      })
      .readonly(),
    total: resources,
    jobs: z.array(jobPlacement).readonly().describe('In the order in which they are made.'),
    nodes: z.array(plannedNode).readonly(),
    kept: z
      .array(keptJob)
      .readonly()
      .exactOptional()
      .describe('Jobs that have succeeded in an earlier attempt: they are not made again. Absent: none.'),
  })
  .readonly()
  .meta({ id: 'BatchPlan' });

/** What `GET /api/runs/{runId}/batch-plan` answers. */
export type BatchPlanView = z.output<typeof batchPlan>;
