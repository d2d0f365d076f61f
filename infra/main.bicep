metadata description = 'Evenkeel, all of it, in one resource group. Every resource it makes is here or in app/; no key and no secret is in any of them.'

targetScope = 'resourceGroup'

// Where and under which names

@description('Required. Name of the environment, such as `dev`: in the names of all resources.')
@minLength(2)
@maxLength(10)
param environmentName string

@description('Optional. Azure region of everything that has one.')
param location string = resourceGroup().location

@description('Optional. Tags of all resources besides `app` and `environment`.')
param extraTags object = {}

// The app

@description('Optional. Major version of Node.js. 24 is supported until April 2028; take 22 where a region does not list 24 yet.')
@allowed(['24', '22'])
param nodeVersion string = '24'

@description('Optional. Memory of an instance in MB: 2,048 has one processor, 4,096 two.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('Optional. Instances at most, 40 to 1,000. What the queues and the API can cost, and what Cosmos DB has to bear.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Optional. Instances that are kept warm for requests over HTTP.')
@minValue(0)
param alwaysReadyHttpInstances int = 0

@description('Optional. Where orchestrations keep their state: in the storage account of the host, or in a Durable Task Scheduler. There is no moving from one to the other: let all runs end first.')
@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

@description('Optional. Of a Durable Task Scheduler: `Consumption` or `Dedicated`.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Optional. Units of a dedicated Durable Task Scheduler; three make it highly available.')
@minValue(1)
param schedulerCapacity int = 1

// Who may call

@description('Optional. Tenant of Entra ID whose tokens are believed.')
param authTenantId string = subscription().tenantId

// Refused before anything is touched: an app without it does not start, whichever code it has.
@description('Required. Client id of the app registration of the API.')
@minLength(36)
@maxLength(36)
param authClientId string

@description('Optional. Client id of the app registration of the web page, by which people sign in there; empty: they bring a token.')
param authPageClientId string = ''

@description('Optional. Client ids of the programs that may call in their own name; empty for all of the tenant.')
param authAllowedClients string[] = []

@description('Optional. Origins whose pages may call, such as `https://ui.example.com`.')
param corsAllowedOrigins string[] = []

@description('Optional. Requests of a caller in a minute; 0 for any number.')
@minValue(0)
@maxValue(1000000)
param requestsPerMinute int = 1200

@description('Optional. Whether GraphQL tells its schema: `on` or `off`.')
@allowed(['on', 'off'])
param graphqlIntrospection string = 'off'

// Whom it may call

@description('Optional. CIDR ranges of private addresses that may be called for users, as narrow as possible.')
param outgoingPrivateRanges string[] = []

@description('Optional. Ports of public addresses that may be called by https, besides 443.')
param outgoingPorts int[] = []

@description('Optional. Names of secrets that jobs may name, of letters, digits and `_`: `sales_token` is the secret `sales-token` of the Key Vault.')
param secretNames string[] = []

@description('Optional. Account of Snowflake, `<organization>-<account>`; empty where results stay in Cosmos DB and blobs.')
param snowflakeAccount string = ''

@description('Optional. User of Snowflake, of type SERVICE.')
param snowflakeUser string = ''

@description('Optional. Secret of the Key Vault that holds the private key of the user; empty where the user stands for the identity of the app, which needs no key.')
param snowflakeKeySecretName string = ''

@description('Optional. Warehouse of Snowflake.')
param snowflakeWarehouse string = ''

@description('Optional. Database of Snowflake.')
param snowflakeDatabase string = ''

@description('Optional. Schema of Snowflake.')
param snowflakeSchema string = ''

@description('Optional. Role of Snowflake.')
param snowflakeRole string = ''

@description('Optional. Another address of Snowflake, such as a private link.')
param snowflakeAccessUrl string = ''

// Its alerts

@description('Optional. Where people reach the app, for the links in messages of alerts; empty for its own address.')
param alertsPublicUrl string = ''

@description('Optional. Days for which incidents are kept after they were resolved, 7 to 3,650.')
@minValue(7)
@maxValue(3650)
param alertsRetentionDays int = 90

// How its alerts are delivered as e-mails: by a server or by Azure Communication Services; without either, not at all

@description('Optional. Name of the SMTP server that delivers e-mails; empty for none.')
param smtpHost string = ''

@description('Optional. Port of the SMTP server; 0 for that of its security.')
@minValue(0)
@maxValue(65535)
param smtpPort int = 0

@description('Optional. How the connection to the SMTP server is made safe: `starttls` or `tls`.')
@allowed(['starttls', 'tls'])
param smtpSecurity string = 'starttls'

@description('Optional. Whom to log in as at the SMTP server; empty where it asks for no login.')
param smtpUser string = ''

@description('Optional. Secret of the Key Vault that holds the password of the SMTP server.')
param smtpPasswordSecretName string = ''

@description('Optional. Whom e-mails by SMTP are from: an address, or `Name <address>`.')
param smtpFrom string = ''

@description('Optional. Address of the resource of Azure Communication Services that delivers e-mails. The identity of the app needs a role there that may send.')
param communicationServicesEndpoint string = ''

@description('Optional. Whom e-mails by Communication Services are from.')
param communicationServicesSender string = ''

// Where its telemetry goes

@description('Optional. Who gets traces, metrics and logs: `applicationinsights`, `otlp`, `console`. The alert rules of the platform look into Application Insights.')
param telemetryExporters string[] = ['applicationinsights']

@description('Optional. Base address of a receiver of OTLP over HTTP, such as a collector or the intake of Datadog; empty for none.')
param otlpEndpoint string = ''

@description('Optional. Secret of the Key Vault that holds the headers for that receiver, `name=value,…`.')
param otlpHeadersSecretName string = ''

@description('Optional. How metrics are told to that receiver: `cumulative`, or `delta`, which Datadog asks for.')
@allowed(['cumulative', 'delta'])
param otlpTemporality string = 'cumulative'

// Its figures

@description('Optional. Value streams that have figures of their own, 1 to 200; the rest is added up as `other`.')
@minValue(1)
@maxValue(200)
param metricsValueStreams int = 50

@description('Optional. Models whose last PSI is told, those with the highest ones, 1 to 500.')
@minValue(1)
@maxValue(500)
param metricsModels int = 100

// How often it looks

@description('Optional. NCRONTAB (six fields, UTC): when the dispatcher looks for due slots. Shorter than the look-ahead.')
param dispatchSchedule string = '*/15 * * * * *'

@description('Optional. NCRONTAB (six fields, UTC): when stalled runs are looked for.')
param recoverySchedule string = '*/30 * * * * *'

@description('Optional. NCRONTAB (six fields, UTC): when the next jobs are audited.')
param auditSchedule string = '0 * * * * *'

@description('Optional. NCRONTAB (six fields, UTC): when what has happened to runs is counted.')
param statisticsSchedule string = '*/10 * * * * *'

@description('Optional. The share of traces that are recorded, 0 to 1: of a million runs a day a tenth tells as much.')
param traceSampleRatio string = '1'

@description('Optional. NCRONTAB (six fields, UTC): when what has happened is looked through for alerts.')
param alertsRaiseSchedule string = '*/10 * * * * *'

@description('Optional. NCRONTAB (six fields, UTC): when messages of alerts are sent.')
param alertsDeliverSchedule string = '*/10 * * * * *'

@description('Optional. NCRONTAB (six fields, UTC): when sites of edges are looked after, whatever has happened.')
param edgeReconcileSchedule string = '*/10 * * * * *'

@description('Optional. NCRONTAB (six fields, UTC): when settings of edges are exchanged with other control planes, where there are any.')
param edgeExchangeSchedule string = '*/15 * * * * *'

@description('Optional. Jobs that are audited each time, at most.')
@minValue(1)
@maxValue(10000)
param auditJobsPerPass int = 500

@description('Optional. How far ahead of their time slots are dispatched, in seconds.')
@minValue(5)
@maxValue(3600)
param dispatchLookAheadSeconds int = 90

@description('Optional. Name of this control plane among those that share settings of edges. It must not change.')
param edgeControlPlane string = 'main'

@description('Optional. Those other control planes: `{ name, url, secret }`, the last one the name in `secretNames` of an API key there.')
param edgePeers object[] = []

@description('Optional. Where services reach the app with callbacks of webhooks, when that is not the app itself.')
param webhookCallbackBaseUrl string = ''

@description('Optional. Further settings of the app, none of them a secret: `NODE_EXTRA_CA_CERTS` and the like.')
param extraSettings object = {}

// Data

@description('Optional. How Cosmos DB is paid: `serverless` by request, `autoscale` by the hour. An account cannot be changed from one to the other.')
@allowed(['serverless', 'autoscale'])
param cosmosThroughput string = 'serverless'

@description('Optional. With `autoscale`: highest RU/s of the container `jobs`, in steps of 1,000.')
@minValue(1000)
param cosmosJobsMaxThroughput int = 4000

@description('Optional. With `autoscale`: highest RU/s of the container `logs`, in steps of 1,000.')
@minValue(1000)
param cosmosLogsMaxThroughput int = 1000

@description('Optional. With `autoscale`: highest RU/s that the other containers share, in steps of 1,000.')
@minValue(1000)
param cosmosSharedMaxThroughput int = 1000

@description('Optional. Further regions of Cosmos DB, in the order in which they take over; only with `autoscale`.')
param cosmosSecondaryLocations string[] = []

@description('Optional. Regions of Cosmos DB in the order in which the app reads from them, where it runs first; empty for the order of the account.')
param cosmosPreferredRegions string[] = []

@description('Optional. How far back Cosmos DB can be restored to any second.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param cosmosBackupTier string = 'Continuous7Days'

@description('Optional. Copies of samples, results and reports: `Standard_LRS`, `Standard_ZRS` or `Standard_GZRS`.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param dataStorageSku string = 'Standard_LRS'

@description('Optional. Spreads the instances of the app, Cosmos DB and what the host keeps over the zones of the region; a Service Bus of sku Premium is in any case. Decide at first: most of it cannot be changed later.')
param zoneRedundant bool = false

@description('Optional. `Standard`, or `Premium`, which a virtual network needs.')
@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

@description('Optional. Messaging units of a Service Bus of sku Premium.')
@allowed([1, 2, 4, 8, 16])
param serviceBusCapacity int = 1

@description('Optional. Whether nobody can delete the Key Vault, or a secret of it, for good before 90 days are over. Cannot be switched off again; a vault that is deleted keeps its name for as long.')
param keyVaultPurgeProtection bool = true

// Network

@description('Optional. Puts the app into a virtual network and closes everything it calls to the internet. Application Insights and Log Analytics stay public.')
param vnetEnabled bool = false

@description('Optional. Address range of the virtual network, at least a /24.')
param vnetAddressPrefix string = '10.90.0.0/24'

@description('Optional. Whether the API can be reached from the internet; without, only through its private endpoint, and then the pipeline has to run inside of the network.')
param apiIsPublic bool = true

// People and pipelines

@description('Optional. Object id of the identity that deploys the code: it gets the role for that.')
param deployerPrincipalId string = ''

@description('Optional. Object id of the Entra ID group that delivers samples and baselines.')
param dataProviderGroupId string = ''

// Monitoring

@description('Required. Who is told by e-mail when the app does not live, and of money.')
@minLength(1)
param alertEmails string[]

@description('Optional. Addresses that get each alert of the platform as JSON in the common alert schema; https.')
param alertWebhooks string[] = []

@description('Optional. Whether the alert rules are on.')
param alertsEnabled bool = true

@description('Optional. Messages in a queue beyond which somebody is told.')
@minValue(1)
param backlogThreshold int = 1000

@description('Optional. Places that /api/health is asked from, by the ids of Application Insights.')
@minLength(1)
param availabilityTestLocations string[] = ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr']

@description('Optional. Days for which logs and telemetry are kept, 30 to 730.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Optional. GB of logs a day beyond which no more is taken, or -1. At the cap the alert rules over logs are blind until midnight UTC.')
@minValue(-1)
param logDailyCapGb int = -1

@description('Optional. Logs every request to Cosmos DB and every read of a blob. For the time of an inquiry: it costs more than the requests.')
param detailedDiagnostics bool = false

@description('Optional. Id of an authorization rule of an Event Hubs namespace, to send all logs on to another system (Elastic, Splunk).')
param eventHubAuthorizationRuleId string = ''

@description('Optional. Name of the event hub for these logs; empty for none.')
param eventHubName string = ''

@description('Optional. Budget a month in the currency of the subscription; 0 for none.')
@minValue(0)
param monthlyBudget int = 0

@description('Optional. First day of the first month of the budget, such as `2026-12-01`; needed with a budget, and never changed later.')
param budgetStartDate string = ''

// From a list of a person, with blanks after its commas; nobody at all would be found out by the first alert that nobody got.
var people = map(
  alertEmails,
  email => empty(trim(email)) ? fail('Name whom to tell: an e-mail address is empty (EVENKEEL_ALERT_EMAILS).') : trim(email)
)

// Names: unique in all of Azure where they have to be, and the same at every deployment.
var token = take(uniqueString(resourceGroup().id, environmentName), 8)
var suffix = '${environmentName}-${token}'
var tags = union(extraTags, { app: 'evenkeel', environment: environmentName, 'azd-env-name': environmentName })

var usesScheduler = durableBackend == 'durableTaskScheduler'
var isPublic = !vnetEnabled

var diagnostics = {
  workspaceId: monitoring.outputs.workspaceId
  eventHubAuthorizationRuleId: eventHubAuthorizationRuleId
  eventHubName: eventHubName
}

// Where the vault has a key for Snowflake it is used; without, the user of Snowflake stands for the app's identity. A version is
// left out of each reference: a new one is picked up within a day, or by a restart.
var secrets = mapValues(
  {
    smtpPassword: smtpPasswordSecretName
    otlpHeaders: otlpHeadersSecretName
    snowflakeKey: snowflakeKeySecretName
  },
  secret => empty(secret) ? '' : '@Microsoft.KeyVault(SecretUri=${keyVault.outputs.vaultUri}secrets/${secret})'
)

// Every setting of the app that is not an address of what is made here: those are in app/function-app.bicep. A setting that
// is there but empty counts as left out. A test compares both with what the app reads.
var appSettings = {
  ACS_EMAIL__endpoint: communicationServicesEndpoint
  ACS_EMAIL__sender: communicationServicesSender
  ALERTS__retentionDays: string(alertsRetentionDays)
  ALERTS__sweepSeconds: '30'
  ALERTS_DELIVER_SCHEDULE: alertsDeliverSchedule
  ALERTS_RAISE_SCHEDULE: alertsRaiseSchedule
  AUDIT_JOBS_PER_PASS: string(auditJobsPerPass)
  AUDIT_SCHEDULE: auditSchedule
  AUTH__allowedClients: join(authAllowedClients, ',')
  AUTH__clientId: authClientId
  AUTH__pageClientId: authPageClientId
  AUTH__tenantId: authTenantId
  // The app looks at every token itself: nothing in front of it does.
  AUTH__trustPlatformHeaders: 'false'
  COSMOS__preferredRegions: join(cosmosPreferredRegions, ',')
  CORS__allowedOrigins: join(corsAllowedOrigins, ',')
  DISPATCH_LOOK_AHEAD_SECONDS: string(dispatchLookAheadSeconds)
  DISPATCH_SCHEDULE: dispatchSchedule
  EDGE__controlPlane: edgeControlPlane
  EDGE__exchangeSchedule: edgeExchangeSchedule
  EDGE__peers: empty(edgePeers) ? '' : string(edgePeers)
  EDGE__reconcileSchedule: edgeReconcileSchedule
  EVENKEEL_AUTH: 'required'
  GRAPHQL__introspection: graphqlIntrospection
  METRICS__models: string(metricsModels)
  METRICS__queues: 'on'
  METRICS__valueStreams: string(metricsValueStreams)
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
  OTEL_EXPORTER_OTLP_HEADERS: secrets.otlpHeaders
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: otlpTemporality
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=${environmentName}'
  OTEL_SERVICE_NAME: 'evenkeel'
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio'
  OTEL_TRACES_SAMPLER_ARG: traceSampleRatio
  OUTGOING__allowedPorts: join(map(outgoingPorts, port => string(port)), ',')
  OUTGOING__allowedPrivateRanges: join(outgoingPrivateRanges, ',')
  RATE_LIMIT__requestsPerMinute: string(requestsPerMinute)
  RECOVERY_SCHEDULE: recoverySchedule
  SMTP__from: smtpFrom
  SMTP__host: smtpHost
  SMTP__password: secrets.smtpPassword
  SMTP__port: smtpPort == 0 ? '' : string(smtpPort)
  SMTP__security: empty(smtpHost) ? '' : smtpSecurity
  SMTP__user: smtpUser
  SNOWFLAKE__accessUrl: snowflakeAccessUrl
  SNOWFLAKE__account: snowflakeAccount
  SNOWFLAKE__database: snowflakeDatabase
  SNOWFLAKE__privateKey: secrets.snowflakeKey
  SNOWFLAKE__role: snowflakeRole
  SNOWFLAKE__schema: snowflakeSchema
  SNOWFLAKE__user: snowflakeUser
  SNOWFLAKE__warehouse: snowflakeWarehouse
  SNOWFLAKE__workloadIdentityClientId: empty(snowflakeAccount) || !empty(snowflakeKeySecretName) ? '' : identity.outputs.clientId
  STATISTICS_SCHEDULE: statisticsSchedule
  TELEMETRY__exporters: join(telemetryExporters, ',')
  WEBHOOK__callbackBaseUrl: webhookCallbackBaseUrl
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  params: {
    name: 'id-evenkeel-${suffix}'
    location: location
    tags: tags
  }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workspaceName: 'log-evenkeel-${suffix}'
    applicationInsightsName: 'appi-evenkeel-${suffix}'
    location: location
    tags: tags
    retentionInDays: logRetentionDays
    dailyCapGb: logDailyCapGb
  }
}

module keyVault 'app/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    name: 'kv-evenkeel-${token}'
    location: location
    tags: tags
    purgeProtection: keyVaultPurgeProtection
    publicNetworkAccess: isPublic
    diagnostics: diagnostics
  }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  params: {
    hostAccountName: 'stekhost${token}'
    dataAccountName: 'stekdata${token}'
    location: location
    tags: tags
    hostSku: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    dataSku: dataStorageSku
    publicNetworkAccess: isPublic
    diagnostics: diagnostics
    detailedDiagnostics: detailedDiagnostics
  }
}

module cosmos 'app/cosmos.bicep' = {
  name: 'cosmos'
  params: {
    accountName: 'cosmos-evenkeel-${suffix}'
    databaseName: 'evenkeel'
    location: location
    secondaryLocations: cosmosSecondaryLocations
    tags: tags
    throughput: cosmosThroughput
    jobsMaxThroughput: cosmosJobsMaxThroughput
    logsMaxThroughput: cosmosLogsMaxThroughput
    sharedMaxThroughput: cosmosSharedMaxThroughput
    zoneRedundant: zoneRedundant
    backupTier: cosmosBackupTier
    publicNetworkAccess: isPublic
    diagnostics: diagnostics
    detailedDiagnostics: detailedDiagnostics
  }
}

module messaging 'app/messaging.bicep' = {
  name: 'messaging'
  params: {
    namespaceName: 'sbns-evenkeel-${suffix}'
    location: location
    tags: tags
    sku: serviceBusSku
    premiumCapacity: serviceBusCapacity
    publicNetworkAccess: isPublic
    diagnostics: diagnostics
  }
}

module durable 'app/durable.bicep' = if (usesScheduler) {
  name: 'durable'
  params: {
    name: 'dts-evenkeel-${suffix}'
    taskHubName: 'evenkeel'
    location: location
    tags: tags
    sku: schedulerSku
    capacity: schedulerCapacity
    publicNetworkAccess: isPublic
  }
}

module roles 'app/roles.bicep' = {
  name: 'roles'
  params: {
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: deployerPrincipalId
    dataProviderGroupId: dataProviderGroupId
    hostStorageAccountName: storage.outputs.hostAccountName
    dataStorageAccountName: storage.outputs.dataAccountName
    cosmosAccountName: cosmos.outputs.accountName
    databaseName: cosmos.outputs.databaseName
    serviceBusNamespaceName: messaging.outputs.namespaceName
    keyVaultName: keyVault.outputs.vaultName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    schedulerName: usesScheduler ? durable!.outputs.schedulerName : ''
    taskHubName: usesScheduler ? durable!.outputs.taskHubName : ''
  }
}

module network 'app/network.bicep' = if (vnetEnabled) {
  name: 'network'
  params: {
    name: 'vnet-evenkeel-${suffix}'
    location: location
    tags: tags
    addressPrefix: vnetAddressPrefix
  }
}

var blobZone = 'privatelink.blob.${environment().suffixes.storage}'

var schedulerEndpoints = usesScheduler
  ? [{ name: 'scheduler', resourceId: durable!.outputs.schedulerId, group: 'scheduler', zone: 'privatelink.durabletask.io' }]
  : []

module privateEndpoints 'app/private-endpoints.bicep' = if (vnetEnabled) {
  name: 'private-endpoints'
  params: {
    namePrefix: 'pe-evenkeel-${suffix}'
    location: location
    tags: tags
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    endpoints: concat(
      [
        { name: 'host-blob', resourceId: storage.outputs.hostAccountId, group: 'blob', zone: blobZone }
        { name: 'host-queue', resourceId: storage.outputs.hostAccountId, group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
        { name: 'host-table', resourceId: storage.outputs.hostAccountId, group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
        { name: 'data-blob', resourceId: storage.outputs.dataAccountId, group: 'blob', zone: blobZone }
        { name: 'cosmos', resourceId: cosmos.outputs.accountId, group: 'Sql', zone: 'privatelink.documents.azure.com' }
        { name: 'service-bus', resourceId: messaging.outputs.namespaceId, group: 'namespace', zone: 'privatelink.servicebus.windows.net' }
        { name: 'key-vault', resourceId: keyVault.outputs.vaultId, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
      ],
      schedulerEndpoints
    )
  }
}

module functionApp 'app/function-app.bicep' = {
  name: 'function-app'
  // The app asks for its package, its queues and its secrets as soon as it is there.
  dependsOn: [roles, privateEndpoints]
  params: {
    name: 'func-evenkeel-${suffix}'
    planName: 'plan-evenkeel-${suffix}'
    location: location
    tags: tags
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    zoneRedundant: zoneRedundant
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostBlobEndpoint: storage.outputs.hostBlobEndpoint
    hostQueueEndpoint: storage.outputs.hostQueueEndpoint
    hostTableEndpoint: storage.outputs.hostTableEndpoint
    deploymentContainerName: storage.outputs.deploymentContainerName
    dataBlobEndpoint: storage.outputs.dataBlobEndpoint
    cosmosEndpoint: cosmos.outputs.endpoint
    databaseName: cosmos.outputs.databaseName
    serviceBusHostName: messaging.outputs.hostName
    keyVaultUri: keyVault.outputs.vaultUri
    applicationInsightsConnectionString: monitoring.outputs.applicationInsightsConnectionString
    schedulerEndpoint: usesScheduler ? durable!.outputs.endpoint : ''
    taskHubName: usesScheduler ? durable!.outputs.taskHubName : ''
    subnetId: vnetEnabled ? network!.outputs.appSubnetId : ''
    publicNetworkAccess: vnetEnabled || apiIsPublic
      ? apiIsPublic
      : fail('An API that is not public needs a virtual network: set vnetEnabled.')
    publicUrl: alertsPublicUrl
    appSettings: appSettings
    secretNames: secretNames
    extraSettings: extraSettings
    diagnostics: diagnostics
  }
}

// After the app: an endpoint is made for something that is there.
module apiEndpoint 'app/private-endpoints.bicep' = if (vnetEnabled && !apiIsPublic) {
  name: 'api-endpoint'
  params: {
    namePrefix: 'pe-evenkeel-${suffix}'
    location: location
    tags: tags
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    endpoints: [
      { name: 'api', resourceId: functionApp.outputs.appId, group: 'sites', zone: 'privatelink.azurewebsites.net' }
    ]
  }
}

module alerts 'app/alerts.bicep' = {
  name: 'alerts'
  params: {
    namePrefix: 'evenkeel-${environmentName}'
    location: location
    tags: tags
    emails: people
    webhooks: alertWebhooks
    enabled: alertsEnabled
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    workspaceId: monitoring.outputs.workspaceId
    cosmosAccountId: cosmos.outputs.accountId
    serviceBusNamespaceId: messaging.outputs.namespaceId
    appUrl: apiIsPublic ? functionApp.outputs.appUrl : ''
    availabilityTestLocations: availabilityTestLocations
    backlogThreshold: backlogThreshold
    hasEdgePeers: !empty(edgePeers)
  }
}

module workbook 'app/workbook.bicep' = {
  name: 'workbook'
  params: {
    title: 'Evenkeel ${environmentName}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module budget 'app/budget.bicep' = if (monthlyBudget > 0) {
  name: 'budget'
  params: {
    name: 'evenkeel-${environmentName}'
    monthlyAmount: monthlyBudget
    startDate: budgetStartDate
    emails: people
  }
}

output functionAppName string = functionApp.outputs.appName
output functionAppUrl string = functionApp.outputs.appUrl
output hostStorageAccountName string = storage.outputs.hostAccountName
output keyVaultName string = keyVault.outputs.vaultName
output identityPrincipalId string = identity.outputs.principalId
