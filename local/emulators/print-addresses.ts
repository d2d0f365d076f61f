import { print } from '../command-line.ts';
import type { StandIns } from '../stand-ins.ts';
import type { EmulatorOptions } from './read-options.ts';

/** Prints where the stand-ins are, what is in them, and how an app is told: for local.settings.json and for a shell. */
export function printAddresses(
  { ports, settings }: Pick<StandIns, 'ports' | 'settings'>,
  { dataDir, queues, databases }: Pick<EmulatorOptions, 'dataDir' | 'queues' | 'databases'>,
): void {
  print(`Cosmos DB    ${settings.COSMOS__accountEndpoint}`);
  for (const { id, containers } of databases) {
    print(`             ${id}: ${containers.map((one) => `${one.id} (${one.partitionKey})`).join(', ')}`);
  }
  print(`Service Bus  sb://127.0.0.1:${ports.serviceBus}/`);
  print(`             ${queues.map(({ name }) => name).join(', ')}`);
  print(`Blobs        http://127.0.0.1:${ports.blob}/devstoreaccount1`);
  print(`State        ${dataDir}`);
  print(`\nFor local.settings.json:\n${JSON.stringify({ Values: settings }, null, 2)}`);
  print('\nFor a shell:');
  // Single quotes: connection strings hold semicolons.
  for (const [name, value] of Object.entries(settings)) print(`export ${name}='${value}'`);
  print('');
}
