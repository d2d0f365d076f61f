import type { ServerResponse } from 'node:http';
import { ApiFault } from '../api-fault.ts';
import type { Cluster, JobChange } from '../cluster.ts';
import type { ApiRequest } from './answer-request.ts';
import { labelTest } from './label-selector.ts';
import { jobView } from './views.ts';

/** Changes that are kept for who comes late; a version before them is too old, as etcd forgets what it has compacted. */
const KEPT_CHANGES = 500;

/** Nothing runs by itself in the cluster: while somebody watches, it is looked at so often. */
const TICK_MS = 25;

/** Of the API server where a request names none: the least of what it draws. */
const DEFAULT_TIMEOUT_SECONDS = 1800;

const PARAMETERS = [
  ...['watch', 'labelSelector', 'resourceVersion', 'timeoutSeconds', 'allowWatchBookmarks'],
  'sendInitialEvents',
];

interface Kept {
  readonly version: number;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

interface Watch {
  readonly response: ServerResponse;
  readonly isWatched: (change: Kept) => boolean;
  readonly endsAt: number;
  readonly takesBookmarks: boolean;
}

/** Who watches Jobs, and what there was to see of late. */
export class JobWatches {
  readonly #cluster: Cluster;
  readonly #now: () => number;
  readonly #open = new Set<Watch>();
  readonly #kept: Kept[] = [];
  /** Of the last change that is kept no more. */
  #forgotten = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(cluster: Cluster, now: () => number) {
    this.#cluster = cluster;
    this.#now = now;
    cluster.onJobChange = (change) => {
      this.#changed(change);
    };
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Answers with lines of JSON until its time is over. @throws ApiFault for a version that is too old, or yet to come. */
  open({ query }: ApiRequest, namespace: string, response: ServerResponse): void {
    this.#cluster.settle(this.#now());
    const unknown = [...query.keys()].find((name) => !PARAMETERS.includes(name));
    if (unknown !== undefined) {
      throw new ApiFault(
        400,
        'BadRequest',
        `This server does not know the parameter "${unknown}" of watches.`,
      );
    }
    const isSelected = labelTest(query.get('labelSelector'));
    const from = this.#versionOf(query.get('resourceVersion'));
    const seconds = Number(query.get('timeoutSeconds') ?? DEFAULT_TIMEOUT_SECONDS);
    const watch: Watch = {
      response,
      isWatched: (change) => change.namespace === namespace && isSelected(change.labels),
      endsAt: this.#now() + seconds * 1000,
      takesBookmarks: query.get('allowWatchBookmarks') === 'true',
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const change of this.#kept) if (change.version > from) tell(watch, change);
    this.#open.add(watch);
    response.on('close', () => {
      this.#open.delete(watch);
      if (this.#open.size === 0) this.stop();
    });
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  /** Ends all connections as a load balancer does: without a word. */
  cut(): void {
    for (const { response } of this.#open) response.destroy();
  }

  /** Forgets all changes: who comes with a version of before is too late. */
  forget(): void {
    this.#kept.length = 0;
    this.#forgotten = this.#cluster.version;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #versionOf(text: string | null): number {
    const { version } = this.#cluster;
    if (text === null || text === '' || text === '0') {
      throw new ApiFault(400, 'BadRequest', 'This server takes a watch only from the version of a list.');
    }
    const from = Number(text);
    if (from < this.#forgotten) {
      throw new ApiFault(410, 'Expired', `too old resource version: ${from} (${this.#forgotten})`);
    }
    if (from > version) {
      throw new ApiFault(504, 'Timeout', `Too large resource version: ${from}, current: ${version}`);
    }
    return from;
  }

  #tick(): void {
    const now = this.#now();
    this.#cluster.settle(now);
    for (const watch of this.#open) {
      if (watch.endsAt > now) continue;
      if (watch.takesBookmarks) watch.response.write(this.#bookmark());
      watch.response.end();
      this.#open.delete(watch);
    }
  }

  #bookmark(): string {
    const metadata = { resourceVersion: String(this.#cluster.version), creationTimestamp: null };
    const object = { kind: 'Job', apiVersion: 'batch/v1', metadata, spec: {}, status: {} };
    return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`;
  }

  #changed({ type, job }: JobChange): void {
    const { version, namespace, body } = job;
    const change: Kept = {
      ...{ version, namespace, labels: body.metadata.labels },
      line: `${JSON.stringify({ type, object: jobView(job, this.#cluster) })}\n`,
    };
    this.#kept.push(change);
    if (this.#kept.length > KEPT_CHANGES) this.#forgotten = this.#kept.shift()?.version ?? 0;
    for (const watch of this.#open) tell(watch, change);
  }
}

function tell({ response, isWatched }: Watch, change: Kept): void {
  if (isWatched(change)) response.write(change.line);
}
