import type { JobBody, PodSpec } from './resources.ts';

/** What pods of this server do, told by annotations of theirs. */
const RUNS_FOR_MS = 'stand-in/runs-for-ms';
const EXIT_CODE = 'stand-in/exit-code';
/** So many pods of the Job end with code 1, before the others do as they are told. */
const FAILS_TIMES = 'stand-in/fails-times';
const PRINTS = 'stand-in/prints';

const DEFAULT_RUN_MS = 20;

/** The exit code of what was killed (128 + SIGKILL). */
const KILLED = 137;

/** A pod of a Job: waits, runs for a time, ends. Changed by the cluster alone. */
export class Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly jobName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  readonly createdAt: number;
  readonly #failures: number;
  version = 0;
  node: string | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** Why it waits, in the scheduler's words. */
  waitsFor: string | undefined;

  constructor(
    { metadata, spec }: JobBody,
    {
      namespace,
      suffix,
      jobUid,
      failures,
      createdAt,
    }: {
      readonly namespace: string;
      readonly suffix: string;
      readonly jobUid: string;
      /** Of the Job's pods before it. */
      readonly failures: number;
      readonly createdAt: number;
    },
  ) {
    const { template } = spec;
    this.namespace = namespace;
    this.name = `${metadata.name.slice(0, 57)}-${suffix}`;
    this.uid = `${jobUid}-${suffix}`;
    this.jobName = metadata.name;
    this.labels = {
      ...template.metadata.labels,
      ...{ 'job-name': metadata.name, 'batch.kubernetes.io/job-name': metadata.name },
      'batch.kubernetes.io/controller-uid': jobUid,
    };
    this.annotations = template.metadata.annotations;
    this.spec = template.spec;
    this.createdAt = createdAt;
    this.#failures = failures;
  }

  /** When it ends by itself, or its own time is over, epoch ms; undefined while it waits and once it has ended. */
  get endsAt(): number | undefined {
    if (this.startedAt === undefined || this.finishedAt !== undefined) return undefined;
    return this.startedAt + Math.min(this.#runsForMs, this.#deadlineMs);
  }

  /** Whether its time was over before its work was. */
  get isOverdue(): boolean {
    return this.finishedAt !== undefined && this.#deadlineMs < this.#runsForMs;
  }

  get #runsForMs(): number {
    return Number(this.annotations[RUNS_FOR_MS] ?? DEFAULT_RUN_MS);
  }

  /** Counted from its start on a node. */
  get #deadlineMs(): number {
    return (this.spec.activeDeadlineSeconds ?? Infinity) * 1000;
  }

  get exitCode(): number {
    if (this.isOverdue) return KILLED;
    if (this.#failures < Number(this.annotations[FAILS_TIMES] ?? 0)) return 1;
    return Number(this.annotations[EXIT_CODE] ?? 0);
  }

  get phase(): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
    if (this.finishedAt !== undefined) return this.exitCode === 0 ? 'Succeeded' : 'Failed';
    return this.startedAt === undefined ? 'Pending' : 'Running';
  }

  /** Undefined: its container has not started. */
  get log(): string | undefined {
    if (this.startedAt === undefined) return undefined;
    const ended = this.finishedAt === undefined ? '' : `ended with ${this.exitCode}\n`;
    return `${this.annotations[PRINTS] ?? `hello from ${this.name}`}\n${ended}`;
  }
}
