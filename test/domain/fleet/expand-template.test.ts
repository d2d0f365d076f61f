import { describe, expect, test } from 'vitest';
import { expandTemplate } from '../../../shared/domain/fleet/expand-template.ts';
import { exampleFleetDefinition } from '../../support/example-fleet.ts';

const CHURN = { modelId: 'churn', owner: 'ada@example.com' };

function expand(changes: Parameters<typeof exampleFleetDefinition>[0], defaults?: Record<string, unknown>) {
  return expandTemplate(exampleFleetDefinition(changes), CHURN, defaults && { defaults });
}

describe('expandTemplate', () => {
  test('fills the placeholders of the model, however deep, and leaves those of the slot', () => {
    const template = {
      description: '{modelId} of {owner} in {valueStream}',
      task: { paths: ['in/{modelId}/{yyyy}-{MM}.csv'], '{modelId}': 1 },
    };

    expect(expand({ template }).text).toMatchObject({
      description: 'churn of ada@example.com in retention',
      task: { paths: ['in/churn/{yyyy}-{MM}.csv'], '{modelId}': 1 },
      valueStream: 'retention',
    });
  });

  test('spreads runs over five minutes unless something says otherwise', () => {
    const template = { policies: { spreadSeconds: 0 } };

    expect(expand({}).text).toMatchObject({ policies: { spreadSeconds: 300 } });
    expect(expand({}, { policies: { spreadSeconds: 60 } }).text).toMatchObject({
      policies: { spreadSeconds: 60 },
    });
    expect(expand({ template }, { policies: { spreadSeconds: 60 } }).text).toMatchObject({
      policies: { spreadSeconds: 0 },
    });
  });

  test('lays the override over the template, and that over the template of the value stream', () => {
    const defaults = {
      tags: ['gold'],
      policies: { timeoutSeconds: 1, overlap: 'skip', retry: { maxAttempts: 9 } },
    };
    const template = { policies: { timeoutSeconds: 2, overlap: 'allow-all' } };
    const overrides = { churn: { policies: { timeoutSeconds: 3 } }, other: { tags: ['other'] } };

    expect(expand({ template, overrides }, defaults).text).toMatchObject({
      tags: ['gold'],
      policies: { timeoutSeconds: 3, overlap: 'allow-all', retry: { maxAttempts: 9 } },
    });
  });

  test('takes away what is null, and replaces lists as a whole', () => {
    const template = { tags: ['a', 'b'], after: { jobId: 'x' } };
    const overrides = { churn: { tags: ['c'], after: null } };

    const { text } = expand({ template, overrides });

    expect(text['tags']).toEqual(['c']);
    expect(text).not.toHaveProperty('after');
  });

  test('says what is overridden, by pointers', () => {
    const overrides = { churn: { recurrences: [], policies: { retry: { maxAttempts: 1 } }, 'a/b': null } };

    expect(expand({ overrides }).overridden).toEqual([
      '/recurrences',
      '/policies/retry/maxAttempts',
      '/a~1b',
    ]);
  });

  test('says where an owner is asked for that the model has not', () => {
    const fleet = exampleFleetDefinition({ template: { task: { to: ['{owner}'] } } });

    expect(expandTemplate(fleet, { modelId: 'churn' }, undefined).issues).toEqual([
      { pointer: '/task/to/0', message: "has {owner}, and model 'churn' has no owner" },
    ]);
  });

  test('has no override of a model that is called as something every object has', () => {
    const fleet = exampleFleetDefinition();

    expect(expandTemplate(fleet, { modelId: 'constructor' }, undefined).overridden).toEqual([]);
  });
});
