import { enableCompileCache } from 'node:module';
import type { ServiceBusOptions } from '../service-bus/start-service-bus.ts';
import { answerQuestions, type QuestionLine } from './question-line.ts';
import { answerAbout } from './queue-questions.ts';
import { serveInThread } from './serve-in-thread.ts';

export interface ServiceBusAddresses {
  readonly connectionString: string;
  readonly port: number;
  /** Of the operator's HTTP port, which also answers as the administration of the namespace. */
  readonly adminPort: number;
}

/** What a thread can be told of {@link ServiceBusOptions}, and where it is asked about its queues. */
export interface ServiceBusThreadOptions extends Pick<ServiceBusOptions, 'port' | 'dataDir' | 'queues'> {
  readonly questions: QuestionLine;
}

enableCompileCache();
const { startServiceBus } = await import('../service-bus/start-service-bus.ts');

serveInThread<ServiceBusThreadOptions, ServiceBusAddresses>(async ({ questions, ...options }) => {
  const server = await startServiceBus({ ...options, admin: true });
  answerQuestions(questions, (question) => answerAbout(server, question));
  const { connectionString, port, adminPort } = server;
  if (adminPort === undefined) throw new Error('The stand-in has no port for its operator.');
  return { server, addresses: { connectionString, port, adminPort } };
});
