import { ServiceBusClient } from '@azure/service-bus';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../../shared/contracts/queue/run-message.ts';
import type { Random } from '../simulation/random.ts';

/** Puts the message of a run's attempt into one of the queues, whether it has been there or not. */
export type SendAgain = (attempt: { readonly runId: string; readonly attempt: number }) => Promise<void>;

export interface Queues {
  readonly sendAgain: SendAgain;
  stop(): Promise<void>;
}

/** The run queues, as somebody has them who sends what the app has sent already. */
export function openQueues(connectionString: string, random: Random): Queues {
  const client = new ServiceBusClient(connectionString);
  const senders = [RUNS_QUEUE, BULK_RUNS_QUEUE].map((queue) => client.createSender(queue));
  let sent = 0;
  return {
    sendAgain: async (body) => {
      sent += 1;
      // Without the message id that the app gives it the queue does not see that it has had it.
      await random.pick(senders).sendMessages({ body, messageId: `again-${sent}` });
    },
    stop: () => client.close(),
  };
}
