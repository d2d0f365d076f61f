metadata description = 'Private endpoints of resources, and the zones in which their public names lead to private addresses.'

@description('Required. Prefix of the names of the endpoints.')
param namePrefix string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the resources.')
param tags object

@description('Required. Id of the virtual network from which the names are asked for.')
param networkId string

@description('Required. Id of the subnet of the endpoints.')
param subnetId string

@description('Required. What gets an endpoint: `name`, `resourceId`, `group` (the part of the resource) and `zone`.')
param endpoints array

// One zone for all endpoints of a kind: two accounts have their blobs in the same.
var zoneNames = union(map(endpoints, endpoint => endpoint.zone), [])

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in zoneNames: {
    parent: zones[index]
    name: namePrefix
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for endpoint in endpoints: {
    name: '${namePrefix}-${endpoint.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: endpoint.name
          properties: {
            privateLinkServiceId: endpoint.resourceId
            groupIds: [endpoint.group]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: 'default'
          properties: { privateDnsZoneId: zones[indexOf(zoneNames, endpoint.zone)].id }
        }
      ]
    }
  }
]
