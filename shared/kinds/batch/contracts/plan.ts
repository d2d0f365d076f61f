import { z } from 'zod';
import {
  jsonBody,
  NO_BODY,
  NO_PARAMS,
  NO_QUERY,
  operationContract,
} from '../../../contracts/http/operation.ts';
import { runId } from '../../../contracts/run.ts';
import { NO_RESOURCES, readCpu, readMemory } from '../domain/resources.ts';
import type { ClusterNode } from '../domain/cluster-node.ts';
import { batchPlan } from './stored-plan.ts';
import { batchTask, EXAMPLE_TASK } from './task.ts';

const BATCH_TAG = 'Kubernetes batches';

const MAX_NODES = 5000;

const amount = (read: (text: string) => number | undefined) =>
  z
    .union([z.string(), z.number()], 'must be a quantity, such as "4" or "16Gi"')
    .transform(String)
    .refine((text) => (read(text) ?? -1) >= 0, 'must be a quantity of Kubernetes, such as "4" or "16Gi"');

/** A node as a caller writes it. */
const givenNode = z
  .strictObject({
    name: z.string().min(1).max(253),
    cpu: amount(readCpu).describe('Allocatable.'),
    memory: amount(readMemory),
    requestedCpu: amount(readCpu).default('0').describe('What its pods ask for.'),
    requestedMemory: amount(readMemory).default('0'),
    pods: z.int().min(0).default(110).describe('How many more pods it takes.'),
    labels: z.record(z.string(), z.string()).readonly().default({}),
    taints: z
      .array(
        z.strictObject({ key: z.string(), value: z.string().default(''), effect: z.string() }).readonly(),
      )
      .readonly()
      .default([]),
    isReady: z.boolean().default(true),
    isUnschedulable: z.boolean().default(false),
  })
  .readonly();

type GivenNode = z.output<typeof givenNode>;

/** The body of `POST /api/batch/plan`: the file of a batch, with nodes to try it on. */
const planRequest = batchTask.unwrap().extend({
  nodes: z
    .array(givenNode)
    .max(MAX_NODES)
    .readonly()
    .exactOptional()
    .describe('Plans for these. Left out: for those of the cluster, as they are now.'),
});

/** The nodes of a request as the domain has them. */
export function toNodes(nodes: readonly GivenNode[]): readonly ClusterNode[] {
  return nodes.map((node) => ({
    ...{ name: node.name, labels: node.labels, taints: node.taints, podRoom: node.pods },
    ...{ isReady: node.isReady, isUnschedulable: node.isUnschedulable },
    allocatable: resourcesOf(node.cpu, node.memory),
    requested: resourcesOf(node.requestedCpu, node.requestedMemory),
  }));
}

function resourcesOf(cpu: string, memory: string) {
  return {
    milliCores: readCpu(cpu) ?? NO_RESOURCES.milliCores,
    memoryBytes: readMemory(memory) ?? NO_RESOURCES.memoryBytes,
  };
}

export const planBatchContract = operationContract({
  ...{ operationId: 'planBatch', method: 'POST', path: '/batch/plan', tag: BATCH_TAG },
  summary: 'Plans a batch and makes nothing',
  description:
    'Says for each job which nodes it prefers, where it is expected, why there, and why not elsewhere. The same input on the same nodes gives the same plan.',
  access: { role: 'operator', of: 'any' },
  params: NO_PARAMS,
  query: NO_QUERY,
  body: jsonBody(planRequest),
  answers: { 200: { description: 'The plan.', schema: batchPlan } },
  example: {
    body: { ...EXAMPLE_TASK, nodes: [{ name: 'node-1', cpu: '4', memory: '16Gi' }] },
    status: 200,
  },
});

export const readBatchPlanContract = operationContract({
  ...{ operationId: 'readBatchPlan', method: 'GET', path: '/runs/{runId}/batch-plan', tag: BATCH_TAG },
  summary: 'Reads where the jobs of a batch were to go, and why',
  access: { role: 'reader', of: 'run' },
  params: z.object({ runId }),
  query: z.strictObject({
    attempt: z.coerce.number('must be a number').int().min(1).exactOptional().describe('Left out: the last.'),
  }),
  body: NO_BODY,
  answers: { 200: { description: 'The plan that the attempt goes by.', schema: batchPlan } },
  problems: ['not-found'],
  example: { status: 200 },
});
