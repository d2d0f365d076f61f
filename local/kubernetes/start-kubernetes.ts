import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ApiFault } from './api-fault.ts';
import { Cluster } from './cluster.ts';
import type { ApiRequest } from './http/answer-request.ts';
import { createApiServer } from './http/create-server.ts';
import { JobWatches } from './http/job-watches.ts';
import { nodeBody } from './resources.ts';

/** A node as tests write it. */
export interface NodeSeed {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly pods?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: boolean;
  readonly ready?: boolean;
}

export interface KubernetesOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly nodes?: readonly NodeSeed[];
  /** Asked of every request; absent: none is. */
  readonly token?: string;
  /** The time, epoch ms, by which pods run and end. */
  readonly now?: () => number;
  readonly log?: (line: string) => void;
}

/** Gives what a request is answered with in place of its answer, if anything. */
export type Trouble = (request: ApiRequest) => ApiFault | undefined;

/** The API server of a cluster, with the cluster, that listens. */
export interface Kubernetes {
  /** Such as `http://127.0.0.1:7090`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** As it is now. */
  readonly cluster: Cluster;
  /** The text of a kubeconfig file that leads here. */
  readonly kubeconfig: string;
  putNode(node: NodeSeed): void;
  removeNode(name: string): void;
  /** Replaces all trouble; undefined ends it. */
  setTrouble(trouble: Trouble | undefined): void;
  /** How many watch Jobs now. */
  readonly watchCount: number;
  /** Ends all watches without a word. */
  cutWatches(): void;
  /** From now on all versions so far are too old to be watched from. */
  forgetVersions(): void;
  /** Closes the port and all connections. Stopping twice is stopping once. */
  stop(): Promise<void>;
}

/**
 * Starts the API of a cluster that holds nodes, Jobs, pods and claims, and places pods as the scheduler does. It is for
 * tests and for trying things out; its state is in memory only. Whatever it does not know it refuses.
 */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<Kubernetes> {
  const { now = Date.now, log = () => undefined, token } = options;
  const cluster = new Cluster();
  for (const node of options.nodes ?? []) cluster.putNode(toBody(node), now());
  let trouble: Trouble | undefined;
  const watches = new JobWatches(cluster, now);
  const server = createApiServer(cluster, { now, log, token, watches, trouble: () => trouble });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const origin = `http://127.0.0.1:${port}`;
  let stopped: Promise<void> | undefined;
  return {
    ...{ origin, port, kubeconfig: kubeconfigOf(origin, token) },
    get cluster() {
      cluster.settle(now());
      return cluster;
    },
    putNode: (node) => {
      cluster.settle(now());
      cluster.putNode(toBody(node), now());
    },
    removeNode: (name) => {
      cluster.settle(now());
      cluster.removeNode(name, now());
    },
    setTrouble: (changed) => {
      trouble = changed;
    },
    get watchCount() {
      return watches.openCount;
    },
    cutWatches: () => {
      watches.cut();
    },
    forgetVersions: () => {
      watches.forget();
    },
    stop: () => (stopped ??= close(server, watches)),
  };
}

function toBody({ name, cpu, memory, pods = '110', labels, taints = [], unschedulable, ready }: NodeSeed) {
  return nodeBody.parse({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { unschedulable: unschedulable ?? false, taints },
    status: {
      allocatable: { cpu, memory, pods },
      conditions: [{ type: 'Ready', status: (ready ?? true) ? 'True' : 'False' }],
    },
  });
}

function kubeconfigOf(server: string, token: string | undefined): string {
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'stand-in' },
    // The client takes plain HTTP only from who says that nothing is to be verified.
    clusters: [{ name: 'stand-in', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'stand-in', user: token === undefined ? {} : { token } }],
    contexts: [{ name: 'stand-in', context: { cluster: 'stand-in', user: 'stand-in' } }],
  });
}

async function close(server: Server, watches: JobWatches): Promise<void> {
  watches.stop();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The API server does not listen.');
  return address.port;
}
