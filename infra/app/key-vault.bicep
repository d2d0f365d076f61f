metadata description = 'Key Vault, for what has to be a secret: those that jobs name, and a private key of Snowflake where there is one. Values are put in by a person or a pipeline, never by a template.'

@description('Required. Name of the vault (3 to 24 characters, unique in all of Azure).')
@minLength(3)
@maxLength(24)
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the vault.')
param tags object

@description('Required. Whether nobody can delete the vault, or a secret of it, for good before 90 days are over. Cannot be switched off again.')
param purgeProtection bool

@description('Required. Whether the vault can be reached from outside of the virtual network.')
param publicNetworkAccess bool

@description('Required. Where logs and metrics go: `workspaceId`, `eventHubAuthorizationRuleId` and `eventHubName`, the last two may be empty.')
param diagnostics object

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    // A vault that is deleted keeps its name for as long.
    softDeleteRetentionInDays: purgeProtection ? 90 : 7
    // The service takes `true` or nothing.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: publicNetworkAccess ? 'Allow' : 'Deny'
    }
  }
}

resource diagnosticSettings 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: diagnostics.workspaceId
    eventHubAuthorizationRuleId: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubAuthorizationRuleId
    eventHubName: empty(diagnostics.eventHubName) ? null : diagnostics.eventHubName
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output vaultId string = vault.id
output vaultName string = vault.name
output vaultUri string = vault.properties.vaultUri
