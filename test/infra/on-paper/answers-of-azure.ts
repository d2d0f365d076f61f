import { isMap, type Value } from './values.ts';

/** Object id and client id of the identity of the app. */
export const APP_PRINCIPAL_ID = '33333333-3333-4333-8333-333333333333';
export const APP_CLIENT_ID = '22222222-2222-4222-8222-222222222222';

/** What Azure says of a resource once it is there, as far as the templates ask for it. */
const ANSWERS: Readonly<Record<string, (name: string) => Record<string, Value>>> = {
  'Microsoft.ManagedIdentity/userAssignedIdentities': () => ({
    principalId: APP_PRINCIPAL_ID,
    clientId: APP_CLIENT_ID,
  }),
  'Microsoft.Insights/components': () => ({
    ConnectionString: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
  }),
  'Microsoft.Storage/storageAccounts': (name) => ({
    primaryEndpoints: {
      blob: `https://${name}.blob.core.windows.net/`,
      queue: `https://${name}.queue.core.windows.net/`,
      table: `https://${name}.table.core.windows.net/`,
    },
  }),
  'Microsoft.DocumentDB/databaseAccounts': (name) => ({
    documentEndpoint: `https://${name}.documents.azure.com:443/`,
  }),
  'Microsoft.ServiceBus/namespaces': (name) => ({
    serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
  }),
  'Microsoft.KeyVault/vaults': (name) => ({ vaultUri: `https://${name}.vault.azure.net/` }),
  'Microsoft.DurableTask/schedulers': (name) => ({ endpoint: `https://${name}.westeurope.durabletask.io` }),
  'Microsoft.Web/sites': (name) => ({ defaultHostName: `${name}.azurewebsites.net` }),
};

export function answersOfAzure(type: string, name: string, given: Value): Value {
  return { ...(isMap(given) ? given : {}), ...ANSWERS[type]?.(name) };
}
