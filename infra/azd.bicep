metadata description = 'For azd, which begins with a subscription: makes the resource group and puts main.bicep into it. Pipelines deploy main.bicep into a group that is there.'

targetScope = 'subscription'

@description('Required. Name of the environment of azd.')
@minLength(2)
@maxLength(10)
param environmentName string

@description('Required. Azure region.')
param location string

@description('Optional. Name of the resource group.')
param resourceGroupName string = 'rg-evenkeel-${environmentName}'

@description('Required. Client id of the app registration of the API.')
@minLength(36)
@maxLength(36)
param authClientId string

@description('Required. Who is told when the app does not live, and of money.')
@minLength(1)
param alertEmails string[]

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: { 'azd-env-name': environmentName }
}

module main 'main.bicep' = {
  name: 'evenkeel'
  scope: group
  params: {
    environmentName: environmentName
    location: location
    authClientId: authClientId
    alertEmails: alertEmails
  }
}

// azd keeps them as settings of its environment, by names of its own style.
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_API_NAME string = main.outputs.functionAppName
output SERVICE_API_URL string = main.outputs.functionAppUrl
