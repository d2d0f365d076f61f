using 'azd.bicep'

// azd gives the first two; `azd env set` the others.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param authClientId = readEnvironmentVariable('EVENKEEL_AUTH_CLIENT_ID')
param alertEmails = split(readEnvironmentVariable('EVENKEEL_ALERT_EMAILS'), ',')
