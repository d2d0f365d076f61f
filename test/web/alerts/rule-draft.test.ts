import { describe, expect, test } from 'vitest';
import { alertRuleRequest } from '../../../shared/contracts/http/alert-rule-request.ts';
import { FAILURE_REASONS } from '../../../shared/domain/run/run-failure.ts';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import { amountIn, unitOf } from '../../../web/alerts/rules/duration-units.ts';
import { changedFields } from '../../../web/alerts/rules/rule-conflict.ts';
import { definitionOf } from '../../../web/alerts/rules/rule-definition.ts';
import { draftOf, NEW_CHANNEL, NEW_RULE, REASONS, requestOf } from '../../../web/alerts/rules/rule-draft.ts';
import { faultAt, otherFaults } from '../../../web/alerts/rules/rule-faults.ts';

const RULE: AlertRuleView = {
  ...{ ruleId: 'retention-trouble', valueStream: 'retention', description: 'Call ada.', tags: ['team:a'] },
  scope: { jobIds: ['churn-daily'], kinds: ['stability'], tags: ['tier:1', 'daily'] },
  conditions: [
    { type: 'drift', band: 'moderate-shift' },
    { type: 'run-failed', reasons: ['timed-out', 'lease-lost'] },
    { type: 'no-success', withinSeconds: 93_600 },
    { type: 'late', toleranceSeconds: 60 },
  ],
  channels: [
    { type: 'email', to: ['ada@example.com', 'grace@example.com'] },
    { type: 'recipients' },
    { type: 'webhook', url: 'https://hooks.example.com/evenkeel', signingSecret: 'HOOK' },
    { type: 'slack', urlSecret: 'SLACK' },
  ],
  ...{ severity: 'critical', groupBy: 'job', quietSeconds: 0, remindSeconds: 86_400, enabled: false },
  ...{ generation: 2, createdAt: '2026-11-20T06:00:00.000Z', updatedAt: '2026-11-21T06:00:00.000Z' },
};

describe('a rule as it is written', () => {
  test('is sent as it was read, where nothing was changed', () => {
    const asked = alertRuleRequest.parse(requestOf(draftOf(RULE)));
    const read = alertRuleRequest.parse(definitionOf(RULE));

    // The form has an order of its own for them.
    const inOrder = (rule: typeof read) =>
      rule.conditions.toSorted((one, other) => one.type.localeCompare(other.type));
    expect({ ...asked, conditions: inOrder(asked) }).toEqual({ ...read, conditions: inOrder(read) });
  });

  test('is one that the API takes, once it has a stream and an address', () => {
    const draft = {
      ...NEW_RULE,
      valueStream: ' retention ',
      channels: [{ ...NEW_CHANNEL, to: 'ada@example.com; grace@example.com\n' }],
    };

    expect(alertRuleRequest.parse(requestOf(draft))).toMatchObject({
      valueStream: 'retention',
      scope: {},
      conditions: [{ type: 'drift', band: 'significant-shift' }, { type: 'run-failed' }],
      channels: [{ type: 'email', to: ['ada@example.com', 'grace@example.com'] }],
    });
  });

  test('sends of a channel what its type needs, whatever was typed before', () => {
    const channel = { type: 'teams', to: 'ada@example.com', url: 'https://x', secret: 'TEAMS' } as const;

    expect(requestOf({ ...NEW_RULE, channels: [channel] }).channels).toEqual([
      { type: 'teams', urlSecret: 'TEAMS' },
    ]);
  });
});

test('offers every reason for which a run can fail', () => {
  expect(REASONS).toEqual(FAILURE_REASONS);
});

describe('changedFields', () => {
  test('finds nothing between a rule and itself, in whatever order its conditions stand', () => {
    expect(changedFields(requestOf(draftOf(RULE)), RULE)).toEqual([]);
  });

  test('says in words what each of two editors has', () => {
    const mine = requestOf({ ...draftOf(RULE), quietSeconds: 7200, looksFor: ['missed'] });

    expect(changedFields(mine, RULE).map(({ name }) => name)).toEqual(['Tells when', 'Quiet']);
    expect(changedFields(mine, RULE)[1]).toMatchObject({
      mine: 'Two openings of one group are told at least 2 h apart.',
      theirs: 'Every opening is told.',
    });
  });
});

describe('faults', () => {
  const FAULTS = [
    { pointer: '/channels/1/to/0', detail: 'must be an e-mail address' },
    { pointer: '/channels/10', detail: 'stands here already' },
    { pointer: '/unheard-of', detail: 'is not known' },
  ];

  test('stand at the field that they are within, and at no other', () => {
    expect(faultAt(FAULTS, '/channels/1')).toBe('must be an e-mail address');
    expect(faultAt(FAULTS, '/channels/0')).toBeUndefined();
  });

  test('of no field are told apart', () => {
    expect(otherFaults(FAULTS, ['/channels'])).toEqual([FAULTS[2]]);
  });
});

test('writes a duration in the largest unit in which it is whole', () => {
  expect(
    [0, 90, 600, 3600, 93_600, 86_400].map((seconds) => [
      amountIn(unitOf(seconds), seconds),
      unitOf(seconds),
    ]),
  ).toEqual([
    [0, 'minutes'],
    [90, 'seconds'],
    [10, 'minutes'],
    [1, 'hours'],
    [26, 'hours'],
    [1, 'days'],
  ]);
});
