import type { BatchJob } from './batch-job.ts';
import type { WhyNot } from './batch-plan.ts';
import { freeOf, type ClusterNode } from './cluster-node.ts';
import { minus, type Resources } from './resources.ts';
import { OBSTACLES, passingObstacle, standingObstacle, type Obstacle } from './why-not.ts';

/** A node with what is left of it while jobs are placed. */
export interface NodeRoom {
  readonly node: ClusterNode;
  readonly free: Resources;
  readonly podRoom: number;
}

/** What a job finds. */
export interface Found {
  /** Nodes that nothing keeps it from for good. */
  readonly open: readonly NodeRoom[];
  /** Why not the others, and of the open ones why not now. */
  readonly obstacles: ReadonlyMap<string, Obstacle>;
}

/** The rooms of a cluster's nodes while jobs are placed one after the other. */
export class NodeRooms {
  readonly #rooms: Map<string, NodeRoom>;

  constructor(nodes: readonly ClusterNode[]) {
    this.#rooms = new Map(
      nodes.map((node) => [node.name, { node, free: freeOf(node), podRoom: node.podRoom }]),
    );
  }

  /** Looks at every node for a job. */
  find(job: BatchJob, request: Resources): Found {
    const open: NodeRoom[] = [];
    const obstacles = new Map<string, Obstacle>();
    for (const room of this.#rooms.values()) {
      const { node } = room;
      const standing = standingObstacle(job, request, node);
      if (standing === undefined) open.push(room);
      const obstacle = standing ?? passingObstacle(request, room);
      if (obstacle !== undefined) obstacles.set(node.name, obstacle);
    }
    return { open, obstacles };
  }

  /** Puts a job on a node. */
  take(name: string, request: Resources): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    const { node, free, podRoom } = room;
    this.#rooms.set(name, { node, free: minus(free, request), podRoom: podRoom - 1 });
  }

  freeOn(name: string): Resources | undefined {
    return this.#rooms.get(name)?.free;
  }
}

/** Of a large cluster naming all for each job would make megabytes that nobody reads. */
const NAMED_NODES = 20;

/** With the first nodes of many, and how many more. */
export function shortened({ obstacle, nodes }: WhyNot): WhyNot {
  const more = nodes.length - NAMED_NODES;
  return { obstacle, nodes: nodes.slice(0, NAMED_NODES), ...(more > 0 ? { more } : {}) };
}

/** Obstacles with their nodes, in the order in which they are asked for. */
export function grouped(obstacles: ReadonlyMap<string, Obstacle>): readonly WhyNot[] {
  return OBSTACLES.map((obstacle) => ({
    obstacle,
    nodes: [...obstacles].filter(([, found]) => found === obstacle).map(([name]) => name),
  })).filter(({ nodes }) => nodes.length > 0);
}
