import type { InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { StartOutcome } from '../../shared/application/start-run.ts';
import { runMessage, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly startRun: (runId: RunId, orchestrations: Orchestrations) => Promise<StartOutcome>;
  /** The orchestrations that an invocation can reach through its durable client binding. */
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
  readonly log: Log;
}

/** Takes due runs off the queue. What it throws makes the host abandon the message, which then comes again. */
export function registerStartRun(app: FunctionRegistry, useCases: UseCases): void {
  app.serviceBusQueue('startRun', {
    connection: 'SERVICE_BUS',
    queueName: RUNS_QUEUE,
    extraInputs: [input.durableClient()],
    handler: async (message, context) => {
      const { runId } = runMessage.parse(message);
      const outcome = await useCases.startRun(runId, useCases.orchestrationsOf(context));
      useCases.log.info('Run message handled.', { runId, outcome });
    },
  });
}
