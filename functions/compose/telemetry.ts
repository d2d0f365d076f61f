import { ManagedIdentity } from '../../shared/adapters/identity/managed-identity.ts';
import { randomHex } from '../../shared/adapters/ids/random-hex.ts';
import { CompositeSink } from '../../shared/adapters/telemetry/composite-sink.ts';
import { ConsoleLog } from '../../shared/adapters/telemetry/console-log.ts';
import { ConsoleSpans } from '../../shared/adapters/telemetry/console-spans.ts';
import { JobFacts } from '../../shared/adapters/telemetry/job-facts.ts';
import { LazyTelemetry } from '../../shared/adapters/telemetry/lazy-telemetry.ts';
import { createRedactor, type Redactor } from '../../shared/adapters/telemetry/redactor.ts';
import { createSampler } from '../../shared/adapters/telemetry/sampler.ts';
import { TelemetryLog } from '../../shared/adapters/telemetry/telemetry-log.ts';
import type { SendingSink } from '../../shared/adapters/telemetry/telemetry-sink.ts';
import { TracedBlobStore } from '../../shared/adapters/telemetry/traced-blob-store.ts';
import { TracedJobStore } from '../../shared/adapters/telemetry/traced-job-store.ts';
import { TracedOutgoingHttp } from '../../shared/adapters/telemetry/traced-outgoing-http.ts';
import { TracedRequests } from '../../shared/adapters/telemetry/traced-requests.ts';
import { TracedRunQueue } from '../../shared/adapters/telemetry/traced-run-queue.ts';
import { TracedRunScope } from '../../shared/adapters/telemetry/traced-run-scope.ts';
import { TracedResultSink, TracedWarehouse } from '../../shared/adapters/telemetry/traced-warehouse.ts';
import { Tracer } from '../../shared/adapters/telemetry/tracer.ts';
import type { BlobStore } from '../../shared/application/ports/blob-store.ts';
import type { Clock, Log } from '../../shared/application/ports/environment.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { OutgoingHttp } from '../../shared/application/ports/outgoing-http.ts';
import type { RequestScope } from '../../shared/application/ports/request-scope.ts';
import type { ResultSink } from '../../shared/application/ports/result-sink.ts';
import type { RunQueue } from '../../shared/application/ports/run-queue.ts';
import type { RunScope } from '../../shared/application/ports/run-scope.ts';
import type { Warehouse } from '../../shared/application/ports/warehouse.ts';
import type { TelemetryConfig } from '../../shared/config/telemetry-config.ts';
import { ORCHESTRATORS } from '../../shared/kinds/kind-lists.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import { resourceAttributes } from './resource-attributes.ts';

interface Given {
  readonly config: TelemetryConfig;
  readonly environment: Record<string, string | undefined>;
  readonly clock: Clock;
  /** Writes a line on the console. */
  readonly write: (level: 'info' | 'error', line: string) => void;
}

/** What the app is watched by. Without an exporter it is the console log alone, and every wrapper gives back what it is given. */
export interface Telemetry {
  readonly log: Log;
  readonly redactor: Redactor;
  readonly scope: RunScope;
  /** Absent: requests are not traced. */
  readonly requests?: RequestScope;
  /** Where telemetry is sent; absent without an exporter. */
  readonly sending?: Sending;
  readonly jobs: (jobs: JobStore) => JobStore;
  readonly queue: (queue: RunQueue) => RunQueue;
  readonly http: (http: OutgoingHttp) => OutgoingHttp;
  readonly blobs: (blobs: BlobStore) => BlobStore;
  readonly warehouse: (warehouse: Warehouse) => Warehouse;
  readonly sink: (sink: ResultSink) => ResultSink;
}

export interface Sending {
  readonly tracer: Tracer;
  readonly sink: SendingSink;
  /** Whether it leaves the process by itself: then the host need not send the lines of the app once more. */
  readonly isRemote: boolean;
}

/** The queue of each function that takes messages of runs, by its name. */
const DELIVERIES = { startRun: RUNS_QUEUE, startBulkRun: BULK_RUNS_QUEUE };

/** Makes the telemetry that the settings ask for. Nothing of it is loaded without an exporter; else beside the start. */
export function composeTelemetry(given: Given): Telemetry {
  const redactor = createRedactor(given.environment);
  const console = new ConsoleLog(given.write, redactor);
  if (given.config.exporters.length === 0) return untraced(console, redactor);
  const { clock } = given;
  const sending = startSending(given, console, redactor);
  const { tracer, sink, isRemote } = sending;
  const writesMetrics = !isRemote || given.config.exporters.includes('console');
  const facts = new JobFacts();
  const queues = { live: RUNS_QUEUE, bulk: BULK_RUNS_QUEUE };
  return {
    ...{ redactor, sending, requests: new TracedRequests(tracer) },
    log: new TelemetryLog(console, sink, { tracer, clock, writesMetrics }),
    scope: new TracedRunScope(tracer, facts, DELIVERIES),
    jobs: (jobs) => new TracedJobStore(jobs, { tracer, facts, clock, orchestrators: ORCHESTRATORS }),
    queue: (queue) => new TracedRunQueue(queue, { tracer, facts, clock, queues }),
    http: (http) => new TracedOutgoingHttp(http, tracer),
    blobs: (blobs) => new TracedBlobStore(blobs, tracer),
    warehouse: (warehouse) => new TracedWarehouse(warehouse, tracer),
    sink: (results) => new TracedResultSink(results, tracer),
  };
}

function untraced(log: Log, redactor: Redactor): Telemetry {
  return {
    ...{ log, redactor, scope: { within: async (_step, work) => work() } },
    ...{ jobs: same, queue: same, http: same, blobs: same, warehouse: same, sink: same },
  };
}

function same<T>(value: T): T {
  return value;
}

function startSending(given: Given, console: Log, redactor: Redactor): Sending {
  const { config, clock, write } = given;
  const isRemote = config.exporters.some((name) => name !== 'console');
  const sinks = [
    ...(config.exporters.includes('console')
      ? [
          new ConsoleSpans((line) => {
            write('info', line);
          }, redactor),
        ]
      : []),
    ...(isRemote ? [remote(given, console, redactor)] : []),
  ];
  const sink = new CompositeSink(sinks);
  const sampler = createSampler(config.sampling);
  const record = sink.span.bind(sink);
  return { tracer: new Tracer({ sampler, record, clock, elapsed, randomHex }), sink, isRemote };
}

function remote({ config, environment }: Given, console: Log, redactor: Redactor): LazyTelemetry {
  const { exporters, otlp, applicationInsights, metricIntervalMs } = config;
  return new LazyTelemetry(
    async () => {
      const { loadExporters } = await import('../../shared/adapters/telemetry/load-exporters.ts');
      return loadExporters({
        ...(exporters.includes('otlp') ? { otlp } : {}),
        ...(exporters.includes('applicationinsights') && applicationInsights !== undefined
          ? { azureMonitor: { ...toAzureMonitor(applicationInsights), environment } }
          : {}),
        ...{ metricIntervalMs, redactor, elapsed },
        resourceAttributes: resourceAttributes(config, environment, randomHex(8)),
        report: ({ exporter, lost, error }) => {
          console.error('Telemetry was lost.', error, { exporter, lost });
        },
      });
    },
    (error) => {
      console.error('Telemetry could not be started; the app does without.', error);
    },
  );
}

function toAzureMonitor({
  connectionString,
  identity,
}: NonNullable<TelemetryConfig['applicationInsights']>): {
  readonly connectionString: string;
  readonly credential?: ManagedIdentity;
} {
  if (identity === undefined) return { connectionString };
  return { connectionString, credential: new ManagedIdentity(identity.clientId) };
}

function elapsed(): number {
  return performance.now();
}
