import { enableCompileCache } from 'node:module';
import type { ServiceBusOptions } from '../service-bus/start-service-bus.ts';
import { answerQuestions, type QuestionLine } from './question-line.ts';
import { answerAbout } from './queue-questions.ts';
import { serveInThread } from './serve-in-thread.ts';

export interface ServiceBusAddresses {
  readonly connectionString: string;
  readonly port: number;
}

/** What a thread can be told of {@link ServiceBusOptions}, and where it is asked about its queues. */
export interface ServiceBusThreadOptions extends Pick<ServiceBusOptions, 'port' | 'dataDir' | 'queues'> {
  readonly questions: QuestionLine;
}

enableCompileCache();
const { startServiceBus } = await import('../service-bus/start-service-bus.ts');

serveInThread<ServiceBusThreadOptions, ServiceBusAddresses>(async ({ questions, ...options }) => {
  const server = await startServiceBus(options);
  answerQuestions(questions, (question) => answerAbout(server, question));
  const { connectionString, port } = server;
  return { server, addresses: { connectionString, port } };
});
