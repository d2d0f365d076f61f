import type { RunScope, RunStep } from '../../application/ports/run-scope.ts';
import { jobIdOf } from '../../domain/run/run-id.ts';
import type { JobFacts } from './job-facts.ts';
import { runAttributes } from './run-trace.ts';
import type { SpanStart, Tracer } from './tracer.ts';

/** The spans of the steps of runs: of an activity under its orchestration, of a delivery under its message. */
export class TracedRunScope implements RunScope {
  readonly #tracer: Tracer;
  readonly #facts: JobFacts;
  readonly #queues: Readonly<Record<string, string>>;

  /** `queues`: the queues of the functions that take messages, by the names of the functions. */
  constructor(tracer: Tracer, facts: JobFacts, queues: Readonly<Record<string, string>>) {
    this.#tracer = tracer;
    this.#facts = facts;
    this.#queues = queues;
  }

  async within<T>(step: RunStep, work: () => Promise<T>): Promise<T> {
    const { runId, attempt } = step;
    return this.#tracer.within(
      this.#start(step),
      async (span) => {
        try {
          return await work();
        } finally {
          span.set(this.#facts.attributesOf(jobIdOf(runId)));
        }
      },
      { runId, attempt },
    );
  }

  #start(step: RunStep): SpanStart {
    const { runId, attempt, name } = step;
    const trace = this.#tracer.runTrace(runId);
    const queue = this.#queues[name];
    if (queue === undefined) {
      return {
        name: `activity ${name}`,
        parent: trace.orchestration(attempt),
        attributes: { ...runAttributes(step), 'evenkeel.step': name },
      };
    }
    return {
      ...{ name: 'process runs', kind: 'consumer', parent: trace.message(attempt) },
      attributes: { ...runAttributes(step), ...messagingAttributes(queue, 'process') },
    };
  }
}

/** OpenTelemetry's semantic conventions of messaging. */
export function messagingAttributes(
  queue: string,
  operation: 'send' | 'process',
): Readonly<Record<string, string>> {
  return {
    'messaging.system': 'servicebus',
    'messaging.destination.name': queue,
    'messaging.operation.type': operation,
    'messaging.operation.name': operation,
  };
}
