import type { BatchJob } from '../../../../shared/kinds/batch/domain/batch-job.ts';
import type { ClusterNode } from '../../../../shared/kinds/batch/domain/cluster-node.ts';
import { NO_RESOURCES } from '../../../../shared/kinds/batch/domain/resources.ts';

const GB = 1_000_000_000;

/** A node that is ready and empty. */
export function node(
  name: string,
  cores: number,
  gigabytes: number,
  differing: Partial<ClusterNode> = {},
): ClusterNode {
  return {
    ...{ name, labels: { 'kubernetes.io/hostname': name }, taints: [] },
    ...{ isReady: true, isUnschedulable: false, podRoom: 110, requested: NO_RESOURCES },
    allocatable: { milliCores: cores * 1000, memoryBytes: gigabytes * GB },
    ...differing,
  };
}

export function job(name: string, cpu: string, memory: string, differing: Partial<BatchJob> = {}): BatchJob {
  return { ...{ name, cpu, memory, image: 'busybox', retries: 0 }, ...differing };
}
