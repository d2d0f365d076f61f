import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { createCosmosClient } from '../../shared/adapters/cosmos/create-cosmos-client.ts';
import { ManagedIdentity } from '../../shared/adapters/identity/managed-identity.ts';
import type { Config } from '../../shared/config/config.ts';

/** The clients of what the app stands on, all with one identity. Nothing is asked of the network yet. */
export function composeClients({ cosmos, serviceBus, storage, identityClientId }: Config) {
  const credential = new ManagedIdentity(identityClientId);
  return {
    credential,
    database: createCosmosClient(cosmos, credential).database(cosmos.database),
    serviceBusClient:
      'connectionString' in serviceBus
        ? new ServiceBusClient(serviceBus.connectionString)
        : new ServiceBusClient(serviceBus.fullyQualifiedNamespace, credential),
    blobService:
      'connectionString' in storage
        ? BlobServiceClient.fromConnectionString(storage.connectionString)
        : new BlobServiceClient(storage.blobServiceUri, credential),
  };
}
