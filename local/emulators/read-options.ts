import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BadUsage, toPort } from '../command-line.ts';
import { DATABASES, QUEUES } from '../resources.ts';
import type { StandInOptions } from '../stand-ins.ts';

export const USAGE = `Usage: npm run emulators -- [options]
  --cosmos-port N       port of the Cosmos DB stand-in (8081; 0 takes any free one)
  --service-bus-port N  port of the Service Bus stand-in (5672)
  --blob-port N         port of the blob service (10000)
  --data-dir FOLDER     where the state is kept (.local-emulators)
  --queue NAME          a queue beside the app's, NAME:sessions for one with sessions; may be repeated
  --database NAME       a Cosmos database beside the app's, or the app's own for more containers; may be repeated
  --container ID:/PATH  a container of the database named before it, with its partition key; may be repeated
`;

const OPTIONS = {
  'cosmos-port': { type: 'string', default: '8081' },
  'service-bus-port': { type: 'string', default: '5672' },
  'blob-port': { type: 'string', default: '10000' },
  'data-dir': {
    type: 'string',
    default: fileURLToPath(new URL('../../.local-emulators', import.meta.url)),
  },
  queue: { type: 'string', multiple: true },
  database: { type: 'string', multiple: true },
  container: { type: 'string', multiple: true },
  help: { type: 'boolean', default: false },
} as const;

export type EmulatorOptions = Required<
  Pick<StandInOptions, 'ports' | 'databases' | 'queues'> & { readonly dataDir: string }
>;

/**
 * Reads the command line of `npm run emulators`; undefined when it asks for the usage only.
 *
 * @throws BadUsage, or the error of `parseArgs`, naming the option at fault.
 */
export function readOptions(args: readonly string[]): EmulatorOptions | undefined {
  const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, tokens: true });
  if (values.help) return undefined;
  if (values['data-dir'] === '') throw new BadUsage('--data-dir must name a folder.');
  return {
    ports: {
      cosmos: toPort('--cosmos-port', values['cosmos-port']),
      serviceBus: toPort('--service-bus-port', values['service-bus-port']),
      blob: toPort('--blob-port', values['blob-port']),
    },
    dataDir: values['data-dir'],
    queues: withQueues(values.queue ?? []),
    databases: withDatabases(tokens),
  };
}

/** The names of queues do not depend on case. */
function withQueues(texts: readonly string[]): EmulatorOptions['queues'] {
  const known = new Set(QUEUES.map(({ name }) => name.toLowerCase()));
  const added = texts.map((text) => {
    const [, name = '', sessions] = /^([^:]+)(:sessions)?$/.exec(text) ?? [];
    if (name === '')
      throw new BadUsage(`--queue must be a name, or a name and ':sessions'; it is '${text}'.`);
    if (known.has(name.toLowerCase())) throw new BadUsage(`--queue '${name}' is there already.`);
    known.add(name.toLowerCase());
    return { name, requiresSession: sessions !== undefined };
  });
  return [...QUEUES, ...added];
}

interface Database {
  readonly id: string;
  readonly containers: EmulatorOptions['databases'][number]['containers'][number][];
}

interface Token {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string | undefined;
}

/** Order matters here: a container belongs to the database that was named before it. */
function withDatabases(tokens: readonly Token[]): EmulatorOptions['databases'] {
  const databases = new Map<string, Database>(
    DATABASES.map(({ id, containers }) => [id, { id, containers: [...containers] }]),
  );
  let current: Database | undefined;
  for (const { kind, name, value = '' } of tokens) {
    if (kind !== 'option') continue;
    if (name === 'database') {
      current = databases.get(value) ?? { id: value, containers: [] };
      databases.set(value, current);
    }
    if (name === 'container') addContainer(current, value);
  }
  return [...databases.values()];
}

function addContainer(database: Database | undefined, text: string): void {
  if (database === undefined) throw new BadUsage(`--container '${text}' needs a --database before it.`);
  const [, id, partitionKey] = /^([^:/\\?#]+):(\/.+)$/.exec(text) ?? [];
  if (id === undefined || partitionKey === undefined) {
    throw new BadUsage(
      `--container must be an id and a partition key, as in orders:/customerId; it is '${text}'.`,
    );
  }
  if (database.containers.some((container) => container.id === id)) {
    throw new BadUsage(`--container '${id}' is in '${database.id}' already.`);
  }
  database.containers.push({ id, partitionKey });
}
