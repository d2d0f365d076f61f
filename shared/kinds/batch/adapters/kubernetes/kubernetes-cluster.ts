import type {
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  RequestContext,
  ResponseContext,
  V1Job,
  V1Pod,
  Watch,
} from '@kubernetes/client-node';
import { z } from 'zod';
import {
  ClusterRefusal,
  type Cluster,
  type ClusterJob,
  type ClusterPod,
  type JobList,
  type Selector,
  type Watched,
} from '../../application/ports/cluster.ts';
import type { ClusterNode } from '../../domain/cluster-node.ts';
import type { JobManifest } from '../../domain/job-manifest.ts';
import { statusOf, toClusterError } from './cluster-errors.ts';
import { fromJob, fromNode, fromPod } from './from-objects.ts';
import { watchJobs } from './watch-jobs.ts';

/** Of a list: the API server keeps a page in memory as a whole. */
const PAGE_SIZE = 500;

/** Of a call: a page of pods takes a busy API server seconds. */
const TIMEOUT_MS = 20_000;

/** Where the cluster is, and as whom it is called. */
export interface ClusterAccess {
  /** A file, the text of one, or what a pod of the cluster finds in itself. */
  readonly kubeconfig: { readonly path: string } | { readonly text: string } | 'in-cluster';
  /** In place of the current context. */
  readonly context?: string | undefined;
  /** In place of the user's own credentials. */
  readonly token?: string | undefined;
  readonly namespace: string;
}

interface Apis {
  readonly core: CoreV1Api;
  readonly batch: BatchV1Api;
  readonly watch: Watch;
}

/** A cluster by Kubernetes' own client. Nothing is loaded, read or called before the first method is. */
export class KubernetesCluster implements Cluster {
  readonly #access: () => ClusterAccess;
  #apis: Promise<Apis> | undefined;

  /** `access` may throw: whoever calls the first method gets that. */
  constructor(access: () => ClusterAccess) {
    this.#access = access;
  }

  async nodes(): Promise<readonly ClusterNode[]> {
    const [{ items: nodes }, { items: pods }] = await Promise.all([
      this.#pages('nodes', ({ core }, page) => core.listNode(page)),
      this.#pages('pods', ({ core }, page) =>
        core.listPodForAllNamespaces({
          ...page,
          fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
        }),
      ),
    ]);
    const byNode = Map.groupBy(pods, ({ spec }: V1Pod) => spec?.nodeName);
    return nodes.map((node) => fromNode(node, byNode.get(node.metadata?.name) ?? []));
  }

  async createJob(manifest: JobManifest): Promise<'created' | 'exists'> {
    const { namespace } = this.#access();
    const body = asBody.parse(manifest);
    return this.#call<'created' | 'exists'>(
      `create job ${manifest.metadata.name}`,
      async ({ batch }) => {
        await batch.createNamespacedJob({ namespace, body });
        return 'created';
      },
      { 409: () => 'exists' },
    );
  }

  async listJobs(selector: Selector): Promise<readonly ClusterJob[]> {
    return (await this.listJobsToWatch(selector)).jobs;
  }

  async listJobsToWatch(selector: Selector): Promise<JobList> {
    const { namespace } = this.#access();
    const labelSelector = toText(selector);
    const { items, version } = await this.#pages('jobs', ({ batch }, page) =>
      batch.listNamespacedJob({ namespace, labelSelector, ...page }),
    );
    return { jobs: items.map(fromJob), version };
  }

  async watchJobs(selector: Selector, version: string, seconds: number): Promise<Watched> {
    const { namespace } = this.#access();
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    const watch = await this.#watch();
    if (watch === undefined) return { outcome: 'unwatchable' };
    return watchJobs(watch, { path, labelSelector: toText(selector), version, seconds });
  }

  async listPods(selector: Selector): Promise<readonly ClusterPod[]> {
    const { namespace } = this.#access();
    const labelSelector = toText(selector);
    const { items } = await this.#pages('pods', ({ core }, page) =>
      core.listNamespacedPod({ namespace, labelSelector, ...page }),
    );
    return items.map(fromPod);
  }

  async deleteJob(name: string): Promise<void> {
    const { namespace } = this.#access();
    await this.#call(
      `delete job ${name}`,
      async ({ batch }) => {
        // Without a policy the API server leaves the pods of a Job behind.
        await batch.deleteNamespacedJob({ namespace, name, propagationPolicy: 'Background' });
      },
      { 404: () => undefined },
    );
  }

  async readLog(
    pod: string,
    { lines, bytes }: { readonly lines: number; readonly bytes: number },
  ): Promise<string | undefined> {
    const { namespace } = this.#access();
    const asked = { name: pod, namespace, tailLines: lines, limitBytes: bytes };
    return this.#call(
      `log of pod ${pod}`,
      async ({ core }) => core.readNamespacedPodLog(asked),
      // 400: its container has not started.
      { 400: () => undefined, 404: () => undefined },
    );
  }

  async hasClaim(name: string): Promise<boolean> {
    const { namespace } = this.#access();
    return this.#call(
      `claim ${name}`,
      async ({ core }) => {
        await core.readNamespacedPersistentVolumeClaim({ name, namespace });
        return true;
      },
      { 404: () => false },
    );
  }

  /** All pages of a list, and its version, which they share. */
  async #pages<T>(
    what: string,
    list: (
      apis: Apis,
      page: { readonly limit: number; readonly _continue?: string },
    ) => Promise<{ items: T[]; metadata?: { _continue?: string; resourceVersion?: string } }>,
  ): Promise<{ readonly items: readonly T[]; readonly version: string }> {
    const items: T[] = [];
    let version: string;
    let next: string | undefined;
    do {
      const page = { limit: PAGE_SIZE, ...(next === undefined ? {} : { _continue: next }) };
      const found = await this.#call(`list ${what}`, (apis) => list(apis, page));
      items.push(...found.items);
      next = found.metadata?._continue;
      version = found.metadata?.resourceVersion ?? '';
    } while (next !== undefined && next !== '');
    return { items, version };
  }

  /** What an answer of some status means may be told; all others are thrown as the port says. */
  async #call<T>(
    what: string,
    call: (apis: Apis) => Promise<T>,
    meaning: Readonly<Record<number, () => T>> = {},
  ): Promise<T> {
    try {
      return await call(await this.#connected());
    } catch (error) {
      const meant = meaning[statusOf(error) ?? 0];
      if (meant !== undefined) return meant();
      throw toClusterError(what, error);
    }
  }

  /** Undefined where there is no way to the cluster: whoever lists is told why. */
  async #watch(): Promise<Watch | undefined> {
    try {
      return (await this.#connected()).watch;
    } catch {
      return undefined;
    }
  }

  async #connected(): Promise<Apis> {
    this.#apis ??= connect(this.#access());
    try {
      return await this.#apis;
    } catch (error) {
      this.#apis = undefined;
      throw error;
    }
  }
}

async function connect({ kubeconfig, context, token }: ClusterAccess): Promise<Apis> {
  const client = await import('./kubernetes-client.ts');
  const { BatchV1Api, CoreV1Api, KubeConfig, ServerConfiguration, Watch, createConfiguration } = client;
  const config = new KubeConfig();
  load(config, kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('The kubeconfig has no current context with a cluster.');
  if (token !== undefined) config.loadFromClusterAndUser(cluster, { name: 'token', token });
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(cluster.server, {}),
    authMethods: { default: config },
    promiseMiddleware: [withinTime],
  });
  const apis = { core: new CoreV1Api(configuration), batch: new BatchV1Api(configuration) };
  return { ...apis, watch: new Watch(config) };
}

/** Throws ClusterRefusal for what is no YAML: the reader's own words quote lines, of which one may be the token. */
function load(config: KubeConfig, kubeconfig: ClusterAccess['kubeconfig']): void {
  try {
    if (kubeconfig === 'in-cluster') config.loadFromCluster();
    else if ('path' in kubeconfig) config.loadFromFile(kubeconfig.path);
    else config.loadFromString(kubeconfig.text);
  } catch (error) {
    const line = yamlFault.safeParse(error).data?.mark.line;
    if (line === undefined) throw error;
    throw new ClusterRefusal(
      0,
      `The kubeconfig is no YAML that can be read: there is a fault near line ${line + 1}.`,
    );
  }
}

const yamlFault = z.object({ name: z.literal('YAMLException'), mark: z.object({ line: z.number() }) });

/** By default the client waits for an answer for as long as it takes. */
const withinTime = {
  pre: async (request: RequestContext) => {
    request.setSignal(AbortSignal.timeout(TIMEOUT_MS));
    return request;
  },
  post: async (response: ResponseContext) => response,
};

/** The client writes bodies by its own classes, of which a manifest is one in all but its name. */
const asBody = z.custom<V1Job>((value) => typeof value === 'object' && value !== null);

function toText(selector: Selector): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
