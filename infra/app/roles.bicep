metadata description = 'Every role that the app and whoever deploys it have: one table. A role that is not in it does not exist, and each says what it is for.'

@description('Required. Object id of the identity of the app.')
param appPrincipalId string

@description('Required. Object id of the identity that deploys the code; empty where a person with roles of their own does.')
param deployerPrincipalId string

@description('Required. Object id of the Entra ID group that delivers samples and baselines; empty for none.')
param dataProviderGroupId string

@description('Required. Name of the storage account of the Functions host.')
param hostStorageAccountName string

@description('Required. Name of the storage account of the data.')
param dataStorageAccountName string

@description('Required. Name of the Cosmos DB account.')
param cosmosAccountName string

@description('Required. Name of the database.')
param databaseName string

@description('Required. Name of the Service Bus namespace.')
param serviceBusNamespaceName string

@description('Required. Name of the Key Vault.')
param keyVaultName string

@description('Required. Name of the Application Insights component.')
param applicationInsightsName string

@description('Required. Name of the Durable Task Scheduler; empty where orchestrations are in the storage account of the host.')
param schedulerName string

@description('Required. Name of the task hub; empty without a scheduler.')
param taskHubName string

var usesScheduler = !empty(schedulerName)

// Built-in roles of Azure, by the ids that they have everywhere. That of Cosmos DB is none of Azure's: it is assigned within the
// account.
var roleIds = {
  cosmosDataContributor: '00000000-0000-0000-0000-000000000002'
  durableTaskDataContributor: '0ad04412-c4d5-4796-b79c-f76d14c8d402'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  websiteContributor: 'de139f84-1756-47ae-9be6-808fbbe84772'
}

// Who has which role on what, and why. `name` is the container or queue.
var table = [
  { who: 'app', on: 'hostAccount', name: '', role: 'storageBlobDataOwner', reason: 'AzureWebJobsStorage: leases of timers and partitions, the package that runs.' }
  { who: 'app', on: 'hostAccount', name: '', role: 'storageTableDataContributor', reason: 'AzureWebJobsStorage: diagnostic events of the host; instances and histories of orchestrations.' }
  { who: usesScheduler ? 'nobody' : 'app', on: 'hostAccount', name: '', role: 'storageQueueDataContributor', reason: 'AzureWebJobsStorage: messages between orchestrations and activities.' }
  { who: usesScheduler ? 'app' : 'nobody', on: 'taskHub', name: '', role: 'durableTaskDataContributor', reason: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING: orchestrations and activities.' }
  { who: 'app', on: 'dataContainer', name: 'baselines', role: 'storageBlobDataReader', reason: 'STORAGE: samples of baselines.' }
  { who: 'app', on: 'dataContainer', name: 'datasets', role: 'storageBlobDataReader', reason: 'STORAGE: current samples.' }
  { who: 'app', on: 'dataContainer', name: 'locks', role: 'storageBlobDataContributor', reason: 'STORAGE: taking, renewing and breaking a lease are writes.' }
  { who: 'app', on: 'dataContainer', name: 'reports', role: 'storageBlobDataContributor', reason: 'STORAGE: collected reports.' }
  { who: 'app', on: 'dataContainer', name: 'results', role: 'storageBlobDataContributor', reason: 'STORAGE: details and counts of results.' }
  { who: 'app', on: 'cosmosDatabase', name: '', role: 'cosmosDataContributor', reason: 'COSMOS: all containers of the app.' }
  // Owner of the queue, not of the namespace: the platform scales by the count of messages, and reading that takes Manage.
  { who: 'app', on: 'queue', name: 'runs', role: 'serviceBusDataOwner', reason: 'SERVICE_BUS: messages of runs, their dead letters, and the counts that scaling goes by.' }
  { who: 'app', on: 'queue', name: 'runs-bulk', role: 'serviceBusDataOwner', reason: 'SERVICE_BUS: messages of the runs of backfills, and the same.' }
  { who: 'app', on: 'keyVault', name: '', role: 'keyVaultSecretsUser', reason: 'References to secrets in app settings.' }
  { who: 'app', on: 'applicationInsights', name: '', role: 'monitoringMetricsPublisher', reason: 'APPLICATIONINSIGHTS: sending telemetry, which no key can.' }
  { who: 'deployer', on: 'resourceGroup', name: '', role: 'websiteContributor', reason: 'Deploying code; the only web resources of the group are the app and its plan.' }
  { who: 'dataProviders', on: 'dataContainer', name: 'baselines', role: 'storageBlobDataContributor', reason: 'Delivering samples of baselines.' }
  { who: 'dataProviders', on: 'dataContainer', name: 'datasets', role: 'storageBlobDataContributor', reason: 'Delivering current samples.' }
]

var principals = {
  app: { id: appPrincipalId, type: 'ServicePrincipal' }
  deployer: { id: deployerPrincipalId, type: 'ServicePrincipal' }
  dataProviders: { id: dataProviderGroupId, type: 'Group' }
  nobody: { id: '', type: 'ServicePrincipal' }
}

var rows = filter(table, row => !empty(principals[row.who].id))

// A scope has to be a resource of one type, so there is one loop for each type.
var onHostAccount = filter(rows, row => row.on == 'hostAccount')
var onDataContainer = filter(rows, row => row.on == 'dataContainer')
var onQueue = filter(rows, row => row.on == 'queue')
var onKeyVault = filter(rows, row => row.on == 'keyVault')
var onApplicationInsights = filter(rows, row => row.on == 'applicationInsights')
var onTaskHub = filter(rows, row => row.on == 'taskHub')
var onResourceGroup = filter(rows, row => row.on == 'resourceGroup')
var onCosmosDatabase = filter(rows, row => row.on == 'cosmosDatabase')

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostStorageAccountName
}

resource dataContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' existing = [
  for row in onDataContainer: {
    name: '${dataStorageAccountName}/default/${row.name}'
  }
]

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [
  for row in onQueue: {
    name: '${serviceBusNamespaceName}/${row.name}'
  }
]

resource keyVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource taskHubs 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' existing = [
  for row in onTaskHub: {
    name: '${schedulerName}/${taskHubName}'
  }
]

resource cosmosAccount 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: cosmosAccountName
}

resource hostAccountRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for row in onHostAccount: {
    name: guid(hostAccount.id, principals[row.who].id, roleIds[row.role])
    scope: hostAccount
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource dataContainerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (row, index) in onDataContainer: {
    name: guid(dataStorageAccountName, row.name, principals[row.who].id, roleIds[row.role])
    scope: dataContainers[index]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource queueRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (row, index) in onQueue: {
    name: guid(serviceBusNamespaceName, row.name, principals[row.who].id, roleIds[row.role])
    scope: queues[index]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource keyVaultRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for row in onKeyVault: {
    name: guid(keyVault.id, principals[row.who].id, roleIds[row.role])
    scope: keyVault
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource applicationInsightsRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for row in onApplicationInsights: {
    name: guid(applicationInsights.id, principals[row.who].id, roleIds[row.role])
    scope: applicationInsights
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource taskHubRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (row, index) in onTaskHub: {
    name: guid(schedulerName, taskHubName, principals[row.who].id, roleIds[row.role])
    scope: taskHubs[index]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource resourceGroupRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for row in onResourceGroup: {
    name: guid(resourceGroup().id, principals[row.who].id, roleIds[row.role])
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[row.role])
      principalId: principals[row.who].id
      principalType: principals[row.who].type
      description: row.reason
    }
  }
]

resource cosmosRoles 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = [
  for row in onCosmosDatabase: {
    parent: cosmosAccount
    name: guid(cosmosAccount.id, databaseName, principals[row.who].id, roleIds[row.role])
    properties: {
      roleDefinitionId: '${cosmosAccount.id}/sqlRoleDefinitions/${roleIds[row.role]}'
      principalId: principals[row.who].id
      scope: '${cosmosAccount.id}/dbs/${databaseName}'
    }
  }
]
