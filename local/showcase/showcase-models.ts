/** How what is measured changes over the days of the showcase. */
export type Drift = 'steady' | 'rising' | 'jump' | 'waning' | 'new-level' | 'missing';

/** A model of the showcase. */
export interface ShowcaseModel {
  readonly modelId: string;
  readonly valueStream: string;
  readonly description: string;
  readonly owner: string;
  readonly drift: Drift;
  /** When its job is due each day, local to its zone. */
  readonly cron: string;
  readonly timeZone: string;
  /** Values of the column `region`. */
  readonly regions: readonly string[];
  readonly tags?: readonly string[];
  readonly isMeasuredBySegment?: true;
}

const EUROPE = ['north', 'south', 'west', 'east'];
const AMERICA = ['northeast', 'midwest', 'south', 'west'];

function model(
  valueStream: string,
  modelId: string,
  rest: Omit<ShowcaseModel, 'valueStream' | 'modelId' | 'owner' | 'regions'> & {
    regions?: readonly string[];
  },
): ShowcaseModel {
  return { valueStream, modelId, owner: `${valueStream}@example.com`, regions: EUROPE, ...rest };
}

const LONDON = 'Europe/London';
const NEW_YORK = 'America/New_York';
const BERLIN = 'Europe/Berlin';

/** Models of four value streams, each with a story of its own over the last thirty days. */
export const SHOWCASE_MODELS: readonly ShowcaseModel[] = [
  model('retention', 'churn-risk', {
    ...{ description: 'Who will leave within three months', drift: 'jump', tags: ['tier-1'] },
    ...{ cron: '0 6 * * *', timeZone: LONDON, isMeasuredBySegment: true },
  }),
  model('retention', 'win-back', {
    ...{ description: 'Who will return when asked', drift: 'steady' },
    ...{ cron: '30 6 * * *', timeZone: LONDON },
  }),
  model('retention', 'next-offer', {
    ...{ description: 'Which offer a customer takes', drift: 'new-level', tags: ['tier-1'] },
    ...{ cron: '0 7 * * *', timeZone: LONDON },
  }),
  model('lending', 'application-score', {
    ...{
      description: 'Default within twelve months, at application',
      drift: 'rising',
      tags: ['tier-1', 'regulated'],
    },
    ...{ cron: '30 5 * * *', timeZone: NEW_YORK, regions: AMERICA },
  }),
  model('lending', 'behaviour-score', {
    ...{ description: 'Default within twelve months, of customers', drift: 'steady', tags: ['regulated'] },
    ...{ cron: '0 5 * * *', timeZone: NEW_YORK, regions: AMERICA },
  }),
  model('lending', 'limit-increase', {
    ...{ description: 'Who can be lent more', drift: 'waning', tags: ['regulated'] },
    ...{ cron: '15 5 * * *', timeZone: NEW_YORK, regions: AMERICA },
  }),
  model('lending', 'collections-priority', {
    ...{ description: 'Whom to call first', drift: 'steady' },
    ...{ cron: '45 5 * * *', timeZone: NEW_YORK, regions: AMERICA },
  }),
  model('payments', 'card-fraud', {
    ...{ description: 'Fraud on card payments', drift: 'missing', tags: ['tier-1', 'real-time'] },
    ...{ cron: '0 4 * * *', timeZone: BERLIN },
  }),
  model('payments', 'transfer-fraud', {
    ...{ description: 'Fraud on transfers', drift: 'steady', tags: ['tier-1'] },
    ...{ cron: '20 4 * * *', timeZone: BERLIN },
  }),
  model('payments', 'merchant-risk', {
    ...{ description: 'Merchants that will be charged back', drift: 'rising' },
    ...{ cron: '40 4 * * *', timeZone: BERLIN },
  }),
  model('pricing', 'motor-premium', {
    ...{ description: 'Expected claims of a motor policy', drift: 'steady', tags: ['regulated'] },
    ...{ cron: '0 3 * * MON-FRI', timeZone: BERLIN },
  }),
  model('pricing', 'home-premium', {
    ...{ description: 'Expected claims of a home policy', drift: 'waning' },
    ...{ cron: '10 3 * * MON-FRI', timeZone: BERLIN },
  }),
];
