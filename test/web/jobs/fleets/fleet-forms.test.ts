import { describe, expect, test } from 'vitest';
import { patched } from '../../../../web/kit/json/merge-patch.ts';
import { ownWords } from '../../../../web/jobs/fleets/detail/own-words.ts';
import { fleetDefinitionOf } from '../../../../web/jobs/fleets/edit/fleet-definition-of.ts';
import { faultLabel, headField, partFaults } from '../../../../web/jobs/fleets/edit/fleet-faults.ts';
import { headOf, suggestedFleetId, withHead } from '../../../../web/jobs/fleets/edit/fleet-head.ts';
import { outcomeWords, previewRows, selectsWords } from '../../../../web/jobs/fleets/edit/preview-words.ts';
import { jobOfFleet, overrideOf, withOverride } from '../../../../web/jobs/fleets/override/override-of.ts';
import { FLEET_ID_PATTERN } from '../../../../shared/domain/fleet/fleet.ts';

const FLEET = {
  ...{ valueStream: 'retention', template: { kind: 'webhook' }, overrides: {} },
  ...{ selector: {}, whenUnmatched: 'delete' as const },
};

describe('fleetDefinitionOf', () => {
  test('says nothing where it was left to its default', () => {
    expect(fleetDefinitionOf(FLEET)).toEqual({ valueStream: 'retention', template: { kind: 'webhook' } });
  });

  test('says everything else', () => {
    const said = {
      ...{ ...FLEET, description: 'Ours.', selector: { owner: 'ada' }, whenUnmatched: 'keep' as const },
      overrides: { churn: { tags: ['x'] } },
    };

    expect(fleetDefinitionOf(said)).toEqual(said);
  });
});

describe('the head of a fleet', () => {
  test('is what was stored, once it is written again', () => {
    const stored = {
      ...{ valueStream: 'retention', description: 'Ours.', whenUnmatched: 'keep', template: {} },
      selector: {
        tags: ['a', 'b'],
        owner: 'ada',
        idPrefix: 'm',
        modelIds: ['m1', 'm2'],
        exceptModelIds: ['m2'],
      },
    };

    expect(withHead({ template: {} }, headOf(stored))).toEqual(stored);
  });

  test('says no empty condition: an empty list of models would select none', () => {
    const head = { ...headOf({ valueStream: 'retention' }), tags: ' , ', owner: ' ', modelIds: '\n' };

    expect(withHead({ template: {} }, head)).toEqual({ template: {}, valueStream: 'retention' });
  });

  test.each([
    ['retention', 'stability'],
    ['Ünder / Writing?', 'report-collection'],
    ['a-value-stream-with-a-long-name', 'stability'],
    ['--x--', 'webhook'],
  ])('a fleet of %s is called as a fleet may be', (stream, kind) => {
    expect(suggestedFleetId(stream, kind)).toMatch(FLEET_ID_PATTERN);
  });

  test('nothing is suggested before both are known', () => {
    expect([suggestedFleetId('', 'stability'), suggestedFleetId('retention', '')]).toEqual(['', '']);
  });
});

describe('an override', () => {
  const template = {
    ...{ kind: 'stability', task: { modelId: '{modelId}', thresholds: { moderate: 0.1, significant: 0.3 } } },
    recurrences: [{ type: 'cron', expression: '0 6 * * *' }],
  };
  const job = jobOfFleet({ tags: ['gold'], policies: { retry: { maxAttempts: 5 } } }, template);

  test('is what differs from the fleet and the template of its value stream, and nothing else', () => {
    const wanted = withOverride(job, { task: { thresholds: { moderate: 0.05 } }, policies: { retry: null } });

    expect(overrideOf(job, wanted)).toEqual({
      ...{ task: { thresholds: { moderate: 0.05 } } },
      policies: { retry: null },
    });
    expect(withOverride(job, overrideOf(job, wanted))).toEqual(wanted);
  });

  test('takes away what the template of the value stream says', () => {
    const { policies: _gone, ...wanted } = job;

    expect(overrideOf(job, wanted)).toEqual({ policies: null });
  });

  test('is none of a job that is as the others', () => {
    expect(overrideOf(job, job)).toEqual({});
  });

  test('names what is a model’s own once, below the task and the policies', () => {
    const pointers = [
      '/recurrences',
      '/task/thresholds/moderate',
      '/task/thresholds/significant',
      '/policies/retry',
    ];

    expect(ownWords(pointers)).toEqual(['recurrences', 'thresholds', 'retry']);
  });
});

test('patched does what RFC 7396 says', () => {
  expect(patched({ a: 'b', c: { d: 'e', f: 'g' } }, { a: 'z', c: { f: null } })).toEqual({
    a: 'z',
    c: { d: 'e' },
  });
  expect(patched({ a: ['b'] }, { a: { bb: { ccc: null } } })).toEqual({ a: { bb: {} } });
});

describe('the faults of a fleet', () => {
  const faults = [
    { pointer: '/template/task/baseUrl', detail: 'is missing' },
    { pointer: '/templates', detail: 'is not known' },
    { pointer: '/overrides/churn/policies', detail: 'is wrong' },
    { pointer: '/selector/tags/0', detail: 'is too long' },
  ];

  test('of the template are shown at its fields', () => {
    expect(partFaults(faults)).toEqual([{ pointer: '/task/baseUrl', detail: 'is missing' }]);
    expect(partFaults(faults, '/overrides/churn')).toEqual([{ pointer: '/policies', detail: 'is wrong' }]);
  });

  test('are called by what people see', () => {
    expect(faults.map(({ pointer }) => faultLabel(pointer))).toEqual([
      'task › baseUrl',
      'templates',
      'Override of churn',
      'Tags',
    ]);
    expect(headField('/selector/tags/0')).toBe('/selector/tags');
  });
});

describe('a preview', () => {
  const counts = { create: 2, edit: 0, unchanged: 1200, remove: 0, keep: 0, fail: 1 };

  test('tells how many models are selected', () => {
    expect(selectsWords({ models: 1203, isPartial: false })).toBe('It selects 1,203 models.');
    expect(selectsWords({ models: 1, isPartial: false })).toBe('It selects one model.');
    expect(selectsWords({ models: 900, isPartial: true })).toBe('It selects at least 900 models.');
    expect(selectsWords({ models: 0, isPartial: false })).toBe('It selects no model that is there now.');
  });

  test('tells each outcome that there is', () => {
    expect(outcomeWords({ counts }).map(({ words }) => words)).toEqual([
      '2 made',
      '1,200 left as they are',
      '1 not to be made',
    ]);
  });

  test('tells why a job fails, and what would be edited', () => {
    const rows = previewRows({
      jobs: [
        {
          modelId: 'a',
          jobId: 'f--a',
          outcome: 'fail',
          errors: [{ pointer: '/task/baseline', detail: 'is not there' }],
        },
        {
          modelId: 'b',
          jobId: 'f--b',
          outcome: 'edit',
          differences: [{ pointer: '/tags', before: ['x'], after: undefined }],
        },
      ],
    });

    expect(rows.map(({ lines, look }) => [look.label, ...lines])).toEqual([
      ['Fails', 'task › baseline is not there'],
      ['Edited', 'tags: x → not set'],
    ]);
  });
});
