metadata description = 'A page in the portal: runs, lateness, timers and failures of the last day.'

@description('Required. Title of the workbook.')
param title string

@description('Required. Azure region.')
param location string

@description('Required. Tags of the workbook.')
param tags object

@description('Required. Id of the Log Analytics workspace that it reads.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // The service asks for a GUID: this is the same one at every deployment.
  name: guid(resourceGroup().id, title)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: loadTextContent('../monitoring/workbook.json')
  }
}
