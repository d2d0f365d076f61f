import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildApp } from './build.ts';
import { captureConsole } from './capture-console.ts';
import { Client } from './client.ts';
import { registerExamples } from './examples/register-examples.ts';
import { formatRun } from './format-run.ts';
import { DataDirInUse } from './lock-data-dir.ts';
import { PortInUse, startStack, type Ports, type Stack } from './stack.ts';
import { watchRuns } from './watch-runs.ts';

const USAGE = `Usage: npm start -- [options]
  --port N              port of the HTTP API (7071)
  --cosmos-port N       port of the Cosmos DB stand-in (any free one)
  --service-bus-port N  port of the Service Bus stand-in (any free one)
  --blob-port N         port of the blob service (any free one)
  --data-dir FOLDER     where the state is kept (.local)
  --no-examples         do not register the example models
`;

/** Runs the whole system on this machine until it is interrupted. */
async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) return;
  captureConsole(join(options.dataDir, 'logs'));
  print('Evenkeel is starting.');
  const stops: (() => Promise<void>)[] = [];
  onInterrupt(stops);
  await buildApp();
  const stack = await startStack({ dataDir: options.dataDir, ports: options.ports });
  stops.push(() => stack.stop());
  printAddresses(stack, options.dataDir);
  const stopWatching = watchRuns(stack.settings, (run) => {
    print(formatRun(run));
  });
  stops.push(stopWatching);
  if (options.examples) await startExamples(stack);
}

interface Options {
  readonly ports: Partial<Ports>;
  readonly dataDir: string;
  readonly examples: boolean;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7071' },
      'cosmos-port': { type: 'string', default: '0' },
      'service-bus-port': { type: 'string', default: '0' },
      'blob-port': { type: 'string', default: '0' },
      'data-dir': { type: 'string', default: fileURLToPath(new URL('../.local', import.meta.url)) },
      'no-examples': { type: 'boolean', default: false },
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
    examples: !values['no-examples'],
  };
}

/** Thrown when the command line is not what the usage says. */
class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

function toPort(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new BadUsage(`${option} must be a port number, 0 to 65535; it is '${text}'.`);
}

function printAddresses({ url, ports, settings }: Stack, dataDir: string): void {
  print('Evenkeel runs on this machine. Ctrl-C stops everything; the state stays.\n');
  print(`  API          ${url}/api/jobs   (health: ${url}/api/health)`);
  print(`  Admin        ${url}/admin`);
  print(`  Cosmos DB    ${settings['COSMOS__accountEndpoint'] ?? ''}`);
  print(`  Service Bus  sb://127.0.0.1:${ports.serviceBus}/`);
  print(`  Blobs        http://127.0.0.1:${ports.blob}/devstoreaccount1`);
  print(`  State        ${dataDir}  (log: ${join(dataDir, 'logs', 'app.log')})\n`);
}

/** The examples run every minute, so the first results land within one. */
async function startExamples({ url, blobs }: Stack): Promise<void> {
  const recurrences = [{ type: 'cron', expression: '* * * * *', timeZone: 'UTC' }];
  const examples = await registerExamples(
    { client: new Client(url), blobs },
    { jobIdPrefix: 'example-', recurrences },
  );
  print(`${examples.length} example models are due every minute; each result is printed as it lands.`);
}

/** Ctrl-C stops what has been started, last first; a second one does not wait for it. */
function onInterrupt(stops: readonly (() => Promise<void>)[]): void {
  let stopping = false;
  const handle = () => {
    if (stopping) process.exit(130);
    stopping = true;
    print('Stopping.');
    stopAll(stops).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}

async function stopAll(stops: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error instanceof BadUsage ? 2 : 1);
}

function explain(error: unknown): string {
  if (error instanceof PortInUse) {
    return `${error.message} Stop that program, or choose another port (npm start -- --help).`;
  }
  if (error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return `${error.message}\n${USAGE}`;
  }
  if (error instanceof DataDirInUse || error instanceof BadUsage) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);
