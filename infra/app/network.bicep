metadata description = 'A virtual network: a subnet that the app calls out through, and one for private endpoints.'

@description('Required. Name of the virtual network.')
param name string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the resources.')
param tags object

@description('Required. Address range of the network, at least a /24: its first /26 is for the app, its second for private endpoints.')
param addressPrefix string

resource appSecurityGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-app'
  location: location
  tags: tags
  // What the app may call for its users is guarded by the app; rules of your own go here.
  properties: { securityRules: [] }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          // Flex Consumption asks for a /27 at least.
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [
            {
              name: 'app'
              properties: { serviceName: 'Microsoft.App/environments' }
            }
          ]
          networkSecurityGroup: { id: appSecurityGroup.id }
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

resource appSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: network
  name: 'app'
}

resource endpointSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: network
  name: 'endpoints'
}

output networkId string = network.id
output appSubnetId string = appSubnet.id
output endpointSubnetId string = endpointSubnet.id
