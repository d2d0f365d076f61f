metadata description = 'Cosmos DB for NoSQL: the account, its database and every container with its key, index and time to live.'

@description('Required. Name of the account, unique in all of Azure.')
param accountName string

@description('Required. Name of the database.')
param databaseName string

@description('Required. Azure region that takes the writes.')
param location string

@description('Required. Further regions, in the order in which they take over; they answer reads of an app that prefers them. None with `serverless`.')
param secondaryLocations string[]

@description('Required. Tags of the account.')
param tags object

@description('Required. `serverless`: paid by request, one region, for environments that are mostly idle. `autoscale`: paid by the hour, between a tenth of the maximum and the maximum.')
@allowed(['serverless', 'autoscale'])
param throughput string

@description('Required. With `autoscale`: highest RU/s of the container `jobs`, in steps of 1,000. It takes nearly all requests, so it has its own.')
@minValue(1000)
param jobsMaxThroughput int

@description('Required. With `autoscale`: highest RU/s of the container `logs`, in steps of 1,000. A search reads whatever a job has logged: it must take nothing from the containers that every request asks.')
@minValue(1000)
param logsMaxThroughput int

@description('Required. With `autoscale`: highest RU/s that the other containers share, in steps of 1,000.')
@minValue(1000)
param sharedMaxThroughput int

@description('Required. Whether the replicas of a region are spread over its zones.')
param zoneRedundant bool

@description('Required. How far back the account can be restored to any second: `Continuous7Days` (no extra cost) or `Continuous30Days`.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param backupTier string

@description('Required. Whether the account can be reached from outside of the virtual network.')
param publicNetworkAccess bool

@description('Required. Where logs and metrics go: `workspaceId`, `eventHubAuthorizationRuleId` and `eventHubName`, the last two may be empty.')
param diagnostics object

@description('Required. Whether every request is logged. Costs more than the requests themselves.')
param detailedDiagnostics bool

var isServerless = throughput == 'serverless'

// Refused, not ignored: somebody counts on the second region.
var regions = isServerless && !empty(secondaryLocations)
  ? fail('A serverless Cosmos DB account has one region: leave secondaryLocations empty, or choose autoscale.')
  : concat([location], secondaryLocations)

// The names of what never has a condition or an order on it are left out of the index: each costs RU with every write.
// A test looks for them in every query of the app. The default is to index everything.
var containers = [
  {
    name: 'jobs'
    // A job with its runs, lane, history and backfills: a dispatch is one transaction, and reading a job's runs asks one partition.
    partitionKey: '/jobId'
    // Of its own; what has none shares that of the database.
    maxThroughput: jobsMaxThroughput
    // On, with no default: runs, skipped slots and backfills that are over say themselves when they expire (90 days).
    defaultTtl: -1
    includedPaths: [
      '/*'
      // Lists of jobs by model, and by text in the model or in the resource.
      '/task/modelId/?'
      '/task/resource/?'
    ]
    excludedPaths: [
      '/definition/*'
      '/differences/*'
      '/endedAttempts/*'
      '/policies/*'
      '/result/*'
      '/task/*'
    ]
    // GET /api/runs: runs of all jobs, the latest slot first. The service refuses the query without it.
    compositeIndexes: [
      [
        { path: '/dueAt', order: 'descending' }
        { path: '/runId', order: 'ascending' }
      ]
    ]
  }
  {
    name: 'baselines'
    // A model with the versions of its baseline: the latest of them is a query within the partition.
    partitionKey: '/modelId'
    includedPaths: ['/*']
    // `text` is a piece of a specification, up to 400,000 characters.
    excludedPaths: ['/source/*', '/text/?']
  }
  {
    name: 'stability'
    // A model's results by their slot, `dueAt` descending: what pages and windows of comparison read.
    partitionKey: '/modelId'
    includedPaths: ['/*']
    excludedPaths: ['/result/*']
  }
  {
    name: 'control'
    // Few documents that are read by name: calendars, gates, grants, API keys, progress of the audit.
    partitionKey: '/id'
    includedPaths: ['/*']
    excludedPaths: ['/dates/*', '/last/*']
  }
  {
    name: 'audit'
    // Who changed a subject, the latest first. No time to live: entries are kept.
    partitionKey: '/subject'
    includedPaths: ['/*']
    excludedPaths: ['/after/*', '/before/*']
  }
  {
    name: 'alerts'
    // Rules, and incidents with their subjects and deliveries by what makes them one: an incident and what is to be told
    // of it change in one transaction.
    partitionKey: '/key'
    // On, with no default: an incident that is over says itself when it expires.
    defaultTtl: -1
    includedPaths: ['/*']
    excludedPaths: ['/causes/*', '/last/*', '/recent/*']
  }
  {
    name: 'logs'
    // What the runs of a job have logged, in order of time, for 30 days.
    partitionKey: '/jobId'
    maxThroughput: logsMaxThroughput
    defaultTtl: 2592000
    includedPaths: ['/*']
    // `text` is searched in the parts of one job, which are read for it: a text of its own in each would be a large index.
    excludedPaths: ['/lines/*', '/text/?']
    // The lines of a job in order, over all of its runs. The service refuses the query without it.
    compositeIndexes: [
      [
        { path: '/fromAt', order: 'ascending' }
        { path: '/runId', order: 'ascending' }
        { path: '/sequence', order: 'ascending' }
      ]
    ]
  }
  {
    name: 'edges'
    // The edges of a site, their orders and their work: an edge gets its work and the books are kept in one transaction.
    partitionKey: '/site'
    // On, with no default: orders, and books that are over, say themselves when they expire (90 days).
    defaultTtl: -1
    includedPaths: ['/*']
    excludedPaths: ['/edges/*', '/open/*', '/recent/*', '/shared/*', '/shares/*']
    // The orders of a site, the latest first. The service refuses the query without it.
    compositeIndexes: [
      [
        { path: '/askedAt', order: 'descending' }
        { path: '/orderId', order: 'ascending' }
      ]
    ]
  }
  {
    name: 'requests'
    // Requests under idempotency keys and counts of requests: read and patched by id, never searched for.
    partitionKey: '/id'
    defaultTtl: 86400
    // Not indexing mode `none`, which knows no time to live.
    includedPaths: []
    excludedPaths: ['/*']
  }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: accountName
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    // What the app reads after a write it sees, in its own session; across sessions every change is guarded by an ETag.
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    locations: [
      for (region, index) in regions: {
        locationName: region
        failoverPriority: index
        isZoneRedundant: zoneRedundant
      }
    ]
    // One region takes the writes: ETags guard nothing between two that do.
    enableMultipleWriteLocations: false
    enableAutomaticFailover: length(regions) > 1
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: backupTier }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: databaseName
  properties: {
    resource: { id: databaseName }
    options: isServerless ? {} : { autoscaleSettings: { maxThroughput: sharedMaxThroughput } }
  }
}

// One after the other: the account takes one change of its definitions at a time.
@batchSize(1)
resource sqlContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [
  for container in containers: {
    parent: database
    name: container.name
    properties: {
      resource: {
        id: container.name
        partitionKey: {
          kind: 'Hash'
          version: 2
          paths: [container.partitionKey]
        }
        defaultTtl: container.?defaultTtl
        indexingPolicy: {
          indexingMode: 'consistent'
          automatic: true
          includedPaths: map(container.includedPaths, path => { path: path })
          excludedPaths: map(concat(container.excludedPaths, ['/"_etag"/?']), path => { path: path })
          compositeIndexes: container.?compositeIndexes ?? []
        }
      }
      options: !isServerless && container.?maxThroughput != null ? { autoscaleSettings: { maxThroughput: container.?maxThroughput } } : {}
    }
  }
]

var everyRequest = ['DataPlaneRequests', 'PartitionKeyRUConsumption', 'QueryRuntimeStatistics']

resource diagnosticSettings 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: diagnostics.workspaceId
    // Tables of their own: the common one is cut off at 500 columns.
    logAnalyticsDestinationType: 'Dedicated'
    eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
    eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
    logs: [
      for category in concat(['ControlPlaneRequests', 'PartitionKeyStatistics'], detailedDiagnostics ? everyRequest : []): {
        category: category
        enabled: true
      }
    ]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output accountId string = account.id
output accountName string = account.name
output endpoint string = account.properties.documentEndpoint
output databaseName string = database.name
