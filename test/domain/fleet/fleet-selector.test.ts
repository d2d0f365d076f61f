import { describe, expect, test } from 'vitest';
import { selects, type FleetSelector } from '../../../shared/domain/fleet/fleet-selector.ts';
import { exampleModel } from '../../support/example-model.ts';

/** `churn` of ada@example.com in `retention`, with two tags. */
const CHURN = exampleModel();

function isSelected(selector: FleetSelector, valueStream = 'retention'): boolean {
  return selects({ valueStream, selector }, CHURN);
}

describe('a fleet selects', () => {
  test('every model of its value stream when nothing is said', () => {
    expect(isSelected({})).toBe(true);
    expect(isSelected({}, 'growth')).toBe(false);
  });

  test('models that have all the tags', () => {
    expect(isSelected({ tags: ['tier-1'] })).toBe(true);
    expect(isSelected({ tags: ['tier-1', 'gold'] })).toBe(false);
    expect(
      selects({ valueStream: 'retention', selector: { tags: ['tier-1'] } }, exampleModel({ tags: [] })),
    ).toBe(false);
  });

  test('models of the owner', () => {
    expect(isSelected({ owner: 'ada@example.com' })).toBe(true);
    expect(isSelected({ owner: 'bob@example.com' })).toBe(false);
  });

  test('models that are named, and none where none is', () => {
    expect(isSelected({ modelIds: ['upsell', 'churn'] })).toBe(true);
    expect(isSelected({ modelIds: ['upsell'] })).toBe(false);
  });

  test('models whose id begins with the prefix', () => {
    expect(isSelected({ idPrefix: 'chu' })).toBe(true);
    expect(isSelected({ idPrefix: 'hurn' })).toBe(false);
  });

  test('none that is excepted, whatever else fits', () => {
    expect(isSelected({ modelIds: ['churn'], exceptModelIds: ['churn'] })).toBe(false);
  });

  test('only what fits all that is said', () => {
    expect(isSelected({ idPrefix: 'chu', owner: 'bob@example.com' })).toBe(false);
  });
});
