import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildApp } from './build.ts';
import { captureConsole } from './capture-console.ts';
import { Client } from './client.ts';
import { BadUsage, exitWith, print, stopOnInterrupt, toPort } from './command-line.ts';
import { registerBatchExample, startExampleCluster, type ExampleCluster } from './examples/batch-example.ts';
import { startDatabricksExample, type DatabricksExample } from './examples/databricks-example.ts';
import { EDGE_EXAMPLE_CALLER, startEdgeExample, type EdgeExample } from './examples/edge-example.ts';
import { registerExamples } from './examples/register-examples.ts';
import { uploadExampleFiles } from './examples/upload-example-files.ts';
import { registerWebhookExample } from './examples/register-webhook-example.ts';
import { registerPipelineExample } from './examples/register-pipeline-example.ts';
import { registerFleetExample } from './examples/register-fleet-example.ts';
import { registerReportExample } from './examples/register-report-example.ts';
import { formatRun } from './format-run.ts';
import { fillShowcase } from './showcase/fill-showcase.ts';
import { startMailCatcher } from './mail/start-mail-catcher.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver/start-webhook-receiver.ts';
import { startReportServer, type ReportServer } from './report-server/start-report-server.ts';
import { startStack, type LogEntry, type Ports, type Stack } from './stack.ts';
import { StartedParts } from './started-parts.ts';
import { LocalTokens } from './token/local-tokens.ts';
import { watchRuns } from './watch-runs.ts';

const USAGE = `Usage: npm start -- [options]
  --port N              port of the HTTP API (7071)
  --cosmos-port N       port of the Cosmos DB stand-in (any free one)
  --service-bus-port N  port of the Service Bus stand-in (any free one)
  --blob-port N         port of the blob service (any free one)
  --report-port N       port of the report server, with the examples only (7080)
  --data-dir FOLDER     where the state is kept (.local)
  --no-examples         no report server, and do not register the example jobs
  --showcase            fills it with a month of a dozen models, to have something to look at
  --no-build            the app as it was built last, which starts seconds sooner
`;

const SHOWCASE_DAYS = 30;

const DATA_DIR = fileURLToPath(new URL('../.local', import.meta.url));

/** Runs the whole system on this machine until it is interrupted. */
async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) return;
  captureConsole(join(options.dataDir, 'logs'));
  print('Evenkeel is starting.');
  const stops: (() => Promise<void>)[] = [];
  stopOnInterrupt(stops);
  if (options.isToBuild) await buildApp();
  const tokens = isAuthRequired() ? await LocalTokens.open(options.dataDir) : undefined;
  const { dataDir, ports } = options;
  const mails = await catchMails(dataDir);
  stops.push(mails.stop);
  const workspace = await startDatabricksExample();
  stops.push(() => workspace.stop());
  const cluster = isClusterSet() ? undefined : await startExampleCluster();
  stops.push(async () => cluster?.stop());
  const settings = { ...tokens?.settings, ...mails.settings, ...workspace.settings, ...cluster?.settings };
  const stack = await startStack({ dataDir, ports, settings, log: toLogFile });
  stops.push(() => stack.stop());
  printAccess(tokens, dataDir);
  printAddresses(stack, dataDir, mails.line);
  const stopWatching = watchRuns(stack.settings, (run) => {
    print(formatRun(run));
  });
  stops.push(stopWatching);
  const token = await tokens?.issue(EXAMPLES_AUTHOR);
  if (options.isShowcase) await startShowcase(stack, token);
  if (options.reportPort === undefined) return;
  const port = options.reportPort;
  const reportServer = await new StartedParts().keep('the report server', startReportServer({ port }));
  stops.push(() => reportServer.stop());
  const receiver = await startWebhookReceiver({ workMs: 5_000 });
  stops.push(() => receiver.stop());
  const edges = startEdgeExample(stack.url, { dataDir, token: await tokens?.issue(EDGE_EXAMPLE_CALLER) });
  stops.push(() => edges.stop());
  await startExamples(stack, { reportServer, receiver, workspace, cluster, edges }, token);
}

interface Mails {
  /** Of the app. */
  readonly settings: Readonly<Record<string, string>>;
  readonly line: string;
  readonly stop: () => Promise<void>;
}

/** E-mails of alerts become files, unless the settings name who delivers them. */
async function catchMails(dataDir: string): Promise<Mails> {
  const service = process.env['SMTP__host'] ?? process.env['ACS_EMAIL__endpoint'] ?? '';
  if (service !== '') {
    return { settings: {}, line: `  E-mails      by ${service}`, stop: async () => undefined };
  }
  const folder = join(dataDir, 'mail');
  const catcher = await startMailCatcher({
    folder,
    onMail: ({ path, to }) => {
      print(`An e-mail to ${to.join(', ')} is in ${path}.`);
    },
  });
  return {
    settings: mailSettingsOf(catcher.port),
    line: `  E-mails      ${folder}  (as files; none leaves this machine)`,
    stop: () => catcher.stop(),
  };
}

function mailSettingsOf(port: number): Readonly<Record<string, string>> {
  return {
    ...{ SMTP__host: '127.0.0.1', SMTP__port: String(port), SMTP__security: 'none' },
    SMTP__from: 'Evenkeel <evenkeel@localhost>',
  };
}

/** Who registers the examples where nobody may without saying who they are. */
const EXAMPLES_AUTHOR = { name: 'examples', role: 'operator', expiresInSeconds: 3600 } as const;

/** Whose cluster it is, its batches are. */
function isClusterSet(): boolean {
  return ['BATCH__kubeconfig', 'BATCH__kubeconfigSecret'].some((key) => Boolean(process.env[key]));
}

/** As the app reads it, but open unless it is asked for: this is one machine. */
function isAuthRequired(): boolean {
  const said = process.env['EVENKEEL_AUTH'] ?? '';
  if (said === '' || said === 'open' || said === 'required') return said === 'required';
  throw new BadUsage(`EVENKEEL_AUTH must be "open" or "required"; it is '${said}'.`);
}

interface Options {
  readonly ports: Partial<Ports>;
  readonly dataDir: string;
  readonly isToBuild: boolean;
  readonly isShowcase: boolean;
  /** Absent: no examples are registered. */
  readonly reportPort?: number;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7071' },
      'cosmos-port': { type: 'string', default: '0' },
      'service-bus-port': { type: 'string', default: '0' },
      'blob-port': { type: 'string', default: '0' },
      'report-port': { type: 'string', default: '7080' },
      'data-dir': { type: 'string', default: DATA_DIR },
      'no-examples': { type: 'boolean', default: false },
      showcase: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return undefined;
  }
  return {
    ports: {
      http: toPort('--port', values.port),
      cosmos: toPort('--cosmos-port', values['cosmos-port']),
      serviceBus: toPort('--service-bus-port', values['service-bus-port']),
      blob: toPort('--blob-port', values['blob-port']),
    },
    dataDir: values['data-dir'],
    isToBuild: !values['no-build'],
    isShowcase: values.showcase,
    ...(values['no-examples'] ? {} : { reportPort: toPort('--report-port', values['report-port']) }),
  };
}

/** What the host has to say goes where the app's own lines go. */
function toLogFile({ level, category, message }: LogEntry): void {
  console.info(JSON.stringify({ level, category, message }));
}

function printAccess(tokens: LocalTokens | undefined, dataDir: string): void {
  if (tokens === undefined) {
    print('Open: no authentication, loopback only. EVENKEEL_AUTH=required npm start asks for tokens.');
    return;
  }
  print('Every request needs a token or an API key. For a token that this stack takes:');
  const elsewhere = dataDir === DATA_DIR ? '' : ` --data-dir ${dataDir}`;
  print(`  npm run token -- --name ada --role admin${elsewhere}`);
}

function printAddresses({ url, ports, settings }: Stack, dataDir: string, mails: string): void {
  print('Evenkeel runs on this machine. Ctrl-C stops everything; the state stays.\n');
  print(`  Open ${url}/\n`);
  print(`  API          ${url}/api/jobs   (health: ${url}/api/health)`);
  print(`  Figures      ${url}/api/metrics   (for Prometheus)`);
  print(`  Admin        ${url}/admin`);
  print(`  Cosmos DB    ${settings['COSMOS__accountEndpoint'] ?? ''}`);
  print(`  Service Bus  sb://127.0.0.1:${ports.serviceBus}/`);
  print(`  Blobs        http://127.0.0.1:${ports.blob}/devstoreaccount1`);
  print(mails);
  print(`  State        ${dataDir}  (log: ${join(dataDir, 'logs', 'app.log')})\n`);
}

/** The examples run every minute, so the first results land within one. */
async function startExamples(
  { url, blobs }: Stack,
  {
    reportServer,
    receiver,
    workspace,
    cluster,
    edges,
  }: {
    readonly reportServer: ReportServer;
    readonly receiver: WebhookReceiver;
    readonly workspace: DatabricksExample;
    readonly cluster: ExampleCluster | undefined;
    readonly edges: EdgeExample;
  },
  token: string | undefined,
): Promise<void> {
  const recurrences = [{ type: 'cron', expression: '* * * * *', timeZone: 'UTC' }];
  const connection = { client: new Client(url, token), blobs };
  const schedule = { jobIdPrefix: 'example-', recurrences, recipients: ['model-owners@example.com'] };
  const examples = await registerExamples(connection, schedule);
  const reportJobs = await registerReportExample(connection, reportServer.origin);
  const webhookJobs = await registerWebhookExample(connection.client, receiver.origin);
  const training = await workspace.register(connection.client);
  if (cluster !== undefined) await registerBatchExample(connection.client);
  const pipeline = await registerPipelineExample(connection, {
    reportServer: reportServer.origin,
    receiver: receiver.origin,
  });
  const edgeJob = await edges.register(connection.client);
  const fleet = await registerFleetExample(connection.client);
  await uploadExampleFiles(blobs);
  print(`  Reports      ${reportServer.origin}/stats  (heavy load every other two minutes)`);
  print(`${examples.length} example models are due every minute; each result is printed as it lands.`);
  print(`So are ${reportJobs.join(' and ')}: a report is collected, and measured when it is there.`);
  print(`Every two minutes ${webhookJobs.join(' and ')} call ${receiver.origin}, and wait for its work.`);
  print(`${training} runs a job of a stand-in for a Databricks workspace every two minutes.`);
  print(`Every five minutes ${pipeline} does the same as steps of one run.`);
  if (cluster !== undefined)
    print('And example-scoring runs a batch of Jobs on a stand-in for a Kubernetes cluster.');
  print(`Now and every day ${edgeJob} has power spent by two edges, whose agent is in this process.`);
  print(
    `Every ten minutes the ${fleet.models} jobs of the fleet ${fleet.fleetId} measure a model of three depots.`,
  );
  print('The files of examples/ are there: npx evenkeel apply -f examples');
}

/** Its runs go on while everything else begins. */
async function startShowcase({ url, blobs }: Stack, token: string | undefined): Promise<void> {
  await fillShowcase({ client: new Client(url, token), blobs, now: Date.now(), days: SHOWCASE_DAYS });
  print(
    `The last ${SHOWCASE_DAYS} days of the showcase's models are being measured; that takes a minute or two.`,
  );
}

main().catch(exitWith);
