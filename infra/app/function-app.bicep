metadata description = 'The function app on a Flex Consumption plan of its own, and all of its settings: what is not named here the app does not have.'

@description('Required. Name of the app, unique in all of Azure.')
param name string

@description('Required. Name of its plan.')
param planName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the resources.')
param tags object

@description('Required. Major version of Node.js: what `az functionapp list-flexconsumption-runtimes` lists for the region.')
param nodeVersion string

@description('Required. Memory of an instance in MB: 2,048 has one processor, 4,096 two.')
@allowed([2048, 4096])
param instanceMemoryMB int

@description('Required. Instances at most, 40 to 1,000.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Required. Instances that are kept warm for requests over HTTP.')
@minValue(0)
param alwaysReadyHttpInstances int

@description('Required. Whether instances are spread over zones; two are then kept warm for each group that is.')
param zoneRedundant bool

@description('Required. Id of the identity of the app.')
param identityId string

@description('Required. Client id of the identity of the app.')
param identityClientId string

@description('Required. Address of the blobs of the host, with a slash at its end.')
param hostBlobEndpoint string

@description('Required. Address of the queues of the host.')
param hostQueueEndpoint string

@description('Required. Address of the tables of the host.')
param hostTableEndpoint string

@description('Required. Blob container of the package that runs.')
param deploymentContainerName string

@description('Required. Address of the blobs of the data.')
param dataBlobEndpoint string

@description('Required. Address of the Cosmos DB account.')
param cosmosEndpoint string

@description('Required. Name of the database.')
param databaseName string

@description('Required. Host name of the Service Bus namespace.')
param serviceBusHostName string

@description('Required. Address of the Key Vault, with a slash at its end.')
param keyVaultUri string

@description('Required. Connection string of Application Insights. It holds no key.')
param applicationInsightsConnectionString string

@description('Required. Address of the Durable Task Scheduler; empty where orchestrations are in the storage account of the host.')
param schedulerEndpoint string

@description('Required. Name of the task hub; empty without a scheduler.')
param taskHubName string

@description('Required. Subnet that the app calls out through; empty without a virtual network.')
param subnetId string

@description('Required. Whether the app can be reached from outside of the virtual network.')
param publicNetworkAccess bool

@description('Required. Where people reach the app; empty for its own address.')
param publicUrl string

@description('Required. Settings of the app that have a parameter of their own in main.bicep, by their names.')
param appSettings object

@description('Required. Names of secrets that jobs may name, of letters, digits and `_`. The vault has them with `-` in place of `_`.')
param secretNames string[]

@description('Required. Further settings, none of them a secret: `NODE_EXTRA_CA_CERTS` and the like. Those of this file win.')
param extraSettings object

@description('Required. Where logs and metrics go: `workspaceId`, `eventHubAuthorizationRuleId` and `eventHubName`, the last two may be empty.')
param diagnostics object

var usesScheduler = !empty(schedulerEndpoint)

// A version is left out of each reference: a new one is picked up within a day, or by a restart.
var secrets = toObject(
  secretNames,
  secret => 'SECRETS__${secret}',
  secret => '@Microsoft.KeyVault(SecretUri=${keyVaultUri}secrets/${replace(secret, '_', '-')})'
)

// Flex Consumption sets the worker's runtime, the host's version and the package by itself and refuses settings for them.
var platformSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  // The app answers `/` itself. Before it does, the platform's own page would say that all is well.
  AzureWebJobsDisableHomepage: 'true'
  AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: hostQueueEndpoint
  AzureWebJobsStorage__tableServiceUri: hostTableEndpoint
  // A fault at start has to stop the app, not to leave it running without functions.
  FUNCTIONS_NODE_BLOCK_ON_ENTRY_POINT_ERROR: 'true'
  // For the host, which speaks gRPC otherwise; the app speaks nothing else.
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf'
  // The triggers' half of the connection; the app's own is among its settings.
  SERVICE_BUS__clientId: identityClientId
  SERVICE_BUS__credential: 'managedidentity'
}

// Begun and done of every invocation, twice (FunctionAppLogs and AppTraces), would be the largest part of the bill: a run is some
// eight invocations. What fails is told all the same. `extraSettings` may say `Information` for an inquiry.
var hostLogging = { AzureFunctionsJobHost__logging__logLevel__Function: 'Warning' }

// What host.json says of Durable Functions holds for storage accounts; settings of this form stand above it.
var schedulerSettings = {
  AzureFunctionsJobHost__extensions__durableTask__hubName: taskHubName
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
  TASKHUB_NAME: taskHubName
}

var connectionSettings = {
  AZURE_CLIENT_ID: identityClientId
  COSMOS__accountEndpoint: cosmosEndpoint
  COSMOS_DATABASE: databaseName
  SERVICE_BUS__fullyQualifiedNamespace: serviceBusHostName
  STORAGE__blobServiceUri: dataBlobEndpoint
}

// With orchestrations in storage, one instance that is always there keeps a run's steps from waiting for the platform to look.
var durableInstances = usesScheduler ? 0 : 1

var alwaysReadyGroups = [
  { name: 'http', instanceCount: alwaysReadyHttpInstances }
  { name: 'durable', instanceCount: durableInstances }
]

var alwaysReady = [
  for group in filter(alwaysReadyGroups, each => each.instanceCount > 0): {
    name: group.name
    instanceCount: zoneRedundant ? max(2, group.instanceCount) : group.instanceCount
  }
]

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app that it deploys to by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobEndpoint}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
  }
}

// Known once the app is there.
var ownSettings = {
  ALERTS__publicUrl: empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
}

// The whole set: a setting that somebody added in the portal is gone after this.
resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    hostLogging,
    extraSettings,
    secrets,
    appSettings,
    ownSettings,
    connectionSettings,
    platformSettings,
    usesScheduler ? schedulerSettings : {}
  )
}

resource appDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: diagnostics.workspaceId
    eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
    eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
    // What the host says also when the app's own telemetry does not get out.
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource planDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: plan
  properties: {
    workspaceId: diagnostics.workspaceId
    eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
    eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output appId string = app.id
output appName string = app.name
output appUrl string = 'https://${app.properties.defaultHostName}'
