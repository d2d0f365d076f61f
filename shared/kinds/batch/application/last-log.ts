import type { Cluster, ClusterPod, Selector } from './ports/cluster.ts';

/** Of each job: what a person needs to see why it has failed. */
const LOG_LIMITS = { lines: 20, bytes: 4000 };

/** The end of the log of the last pod of some labels, on one line each. */
export async function lastLog(cluster: Cluster, selector: Selector): Promise<string> {
  return logOf(cluster, lastOf(await cluster.listPods(selector)));
}

export async function logOf(cluster: Cluster, pod: ClusterPod | undefined): Promise<string> {
  const text = pod === undefined ? undefined : await cluster.readLog(pod.name, LOG_LIMITS);
  return (text ?? '').trim();
}

/** The one made last: Kubernetes makes another for each try. */
export function lastOf(pods: readonly ClusterPod[]): ClusterPod | undefined {
  return [...pods]
    .sort((one, two) => one.createdAt - two.createdAt || one.name.localeCompare(two.name))
    .at(-1);
}
