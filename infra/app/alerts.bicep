metadata description = 'Alert rules of the platform: of what the app cannot tell itself, its own death first. What it can tell (drift, failed runs, late slots) it sends by its own channels.'

@description('Required. Prefix of the names of the rules.')
param namePrefix string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the resources.')
param tags object

@description('Required. Who is told by e-mail.')
param emails string[]

@description('Required. Addresses that get each alert as JSON in the common alert schema; https.')
param webhooks string[]

@description('Required. Whether the rules are on; off for an environment that is often torn down.')
param enabled bool

@description('Required. Id of the Application Insights component.')
param applicationInsightsId string

@description('Required. Id of the Log Analytics workspace.')
param workspaceId string

@description('Required. Id of the Cosmos DB account.')
param cosmosAccountId string

@description('Required. Id of the Service Bus namespace.')
param serviceBusNamespaceId string

@description('Required. Address of the app; empty where it cannot be reached from the internet, and then its availability is not tested.')
param appUrl string

@description('Required. Places that the availability is tested from, by the ids of Application Insights.')
param availabilityTestLocations string[]

@description('Required. Messages in a queue beyond which the backlog is worth a look.')
@minValue(1)
param backlogThreshold int

@description('Required. Whether the app exchanges settings of edges with other control planes: without any it has no timer for that.')
param hasEdgePeers bool

// Every query of a rule is here, and each starts with a table and ends with the rows that are counted: the service adds
// the time and the count. A test compares the names with those that the app emits.

// No good pass of a timer within ten minutes: it fails each time, or the app is dead, or its telemetry is. One rule each, because
// a timer that says nothing has no row to be told apart by.
var timers = concat(
  ['auditJobs', 'deliverAlerts', 'dispatchDueRuns', 'followRuns', 'raiseAlerts', 'reconcileEdgeSites', 'recoverStalledRuns', 'tendBackfills', 'tendFleets'],
  hasEdgePeers ? ['exchangeEdgeConfig'] : []
)

var timerRules = [
  for timer in timers: {
    name: 'timer-silent-${timer}'
    description: 'The timer ${timer} has not done its work within ten minutes. Look at /api/health and at the failures of the app.'
    severity: 0
    query: 'AppMetrics | where Name == "evenkeel.timer.passes" and tostring(Properties.timer) == "${timer}" and tostring(Properties.outcome) == "done"'
    dimensions: []
    operator: 'LessThan'
    threshold: 1
    windowSize: 'PT10M'
  }
]

var otherRules = [
  {
    name: 'runs-failed'
    description: 'Runs of a value stream have failed.'
    severity: 2
    query: 'AppMetrics | where Name == "evenkeel.runs.finished" and tostring(Properties.state) in ("failed", "dead") and Sum > 0 | extend valueStream = tostring(Properties.valueStream)'
    dimensions: ['valueStream']
    operator: 'GreaterThan'
    threshold: 0
    windowSize: 'PT15M'
  }
  {
    name: 'runs-overdue'
    description: 'Slots are past and their runs have not begun. With a silent timer: see there. Without: the queues are behind.'
    severity: 1
    query: 'AppMetrics | where Name == "evenkeel.runs.overdue" and Max > 0 | extend valueStream = tostring(Properties.valueStream)'
    dimensions: ['valueStream']
    operator: 'GreaterThan'
    // Told of every minute: five of fifteen are no passing delay.
    threshold: 5
    windowSize: 'PT15M'
  }
  {
    name: 'alerts-undelivered'
    description: 'Alerts of the app are overdue at their channels. Whoever waits for them has not been told.'
    severity: 1
    query: 'AppMetrics | where Name == "evenkeel.alerts.undelivered" and Max > 0'
    dimensions: []
    operator: 'GreaterThan'
    // Told of every minute; a receiver that is away for a moment is tried again.
    threshold: 5
    windowSize: 'PT15M'
  }
]

var queryRules = concat(timerRules, otherRules)

// Measured by the platform, whether the app lives or not.
var metricRules = [
  {
    name: 'dead-letters'
    description: 'Dead letters stay in a queue. The app takes each of them away within seconds and marks its run as dead.'
    severity: 1
    resourceId: serviceBusNamespaceId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    dimension: 'EntityName'
    aggregation: 'Average'
    threshold: 0
  }
  {
    name: 'backlog'
    description: 'Messages pile up in a queue: runs begin late.'
    severity: 2
    resourceId: serviceBusNamespaceId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    dimension: 'EntityName'
    aggregation: 'Average'
    threshold: backlogThreshold
  }
  {
    name: 'cosmos-throughput'
    description: 'A partition of Cosmos DB is near its throughput: requests are about to be turned away and retried.'
    severity: 2
    resourceId: cosmosAccountId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'NormalizedRUConsumption'
    dimension: 'CollectionName'
    aggregation: 'Maximum'
    threshold: 90
  }
]

var testsAvailability = !empty(appUrl)

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${namePrefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    // At most 12 characters: what a text message begins with.
    groupShortName: 'evenkeel'
    emailReceivers: [
      for (email, index) in emails: {
        name: 'email-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
    webhookReceivers: [
      for (webhook, index) in webhooks: {
        name: 'webhook-${index}'
        serviceUri: webhook
        useCommonAlertSchema: true
      }
    ]
  }
}

resource scheduledQueryRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in queryRules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${namePrefix}: ${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: enabled
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.windowSize
      autoMitigate: true
      // The tables of telemetry may be empty in a new workspace, and are then unknown.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            dimensions: map(rule.dimensions, dimension => { name: dimension, operator: 'Include', values: ['*'] })
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in metricRules: {
    name: '${namePrefix}-${rule.name}'
    location: 'global'
    tags: tags
    properties: {
      description: rule.description
      severity: rule.severity
      enabled: enabled
      scopes: [rule.resourceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: rule.namespace
            metricName: rule.metric
            dimensions: [{ name: rule.dimension, operator: 'Include', values: ['*'] }]
            operator: 'GreaterThan'
            threshold: rule.threshold
            timeAggregation: rule.aggregation
          }
        ]
      }
      actions: [{ actionGroupId: actionGroup.id }]
    }
  }
]

resource availabilityTest 'Microsoft.Insights/webtests@2022-06-15' = if (testsAvailability) {
  name: '${namePrefix}-health'
  location: location
  // Application Insights finds its tests by this tag.
  tags: union(tags, { 'hidden-link:${applicationInsightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${namePrefix}-health'
    Name: '${namePrefix}: /api/health'
    Kind: 'standard'
    Enabled: enabled
    Frequency: 300
    Timeout: 60
    RetryEnabled: true
    Locations: map(availabilityTestLocations, place => { Id: place })
    Request: {
      RequestUrl: '${appUrl}/api/health'
      HttpVerb: 'GET'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource availabilityAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = if (testsAvailability) {
  name: '${namePrefix}-unavailable'
  location: 'global'
  tags: tags
  properties: {
    description: '/api/health is not answered with 200 from two places: the app is down, or something it cannot work without is.'
    severity: 0
    enabled: enabled
    scopes: [availabilityTest.id, applicationInsightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      componentId: applicationInsightsId
      webTestId: availabilityTest.id
      failedLocationCount: min(2, length(availabilityTestLocations))
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}
