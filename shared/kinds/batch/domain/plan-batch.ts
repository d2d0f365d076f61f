import { requestOf, totalRequest, type BatchJob } from './batch-job.ts';
import type { BatchPlan, JobPlacement, PlannedNode, Strategy } from './batch-plan.ts';
import { batchRatio, type BatchRatio } from './batch-ratio.ts';
import { freeOf, type ClusterNode } from './cluster-node.ts';
import { explainByFit, explainByRatio, type Choice } from './explain-placement.ts';
import { grouped, NodeRooms, shortened, type Found, type NodeRoom } from './node-rooms.ts';
import { weighNodes } from './node-weights.ts';
import { dominantOf, rankByFit, rankByFree } from './rank-nodes.ts';
import { NO_RESOURCES, plus, type ResourceName, type Resources } from './resources.ts';

/** What is asked for. */
export interface BatchToPlan {
  readonly strategy: Strategy;
  readonly jobs: readonly BatchJob[];
}

/**
 * Decides which nodes each job of a batch prefers, and foretells where each goes if the scheduler keeps to that: a job
 * is put on its best node that has room, after those before it. The same input gives the same plan.
 */
export function planBatch({ strategy, jobs }: BatchToPlan, nodes: readonly ClusterNode[]): BatchPlan {
  const total = totalRequest(jobs);
  const ratio = batchRatio(total);
  const rooms = new NodeRooms(nodes);
  const placements =
    strategy === 'ratio'
      ? placeByRatio(jobs, { ratio, rooms, nodes })
      : placeByDominantShare(jobs, { rooms, nodes });
  return { strategy, ratio, total, jobs: placements, nodes: plannedNodes(placements, nodes, rooms) };
}

interface Cluster {
  readonly rooms: NodeRooms;
  readonly nodes: readonly ClusterNode[];
}

/** One ranking for the whole batch, by what was free before it; each job takes of it what it may use. */
function placeByRatio(
  jobs: readonly BatchJob[],
  { ratio, rooms, nodes }: Cluster & { readonly ratio: BatchRatio },
): readonly JobPlacement[] {
  const before = new NodeRooms(nodes);
  return jobs.map((job) => {
    const request = requestOf(job);
    const ranked = rankByFree(before.find(job, request).open, ratio);
    const decidedBy = ratio.heavyIn;
    return place(job, { request, ranked, rooms, decidedBy }, (choice) => explainByRatio(choice, ratio));
  });
}

/** The largest jobs first, each by its own dominant resource: what is small fits into what is left. */
function placeByDominantShare(jobs: readonly BatchJob[], { rooms, nodes }: Cluster): readonly JobPlacement[] {
  const clusterFree = nodes
    .filter(({ isReady, isUnschedulable }) => isReady && !isUnschedulable)
    .reduce<Resources>((sum, node) => plus(sum, freeOf(node)), NO_RESOURCES);
  return jobs
    .map((job, index) => {
      const request = requestOf(job);
      return { job, index, request, dominant: dominantOf(request, clusterFree) };
    })
    .sort((one, two) => descending(one.dominant.share, two.dominant.share) || one.index - two.index)
    .map(({ job, request, dominant }) => {
      const { open, obstacles } = rooms.find(job, request);
      const fits = ({ node }: NodeRoom) => !obstacles.has(node.name);
      const ranked = rankByFit(open, { request, dominant: dominant.name, fits });
      return place(job, { request, ranked, rooms, decidedBy: dominant.name }, (choice) =>
        explainByFit(choice, dominant),
      );
    });
}

interface Placing {
  readonly request: Resources;
  readonly ranked: readonly NodeRoom[];
  readonly rooms: NodeRooms;
  readonly decidedBy: ResourceName | undefined;
}

function place(
  { name, ...job }: BatchJob,
  { request, ranked, rooms, decidedBy }: Placing,
  explain: (choice: Choice) => string,
): JobPlacement {
  const found: Found = rooms.find({ name, ...job }, request);
  const rank = ranked.findIndex(({ node }) => !found.obstacles.has(node.name));
  const expected = ranked[rank];
  const whyNot = grouped(found.obstacles);
  const why = explain({ request, ranked, rank, whyNot, obstacles: found.obstacles });
  if (expected !== undefined) rooms.take(expected.node.name, request);
  return {
    ...{ name, request },
    ...(decidedBy === undefined ? {} : { decidedBy }),
    preferences: weighNodes(ranked.map(({ node }) => node.name)),
    ...(expected === undefined ? {} : { expectedOn: expected.node.name, expectedRank: rank + 1 }),
    ...{ why, whyNot: whyNot.map(shortened) },
  };
}

function plannedNodes(
  placements: readonly JobPlacement[],
  nodes: readonly ClusterNode[],
  rooms: NodeRooms,
): readonly PlannedNode[] {
  const inOrder = new Set(placements.flatMap(({ preferences }) => preferences.map(({ node }) => node)));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return [...inOrder].flatMap((name) => {
    const node = byName.get(name);
    if (node === undefined) return [];
    const free = freeOf(node);
    const expectedJobs = placements.filter(({ expectedOn }) => expectedOn === name).length;
    const { allocatable } = node;
    return [{ name, allocatable, free, expectedJobs, freeAfter: rooms.freeOn(name) ?? free }];
  });
}

/** Of shares, which may both be infinite. */
function descending(one: number, two: number): number {
  return one === two ? 0 : two - one;
}
