metadata description = 'Two storage accounts: one for the Functions host, one for the data. The host needs roles on all of an account; apart from it, the app gets one role on each container.'

@description('Required. Name of the account of the Functions host (3 to 24 lower-case letters and digits, unique in all of Azure).')
@minLength(3)
@maxLength(24)
param hostAccountName string

@description('Required. Name of the account of the data (3 to 24 lower-case letters and digits, unique in all of Azure).')
@minLength(3)
@maxLength(24)
param dataAccountName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the accounts.')
param tags object

@description('Required. Copies of the data: `Standard_LRS`, `Standard_ZRS` (three zones) or `Standard_GZRS` (three zones and another region).')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param dataSku string

@description('Required. Copies of what the host keeps. Never another region: orchestrations are not continued from a copy that lags.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param hostSku string

@description('Required. Whether the accounts can be reached from outside of the virtual network.')
param publicNetworkAccess bool

@description('Required. Where logs and metrics go: `workspaceId`, `eventHubAuthorizationRuleId` and `eventHubName`, the last two may be empty.')
param diagnostics object

@description('Required. Whether reads are logged besides writes and deletions.')
param detailedDiagnostics bool

// Samples come in by `baselines` and `datasets`; `results` and `reports` are what the app makes; `locks` holds its leases.
var dataContainers = ['baselines', 'datasets', 'locks', 'reports', 'results']

// Where the platform keeps the package that it runs.
var hostContainers = ['deployments']

var services = [
  { account: hostAccountName, sku: hostSku }
  { account: dataAccountName, sku: dataSku }
]

resource accounts 'Microsoft.Storage/storageAccounts@2025-01-01' = [
  for service in services: {
    name: service.account
    location: location
    tags: tags
    kind: 'StorageV2'
    sku: { name: service.sku }
    properties: {
      accessTier: 'Hot'
      allowBlobPublicAccess: false
      allowSharedKeyAccess: false
      allowCrossTenantReplication: false
      defaultToOAuthAuthentication: true
      minimumTlsVersion: 'TLS1_2'
      supportsHttpsTrafficOnly: true
      publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
      networkAcls: {
        bypass: 'AzureServices'
        defaultAction: publicNetworkAccess ? 'Allow' : 'Deny'
      }
    }
  }
]

resource blobServices 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = [
  for (service, index) in services: {
    parent: accounts[index]
    name: 'default'
    properties: {
      containerDeleteRetentionPolicy: { enabled: true, days: 14 }
      // Neither versions nor soft deletion of blobs: a lease is written anew every 20 s, and each write would keep a copy.
      deleteRetentionPolicy: { enabled: false }
      isVersioningEnabled: false
    }
  }
]

resource hostBlobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for name in hostContainers: {
    parent: blobServices[0]
    name: name
    properties: { publicAccess: 'None' }
  }
]

resource dataBlobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for name in dataContainers: {
    parent: blobServices[1]
    name: name
    properties: { publicAccess: 'None' }
  }
]

resource accountDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (service, index) in services: {
    name: 'to-workspace'
    scope: accounts[index]
    properties: {
      workspaceId: diagnostics.workspaceId
      eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
      eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
      metrics: [{ category: 'Transaction', enabled: true }]
    }
  }
]

// Of the data only: the host asks its account for leases and queues every few seconds, whatever there is to do.
resource dataDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobServices[1]
  properties: {
    workspaceId: diagnostics.workspaceId
    eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
    eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
    logs: [
      for category in concat(['StorageWrite', 'StorageDelete'], detailedDiagnostics ? ['StorageRead'] : []): {
        category: category
        enabled: true
      }
    ]
  }
}

output hostAccountId string = accounts[0].id
output hostAccountName string = accounts[0].name
output hostBlobEndpoint string = accounts[0].properties.primaryEndpoints.blob
output hostQueueEndpoint string = accounts[0].properties.primaryEndpoints.queue
output hostTableEndpoint string = accounts[0].properties.primaryEndpoints.table
output dataAccountId string = accounts[1].id
output dataAccountName string = accounts[1].name
output dataBlobEndpoint string = accounts[1].properties.primaryEndpoints.blob
output deploymentContainerName string = hostContainers[0]
