import type { InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import { z } from 'zod';
import type { BuryOutcome } from '../../shared/application/bury-run.ts';
import type { DeadLetter } from '../../shared/application/keep-dead-letter.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import { BULK_RUNS_QUEUE, runMessage, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import type { DeadLetterCause } from '../../shared/domain/run/run.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly buryRun: (
    attempt: RunAttempt,
    cause: DeadLetterCause,
    orchestrations: Orchestrations,
  ) => Promise<BuryOutcome>;
  readonly handleDeadLetter: (
    letter: DeadLetter,
    bury: () => Promise<BuryOutcome>,
  ) => Promise<BuryOutcome | 'kept'>;
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
  readonly log: Log;
}

/** Marks the runs whose messages either queue has given up. */
export function registerBuryRun(app: FunctionRegistry, useCases: UseCases): void {
  for (const [name, queue] of [
    ['buryRun', RUNS_QUEUE],
    ['buryBulkRun', BULK_RUNS_QUEUE],
  ] as const) {
    app.serviceBusQueue(name, {
      connection: 'SERVICE_BUS',
      queueName: `${queue}/$DeadLetterQueue`,
      extraInputs: [input.durableClient()],
      handler: async (body, context) => {
        const { messageId, cause } = readMetadata(context.triggerMetadata);
        const outcome = await useCases.handleDeadLetter({ queue, messageId, body, cause }, async () =>
          useCases.buryRun(runMessage.parse(body), cause, useCases.orchestrationsOf(context)),
        );
        useCases.log.info('Dead letter handled.', { queue, messageId, outcome });
      },
    });
  }
}

/** The host parses texts that are JSON: a message id may arrive as a number. */
const metadata = z.looseObject({
  messageId: z.unknown().optional(),
  deliveryCount: z.number().catch(0),
  applicationProperties: z
    .looseObject({
      deadLetterReason: z.string().catch('unknown'),
      deadLetterErrorDescription: z.string().catch(''),
    })
    .catch({ deadLetterReason: 'unknown', deadLetterErrorDescription: '' }),
});

function readMetadata(given: unknown): { readonly messageId: string; readonly cause: DeadLetterCause } {
  const { messageId, deliveryCount, applicationProperties } = metadata.parse(given ?? {});
  return {
    messageId: typeof messageId === 'string' ? messageId : JSON.stringify(messageId ?? null),
    cause: {
      reason: applicationProperties.deadLetterReason,
      description: applicationProperties.deadLetterErrorDescription,
      deliveryCount,
    },
  };
}
