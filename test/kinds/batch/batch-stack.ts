import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startKubernetes, type Kubernetes } from '../../../local/kubernetes/start-kubernetes.ts';
import { startStack, type Stack } from '../../../local/stack.ts';
import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import { storageAccount } from '../../support/storage-account.ts';

const TOKEN = 'token-of-the-cluster';

const runView = z.object({
  runId: z.string(),
  state: z.string(),
  attempt: z.number(),
  result: z.object({ words: z.string(), figures: z.record(z.string(), z.unknown()) }).optional(),
  failure: z.object({ reason: z.string(), message: z.string() }).optional(),
});

export type RunView = z.output<typeof runView>;

/** A job whose pods do what they are told: `{ 'runs-for-ms': '100' }`. */
export function job(name: string, does: Readonly<Record<string, string>> = {}, differing: object = {}) {
  const annotations = Object.fromEntries(
    Object.entries(does).map(([key, value]) => [`stand-in/${key}`, value]),
  );
  return { name, image: 'busybox', cpu: '500m', memory: '3.5G', annotations, ...differing };
}

export function hasEnded({ state }: RunView): boolean {
  return ['succeeded', 'failed', 'cancelled', 'dead'].includes(state);
}

/** The local stack with a stand-in for a cluster beside it, which outlives the stack's restarts. */
export class BatchStack {
  readonly api: Kubernetes;
  readonly #folder: string;
  readonly #storage: string;
  #stack: Stack;

  private constructor(api: Kubernetes, kept: { folder: string; storage: string; stack: Stack }) {
    this.api = api;
    this.#folder = kept.folder;
    this.#storage = kept.storage;
    this.#stack = kept.stack;
  }

  static async start(): Promise<BatchStack> {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-'));
    const api = await startKubernetes({
      token: TOKEN,
      nodes: [
        { name: 'cpu-node', cpu: '16', memory: '16G' },
        { name: 'memory-node', cpu: '4', memory: '32G' },
      ],
    });
    await writeFile(join(folder, 'kubeconfig'), api.kubeconfig);
    api.cluster.createClaim(
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'sources' } },
      'evenkeel',
      Date.now(),
    );
    const storage = await storageAccount();
    return new BatchStack(api, { folder, storage, stack: await startOn(folder, storage) });
  }

  get url(): string {
    return this.#stack.url;
  }

  async restart(): Promise<void> {
    await this.#stack.stop();
    this.#stack = await startOn(this.#folder, this.#storage);
  }

  async stop(): Promise<void> {
    await this.#stack.stop();
    await this.api.stop();
    await rm(this.#folder, { recursive: true });
  }

  async post(path: string, body: object): Promise<Response> {
    return fetch(`${this.url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async read(path: string): Promise<unknown> {
    return (await fetch(`${this.url}/api${path}`)).json();
  }

  /** Schedules a batch for later and asks for a run of it now. */
  async runBatch(jobId: string, task: object, policies: object = {}): Promise<string> {
    const scheduled = await this.post('/jobs/schedule', {
      ...{ jobId, kind: 'batch', valueStream: 'tests', task },
      recurrences: [{ type: 'once', at: '2099-01-01T00:00:00Z' }],
      policies: { timeoutSeconds: 600, retry: { maxAttempts: 1 }, ...policies },
    });
    if (!scheduled.ok) throw new Error(await scheduled.text());
    const triggered = await this.post(`/jobs/${jobId}/runs`, { reason: 'test' });
    return runView.pick({ runId: true }).parse(await triggered.json()).runId;
  }

  async readRun(runId: string): Promise<RunView> {
    return runView.parse(await this.read(`/runs/${runId}`));
  }

  /** The run once something is so; as it is at the end of patience where it never is. */
  async until(runId: string, isSo: (run: RunView) => boolean): Promise<RunView> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const run = await this.readRun(runId);
      if (isSo(run) || Date.now() > giveUpAt) return run;
      await pause(100);
    }
  }

  /** Waits until something is so in the cluster. @throws Error at the end of patience. */
  async untilSo(what: string, isSo: () => boolean): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!isSo()) {
      if (Date.now() > giveUpAt) throw new Error(`After ${PATIENCE_MS / 1000} s it is not so: ${what}.`);
      await pause(50);
    }
  }

  /** How often a job's Job was made: of each attempt once. */
  made(name: string): number {
    return this.#named('job-created', name).length;
  }

  /** Jobs of batches that go on, of all runs or of one whose jobs begin so. */
  going(prefix = ''): readonly string[] {
    return this.api.cluster.jobs
      .filter(
        ({ ended, body, name }) =>
          ended === undefined && body.metadata.labels['evenkeel/role'] === 'job' && name.startsWith(prefix),
      )
      .map(({ name }) => name);
  }

  /** What has happened to the Jobs of a run, in order: `created a`, `ended a`, `created source-delete`. */
  historyOf(runId: string): readonly string[] {
    const own = sha256Fingerprint(runId);
    return this.api.cluster.history
      .filter(({ what, name }) => what.startsWith('job-') && name.includes(own))
      .map(({ what, name }) => `${what.replace('job-', '')} ${name.slice(0, name.indexOf(`-${own}`))}`);
  }

  #named(what: string, name: string) {
    return this.api.cluster.history.filter(
      (event) => event.what === what && new RegExp(`^${name}-[0-9a-f]+-a\\d+-\\d+$`).test(event.name),
    );
  }
}

async function startOn(folder: string, storage: string): Promise<Stack> {
  return startStack({
    dataDir: join(folder, 'state'),
    storage,
    settings: {
      BATCH__kubeconfig: join(folder, 'kubeconfig'),
      BATCH__tokenSecret: 'CLUSTER_TOKEN',
      BATCH__sourceClaim: 'sources',
      // A stack that stops waits for steps that wait.
      BATCH__watchSeconds: '2',
      SECRETS__CLUSTER_TOKEN: TOKEN,
    },
  });
}
