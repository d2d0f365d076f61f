import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildApp } from './build.ts';
import { captureConsole } from './capture-console.ts';
import { Client } from './client.ts';
import { BadUsage, exitWith, print, stopOnInterrupt, toPort } from './command-line.ts';
import { EDGE_EXAMPLE_CALLER } from './examples/edge-example.ts';
import { startExampleServices } from './examples/example-services.ts';
import { startExamples } from './examples/start-examples.ts';
import { formatRun } from './format-run.ts';
import { fillShowcase } from './showcase/fill-showcase.ts';
import { startMailCatcher } from './mail/start-mail-catcher.ts';
import { startStack, type LogEntry, type Ports, type Stack } from './stack.ts';
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
  const services = await startExampleServices();
  stops.push(() => services.stop());
  const settings = { ...tokens?.settings, ...mails.settings, ...services.settings };
  const stack = await startStack({ dataDir, ports, settings, log: toLogFile });
  stops.push(() => stack.stop());
  printAccess(tokens, dataDir);
  printAddresses(stack, dataDir, mails.line);
  const stopWatching = watchRuns(stack.settings, (run) => {
    print(formatRun(run));
  });
  stops.push(stopWatching);
  const author = await tokens?.issue(EXAMPLES_AUTHOR);
  if (options.isShowcase) await startShowcase(stack, author);
  const { reportPort } = options;
  if (reportPort === undefined) return;
  await startExamples(stack, {
    ...{ services, reportPort, dataDir },
    tokens: { author, edges: await tokens?.issue(EDGE_EXAMPLE_CALLER) },
    onStarted: (stop) => stops.push(stop),
  });
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

/** Its runs go on while everything else begins. */
async function startShowcase({ url, blobs }: Stack, token: string | undefined): Promise<void> {
  await fillShowcase({ client: new Client(url, token), blobs, now: Date.now(), days: SHOWCASE_DAYS });
  print(
    `The last ${SHOWCASE_DAYS} days of the showcase's models are being measured; that takes a minute or two.`,
  );
}

main().catch(exitWith);
