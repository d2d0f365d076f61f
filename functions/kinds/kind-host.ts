import type { Container } from '@azure/cosmos';
import type { InvocationContext } from '@azure/functions';
import type { TokenCredential } from '@azure/identity';
import type { BlobServiceClient } from '@azure/storage-blob';
import type { AuditedChange } from '../../shared/application/audited-change.ts';
import type { createFindSampleFiles } from '../../shared/application/find-sample-files.ts';
import type { createCommitResult } from '../../shared/application/finish-run.ts';
import type { BaselineStore } from '../../shared/application/ports/baseline-store.ts';
import type { ModelStandings } from '../../shared/application/ports/model-standings.ts';
import type { ReadSample } from '../../shared/application/ports/sample-reader.ts';
import type { ResultSink } from '../../shared/application/ports/result-sink.ts';
import type { StabilityStore } from '../../shared/application/ports/stability-store.ts';
import type { Warehouse } from '../../shared/application/ports/warehouse.ts';
import type { createCancelRun } from '../../shared/application/cancel-run.ts';
import type { LoadPlainWork } from '../../shared/application/load-plain-work.ts';
import type { LoadCalendars } from '../../shared/application/load-calendars.ts';
import type { BlobStore } from '../../shared/application/ports/blob-store.ts';
import type { Clock, Fingerprint, Log, Pause, UniqueId } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { LeaseStore } from '../../shared/application/ports/lease-store.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { OutgoingHttp } from '../../shared/application/ports/outgoing-http.ts';
import type { RunStore } from '../../shared/application/ports/run-store.ts';
import type { Secrets } from '../../shared/application/ports/secrets.ts';
import type { createRetryRun } from '../../shared/application/retry-run.ts';
import type { createTriggerRun } from '../../shared/application/trigger-run.ts';
import type { PlainTask } from '../../shared/domain/job/job-work.ts';
import type { ActivityHandler } from '../activities/scoped-activities.ts';
import type { Operation } from '../http/api/call.ts';
import type { FunctionRegistry } from '../registry.ts';

/** What the app gives to a kind. */
export interface KindHost {
  /** For triggers of the kind's own, such as timers. */
  readonly app: FunctionRegistry;
  /** App settings; those of a kind begin with its name and `__`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A container of the app's database. */
  readonly containerOf: (name: string) => Container;
  readonly blobService: BlobServiceClient;
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly leases: LeaseStore;
  readonly blobs: BlobStore;
  readonly http: OutgoingHttp;
  /** Of the app's own identity. */
  readonly credential: TokenCredential;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly pause: Pause;
  readonly uniqueId: UniqueId;
  readonly fingerprint: Fingerprint;
  /** A new text that nobody can guess. */
  readonly randomSecret: () => string;
  /** Of a text that is compared and never kept. */
  readonly digest: (text: string) => string;
  /** Whether a digest is of the text; takes the same time wherever they differ. */
  readonly hasDigest: (text: string, digest: string) => boolean;
  readonly loadCalendars: LoadCalendars;
  /** Makes what each step of a run begins with; `readTask` throws ZodError where the task is none of the kind's. */
  readonly loadWorkBy: <Task>(readTask: (task: PlainTask) => Task) => LoadPlainWork<Task>;
  readonly triggerRun: ReturnType<typeof createTriggerRun>;
  readonly retryRun: ReturnType<typeof createRetryRun>;
  readonly cancelRun: ReturnType<typeof createCancelRun>;
  /** Of an activity's context; elsewhere it takes an input of the invocation: `input.durableClient()`. */
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
  readonly auditedChange: AuditedChange;
  /** Commits what came of an attempt, once; whoever comes later changes nothing. */
  readonly commitResult: ReturnType<typeof createCommitResult>;
  /** How data of models are read, and where they and their figures are kept. */
  readonly findSampleFiles: ReturnType<typeof createFindSampleFiles>;
  readonly readSample: ReadSample;
  readonly baselines: BaselineStore;
  readonly stability: StabilityStore;
  readonly standings: ModelStandings;
  /** Absent where there is no warehouse. */
  readonly warehouse: Warehouse | undefined;
  readonly sink: ResultSink | undefined;
}

/** What a kind brings into the app. */
export interface KindParts {
  /** By their names, which begin with that of the kind; each input holds `{ runId, attempt }`. */
  readonly activities: Readonly<Record<string, ActivityHandler>>;
  /** Registers the orchestrator: `() => { registerPlainJob(…); }`. */
  readonly registerOrchestrator: () => void;
  /** Operations of the API that are the kind's own. */
  readonly operations?: readonly Operation[];
}

export type RegisterKind = (host: KindHost) => KindParts;
