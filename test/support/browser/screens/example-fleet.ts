/** The fleet that the screens show: of the models of one value stream, one of which has no data of its own. */
export const SHOWN_FLEET = 'payments-psi';
/** Its model with an override. */
export const FLEET_MODEL = 'transfer-fraud';

const AT_EIGHT = { type: 'cron', expression: '0 8 * * *', timeZone: 'Europe/Berlin' };

/** The template of the value stream, and the fleet, as they are sent. */
export const EXAMPLE_FLEET = {
  template: {
    description: 'What everything of the payments begins with.',
    defaults: { tags: ['payments'], policies: { retry: { maxAttempts: 5 } } },
  },
  fleet: {
    valueStream: 'payments',
    description: 'The stability of every model of the payments, each morning.',
    selector: { exceptModelIds: ['legacy-score'] },
    template: {
      kind: 'stability',
      task: {
        ...{ modelId: '{modelId}', scoreColumn: 'score', baseline: 'baselines/payments/{modelId}.csv' },
        current: 'datasets/payments/{modelId}/{yyyy}-{MM}-{dd}.csv',
      },
      recurrences: [AT_EIGHT],
    },
    overrides: {
      [FLEET_MODEL]: {
        recurrences: [{ ...AT_EIGHT, expression: '0 * * * *' }],
        task: { thresholds: { moderate: 0.05 } },
      },
    },
  },
};
