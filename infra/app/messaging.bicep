metadata description = 'Service Bus: the namespace and the queues of runs.'

@description('Required. Name of the namespace, unique in all of Azure.')
param namespaceName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the namespace.')
param tags object

@description('Required. `Standard`, or `Premium`: capacity of its own, zones, and the private endpoints that a virtual network needs.')
@allowed(['Standard', 'Premium'])
param sku string

@description('Required. Messaging units of `Premium`.')
@allowed([1, 2, 4, 8, 16])
param premiumCapacity int

@description('Required. Whether the namespace can be reached from outside of the virtual network.')
param publicNetworkAccess bool

@description('Required. Where logs and metrics go: `workspaceId`, `eventHubAuthorizationRuleId` and `eventHubName`, the last two may be empty.')
param diagnostics object

// Live runs and those of backfills: a backfill of a year must not stand in front of what is due now.
var queues = ['runs', 'runs-bulk']

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: namespaceName
  location: location
  tags: tags
  sku: {
    name: sku
    tier: sku
    capacity: sku == 'Premium' ? premiumCapacity : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    // Standard can only be public.
    publicNetworkAccess: publicNetworkAccess
      ? 'Enabled'
      : sku == 'Premium' ? 'Disabled' : fail('Private endpoints need a Service Bus of sku Premium: choose it, or no virtual network.')
  }
}

resource runQueues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in queues: {
    parent: namespace
    name: queue
    properties: {
      // Starting a run takes a moment and is renewed by the host; a message of a host that died comes back within a minute.
      lockDuration: 'PT1M'
      // Then it is a dead letter, and its run becomes `dead`.
      maxDeliveryCount: 10
      // Saves work when a run is sent twice; the claim of the run is what makes that harmless. Cannot be changed later.
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      // A message is never lost in silence.
      deadLetteringOnMessageExpiration: true
      maxSizeInMegabytes: 5120
      // Premium has none of it, and every queue in memory.
      enablePartitioning: false
      enableBatchedOperations: true
    }
  }
]

resource diagnosticSettings 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: diagnostics.workspaceId
    eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
    eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output namespaceId string = namespace.id
output namespaceName string = namespace.name
// The endpoint is `https://<host>:443/`.
output hostName string = split(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':')[0]
