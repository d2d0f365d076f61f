import { Client } from '../client.ts';
import { print } from '../command-line.ts';
import { startReportServer, type ReportServer } from '../report-server/start-report-server.ts';
import type { Stack } from '../stack.ts';
import { StartedParts } from '../started-parts.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../webhook-receiver/start-webhook-receiver.ts';
import { registerBatchExample } from './batch-example.ts';
import { startEdgeExample, type EdgeExample } from './edge-example.ts';
import type { ExampleServices } from './example-services.ts';
import { registerExamples } from './register-examples.ts';
import { registerFleetExample } from './register-fleet-example.ts';
import { registerPipelineExample } from './register-pipeline-example.ts';
import { registerReportExample } from './register-report-example.ts';
import { registerWebhookExample } from './register-webhook-example.ts';
import { uploadExampleFiles } from './upload-example-files.ts';

/** How long the receiver of webhooks works on a call. */
const WEBHOOK_WORK_MS = 5_000;

export interface ExampleOptions {
  readonly services: ExampleServices;
  readonly reportPort: number;
  readonly dataDir: string;
  /** Of whoever registers the examples, and of the agent of edges; absent where nobody is asked who they are. */
  readonly tokens: { readonly author: string | undefined; readonly edges: string | undefined };
  /** Takes how to stop each part, as soon as it runs. */
  readonly onStarted: (stop: () => Promise<void>) => void;
}

interface Parts {
  readonly services: ExampleServices;
  readonly reportServer: ReportServer;
  readonly receiver: WebhookReceiver;
  readonly edges: EdgeExample;
}

/** Starts what the examples call, registers them all, and prints what there is to see, and when. */
export async function startExamples(stack: Stack, options: ExampleOptions): Promise<void> {
  const { services, reportPort: port, dataDir, tokens, onStarted } = options;
  const reportServer = await new StartedParts().keep('the report server', startReportServer({ port }));
  onStarted(() => reportServer.stop());
  const receiver = await startWebhookReceiver({ workMs: WEBHOOK_WORK_MS });
  onStarted(() => receiver.stop());
  const edges = startEdgeExample(stack.url, { dataDir, token: tokens.edges });
  onStarted(() => edges.stop());
  const connection = { client: new Client(stack.url, tokens.author), blobs: stack.blobs };
  const lines = [
    ...(await registerMeasured(connection, reportServer)),
    ...(await registerOtherKinds(connection, { services, reportServer, receiver, edges })),
  ];
  await uploadExampleFiles(stack.blobs);
  for (const line of lines) print(line);
  print('The files of examples/ are there: npx evenkeel apply -f examples');
}

interface Connection {
  readonly client: Client;
  readonly blobs: Stack['blobs'];
}

/** Models, and the report that one of them is measured by. They run every minute: the first results land within one. */
async function registerMeasured(
  connection: Connection,
  { origin }: ReportServer,
): Promise<readonly string[]> {
  const recurrences = [{ type: 'cron', expression: '* * * * *', timeZone: 'UTC' }];
  const recipients = ['model-owners@example.com'];
  const models = await registerExamples(connection, { jobIdPrefix: 'example-', recurrences, recipients });
  const reportJobs = await registerReportExample(connection, origin);
  const fleet = await registerFleetExample(connection.client);
  return [
    `  Reports      ${origin}/stats  (heavy load every other two minutes)`,
    `${models.length} example models are due every minute; each result is printed as it lands.`,
    `So are ${reportJobs.join(' and ')}: a report is collected, and measured when it is there.`,
    `Every ten minutes the ${fleet.models} jobs of the fleet ${fleet.fleetId} measure a model of three depots.`,
  ];
}

async function registerOtherKinds(
  connection: Connection,
  { services, reportServer, receiver, edges }: Parts,
): Promise<readonly string[]> {
  const { client } = connection;
  const calls = await registerWebhookExample(client, receiver.origin);
  const training = await services.workspace.register(client);
  const pipeline = await registerPipelineExample(connection, {
    reportServer: reportServer.origin,
    receiver: receiver.origin,
  });
  const batch = services.cluster && (await registerBatchExample(client));
  const heating = await edges.register(client);
  return [
    `Every two minutes ${calls.join(' and ')} call ${receiver.origin}, and wait for its work.`,
    `${training} runs a job of a stand-in for a Databricks workspace every two minutes.`,
    `Every five minutes ${pipeline} does the same as steps of one run.`,
    ...(batch === undefined
      ? []
      : [`And ${batch} runs a batch of Jobs on a stand-in for a Kubernetes cluster.`]),
    `Now and every day ${heating} has power spent by two edges, whose agent is in this process.`,
  ];
}
