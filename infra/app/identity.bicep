metadata description = 'The identity as which the app calls everything else. Assigned by hand, not by the system: its roles outlive the app, and exist before the app first starts.'

@description('Required. Name of the identity.')
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
