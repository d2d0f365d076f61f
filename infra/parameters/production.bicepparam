using '../main.bicep'

// Survives the loss of a zone, and of a region with what continuous backup and the copies of the data bring back.

param environmentName = 'production'
param authClientId = readEnvironmentVariable('EVENKEEL_AUTH_CLIENT_ID')
param alertEmails = split(readEnvironmentVariable('EVENKEEL_ALERT_EMAILS'), ',')
param deployerPrincipalId = readEnvironmentVariable('EVENKEEL_DEPLOYER_PRINCIPAL_ID', '')
param dataProviderGroupId = readEnvironmentVariable('EVENKEEL_DATA_PROVIDER_GROUP_ID', '')
param zoneRedundant = true
param maximumInstanceCount = 100
param alwaysReadyHttpInstances = 2
// Durable on a storage account has 16 partitions at most and looks for work by asking; a scheduler is told of it.
param durableBackend = 'durableTaskScheduler'
param schedulerSku = 'Dedicated'
param schedulerCapacity = 3
param cosmosThroughput = 'autoscale'
param cosmosJobsMaxThroughput = 10000
param cosmosLogsMaxThroughput = 4000
param cosmosSharedMaxThroughput = 4000
param cosmosBackupTier = 'Continuous30Days'
param dataStorageSku = 'Standard_GZRS'
// The virtual network needs a namespace of its own capacity.
param serviceBusSku = 'Premium'
param vnetEnabled = true
param logRetentionDays = 90
param monthlyBudget = int(readEnvironmentVariable('EVENKEEL_MONTHLY_BUDGET', '0'))
param budgetStartDate = readEnvironmentVariable('EVENKEEL_BUDGET_START_DATE', '')
