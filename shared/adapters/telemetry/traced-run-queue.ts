import type { Clock } from '../../application/ports/environment.ts';
import type { EnqueueRequest, RunQueue } from '../../application/ports/run-queue.ts';
import { attemptIdOf, jobIdOf } from '../../domain/run/run-id.ts';
import type { JobFacts } from './job-facts.ts';
import { runAttributes } from './run-trace.ts';
import { failureOf, type SpanFailure } from './span.ts';
import type { Tracer } from './tracer.ts';
import { messagingAttributes } from './traced-run-scope.ts';

interface Parts {
  readonly tracer: Tracer;
  readonly facts: JobFacts;
  readonly clock: Clock;
  readonly queues: { readonly live: string; readonly bulk: string };
}

/** Records the sending of each message in the trace of its run. */
export class TracedRunQueue implements RunQueue {
  readonly #queue: RunQueue;
  readonly #parts: Parts;

  constructor(queue: RunQueue, parts: Parts) {
    this.#queue = queue;
    this.#parts = parts;
  }

  async enqueue(requests: readonly EnqueueRequest[]): Promise<void> {
    const startedAt = this.#parts.clock.now();
    try {
      await this.#queue.enqueue(requests);
    } catch (error) {
      this.#record(requests, startedAt, failureOf(error));
      throw error;
    }
    this.#record(requests, startedAt);
  }

  #record(requests: readonly EnqueueRequest[], startedAt: number, failure?: SpanFailure): void {
    const { tracer, facts, clock, queues } = this.#parts;
    const endedAt = clock.now();
    for (const { runId, attempt, effectiveAt, priority = 'live', resend } of requests) {
      const trace = tracer.runTrace(runId);
      tracer.record({
        ...{ name: 'send runs', kind: 'producer', startedAt, endedAt },
        ...{ context: trace.message(attempt, resend), parent: trace.root, links: tracer.linkToActive },
        attributes: {
          ...runAttributes({ runId, attempt }),
          ...facts.attributesOf(jobIdOf(runId)),
          ...messagingAttributes(queues[priority], 'send'),
          'messaging.message.id': attemptIdOf(runId, attempt),
          'evenkeel.run.effective_at': new Date(effectiveAt).toISOString(),
          'evenkeel.message.resend': resend,
        },
        ...(failure === undefined ? {} : { failure }),
      });
    }
  }
}
