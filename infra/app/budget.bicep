metadata description = 'A budget of the resource group. It tells of money and stops nothing.'

@description('Required. Name of the budget.')
param name string

@description('Required. Amount a month, in the currency of the subscription.')
@minValue(1)
param monthlyAmount int

@description('Required. First day of the first month, such as `2026-12-01`. Cannot be changed later.')
@minLength(10)
@maxLength(10)
param startDate string

@description('Required. Who is told, at least one address.')
param emails string[]

// At 80 % of what was spent, and as soon as the month is expected to end above all of it.
var notices = {
  spent80: { threshold: 80, thresholdType: 'Actual' }
  spent100: { threshold: 100, thresholdType: 'Actual' }
  expected110: { threshold: 110, thresholdType: 'Forecasted' }
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    amount: monthlyAmount
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: mapValues(notices, notice => {
      enabled: true
      operator: 'GreaterThan'
      threshold: notice.threshold
      thresholdType: notice.thresholdType
      contactEmails: emails
    })
  }
}
