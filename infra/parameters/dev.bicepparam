using '../main.bicep'

// Idle most of the time, used by few, and torn down without regret.

param environmentName = 'dev'
param authClientId = readEnvironmentVariable('EVENKEEL_AUTH_CLIENT_ID')
param alertEmails = split(readEnvironmentVariable('EVENKEEL_ALERT_EMAILS'), ',')
param deployerPrincipalId = readEnvironmentVariable('EVENKEEL_DEPLOYER_PRINCIPAL_ID', '')
param dataProviderGroupId = readEnvironmentVariable('EVENKEEL_DATA_PROVIDER_GROUP_ID', '')
param graphqlIntrospection = 'on'
param cosmosThroughput = 'serverless'
// Nobody waits for a run to the second, and each look costs.
param dispatchSchedule = '0 * * * * *'
param dispatchLookAheadSeconds = 180
// So that what was torn down can be made again under the same names: `az keyvault purge` first.
param keyVaultPurgeProtection = false
param alertsEnabled = false
param logDailyCapGb = 1
