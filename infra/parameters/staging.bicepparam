using '../main.bicep'

// As production in everything that can break, and as small as that can be.

param environmentName = 'staging'
param authClientId = readEnvironmentVariable('EVENKEEL_AUTH_CLIENT_ID')
param alertEmails = split(readEnvironmentVariable('EVENKEEL_ALERT_EMAILS'), ',')
param deployerPrincipalId = readEnvironmentVariable('EVENKEEL_DEPLOYER_PRINCIPAL_ID', '')
param dataProviderGroupId = readEnvironmentVariable('EVENKEEL_DATA_PROVIDER_GROUP_ID', '')
param durableBackend = 'durableTaskScheduler'
param cosmosThroughput = 'autoscale'
param cosmosJobsMaxThroughput = 1000
param cosmosSharedMaxThroughput = 1000
param monthlyBudget = int(readEnvironmentVariable('EVENKEEL_MONTHLY_BUDGET', '0'))
param budgetStartDate = readEnvironmentVariable('EVENKEEL_BUDGET_START_DATE', '')
