metadata description = 'Durable Task Scheduler, where orchestrations keep their state when that is not the storage account of the host.'

@description('Required. Name of the scheduler.')
param name string

@description('Required. Name of the task hub.')
param taskHubName string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the scheduler.')
param tags object

@description('Required. `Consumption` (500 actions a second, no redundancy) or `Dedicated` (2,000 a second for each unit of capacity).')
@allowed(['Consumption', 'Dedicated'])
param sku string

@description('Required. Units of `Dedicated`; three make it highly available.')
@minValue(1)
param capacity int

@description('Required. Whether the scheduler can be reached from outside of the virtual network.')
param publicNetworkAccess bool

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // Who may call is decided by roles; what may reach it, by the network.
    ipAllowlist: ['0.0.0.0/0']
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    sku: {
      name: sku
      capacity: sku == 'Dedicated' ? capacity : null
    }
  }
}

resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: taskHubName
}

output schedulerId string = scheduler.id
output schedulerName string = scheduler.name
output endpoint string = scheduler.properties.endpoint
output taskHubName string = taskHub.name
