metadata description = 'Where telemetry and logs go: one Log Analytics workspace, and Application Insights on top of it.'

@description('Required. Name of the Log Analytics workspace.')
param workspaceName string

@description('Required. Name of the Application Insights component.')
param applicationInsightsName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the resources.')
param tags object

@description('Required. Days for which logs and telemetry are kept, 30 to 730. The first 31 days cost nothing more.')
@minValue(30)
@maxValue(730)
param retentionInDays int

@description('Required. GB a day beyond which the workspace takes no more, or -1 for any amount. A cap keeps the bill small and makes every alert rule over logs blind until midnight UTC.')
@minValue(-1)
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: {
      // A shared key of the workspace could write logs that look like the app's.
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // The connection string is then an address and nothing more: whoever sends needs a role.
    DisableLocalAuth: true
  }
}

output workspaceId string = workspace.id
output applicationInsightsId string = applicationInsights.id
output applicationInsightsName string = applicationInsights.name
output applicationInsightsConnectionString string = applicationInsights.properties.ConnectionString
