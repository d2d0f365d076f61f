import { describe, expect, test } from 'vitest';
import { simulateJobContract, simulateRecurrencesContract } from '../../../shared/contracts/http/simulate.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import {
  fromAddress,
  newScenario,
  requestOf,
  toAddress,
  type Scenario,
} from '../../../web/simulate/scenario.ts';

const NEW = newScenario(Date.parse('2026-11-21T14:05:00Z'), 'Europe/London');

const FULL: Scenario = {
  ...NEW,
  outages: [{ from: '2026-11-22T00:00:00Z', until: '2026-11-22T06:00:00Z' }],
  pauses: [{ from: '2026-11-22T10:00:00Z', until: '2026-11-22T12:00:00Z' }],
  edit: {
    at: '2026-11-22T20:00:00Z',
    recurrences: [{ type: 'cron', expression: '*/5 * * * *', timeZone: 'UTC' }],
  },
  ...{ runSeconds: 90, failEvery: 3, policies: { overlap: 'buffer-all' }, other: { catchUp: 'all' } },
};

describe('an address', () => {
  test('holds the whole scenario', () => {
    expect(fromAddress(toAddress(FULL), undefined, NEW)).toEqual(FULL);
  });

  test('names the stored job beside it', () => {
    expect(fromAddress(toAddress(FULL), 'churn-daily', NEW)).toEqual({ ...FULL, job: 'churn-daily' });
  });

  test.for(['', '{', '[]', '{"from":"soon","outages":[{"from":1}],"runSeconds":"x"}'])(
    'that is not in this form is a new one: %s',
    (text) => {
      expect(fromAddress(text, undefined, NEW)).toEqual(NEW);
    },
  );
});

describe('requestOf', () => {
  const bodyOf = (contract: typeof simulateJobContract | typeof simulateRecurrencesContract) =>
    'schema' in contract.body ? contract.body.schema : undefined;

  test('is what the API takes of a schedule', () => {
    const body = requestOf(FULL, { ...FULL.policies, ...FULL.other }, {});

    expect(bodyOf(simulateRecurrencesContract)?.safeParse(body).error).toBeUndefined();
    expect(body['definition']).toMatchObject({
      policies: { overlap: 'buffer-all', catchUp: { policy: 'all' } },
    });
  });

  test('changes the policies of a stored job at the very beginning, and keeps its others', () => {
    const body = requestOf({ ...FULL, job: 'churn-daily' }, { catchUp: 'all' }, { ...DEFAULT_POLICIES });

    expect(bodyOf(simulateJobContract)?.safeParse(body).error).toBeUndefined();
    expect(body['edits']).toMatchObject([
      { at: FULL.from, policies: { timeoutSeconds: 3600, catchUp: { policy: 'all', maxCount: 100 } } },
      { at: '2026-11-22T20:00:00Z' },
    ]);
  });

  test('leaves a stored job as it is where nothing else is chosen', () => {
    expect(requestOf({ ...NEW, job: 'churn-daily' }, {}, { ...DEFAULT_POLICIES })['edits']).toEqual([]);
  });
});
