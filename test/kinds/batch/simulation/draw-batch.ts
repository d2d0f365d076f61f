import type { BatchJob } from '../../../../shared/kinds/batch/domain/batch-job.ts';
import type { ClusterNode } from '../../../../shared/kinds/batch/domain/cluster-node.ts';
import { Random } from '../../../simulation/random.ts';
import { job, node } from '../domain/example-nodes.ts';

/** What jobs of a batch ask for: as cores, and gigabytes a core. `mixed`: jobs of all sorts in one batch. */
const PROFILES = {
  'memory-heavy': [6, 16],
  balanced: [3, 5],
  'CPU-heavy': [0.5, 2],
  mixed: [0.5, 24],
} as const;

export type Profile = keyof typeof PROFILES;
export const PROFILE_NAMES: readonly Profile[] = ['memory-heavy', 'balanced', 'CPU-heavy', 'mixed'];

/** Cores and gigabytes of nodes as clouds sell them: for memory, for all sorts, for CPU. */
const SHAPES = [
  [4, 32],
  [8, 64],
  [16, 128],
  [4, 16],
  [8, 32],
  [16, 64],
  [8, 16],
  [16, 32],
  [32, 64],
] as const;

const CORES = [0.25, 0.5, 0.5, 1, 1, 2, 4] as const;

export interface DrawnBatch {
  readonly profile: Profile;
  readonly nodes: readonly ClusterNode[];
  readonly jobs: readonly BatchJob[];
}

/** A cluster that is in use already, and a batch for it; the same for the same seed. */
export function drawBatch(seed: number): DrawnBatch {
  const random = new Random(seed);
  const profile = PROFILE_NAMES[seed % PROFILE_NAMES.length] ?? 'mixed';
  const nodes = Array.from({ length: 3 + random.below(10) }, (_, index) => drawNode(random, index));
  const jobs = Array.from({ length: 5 + random.below(36) }, (_, index) => drawJob(random, index, profile));
  return { profile, nodes, jobs };
}

function drawNode(random: Random, index: number): ClusterNode {
  const [cores, gigabytes] = random.pick(SHAPES);
  const bare = node(`node-${String(index).padStart(2, '0')}`, cores, gigabytes, { podRoom: 30 });
  const { milliCores, memoryBytes } = bare.allocatable;
  return {
    ...bare,
    isUnschedulable: random.chance(0.05),
    taints: random.chance(0.05) ? [{ key: 'reserved', value: 'yes', effect: 'NoSchedule' }] : [],
    requested: {
      milliCores: Math.floor(milliCores * random.next() * 0.7),
      memoryBytes: Math.floor(memoryBytes * random.next() * 0.7),
    },
  };
}

function drawJob(random: Random, index: number, profile: Profile): BatchJob {
  const [least, most] = PROFILES[profile];
  const cores = random.pick(CORES);
  const gigabytes = cores * (least + random.next() * (most - least));
  return job(`job-${index}`, String(cores), `${Math.round(gigabytes * 1000)}M`);
}
