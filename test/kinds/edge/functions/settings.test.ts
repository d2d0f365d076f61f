import { describe, expect, test } from 'vitest';
import { readEdgeSettings } from '../../../../shared/kinds/edge/settings.ts';

const USUAL = { controlPlane: 'main', reconcileSchedule: '*/10 * * * * *' };

describe('the settings of edge work', () => {
  test.each([{}, { EDGE__controlPlane: '', EDGE__reconcileSchedule: '' }])(
    'are the usual ones unless they say something: %j',
    (environment) => {
      expect(readEdgeSettings(environment)).toEqual(USUAL);
    },
  );

  test('are what they say', () => {
    expect(readEdgeSettings({ EDGE__controlPlane: 'east', EDGE__reconcileSchedule: '0 * * * * *' })).toEqual({
      controlPlane: 'east',
      reconcileSchedule: '0 * * * * *',
    });
  });

  test.each([
    [{ EDGE__controlPlane: 'East' }, 'EDGE__controlPlane', 'must be 1 to 63 lower-case letters'],
    [{ EDGE__reconcileSchedule: '* * *' }, 'EDGE__reconcileSchedule', 'must be an NCRONTAB expression'],
  ])('are refused by name: %j', (environment, name, message) => {
    expect(() => readEdgeSettings(environment)).toThrow(name);
    expect(() => readEdgeSettings(environment)).toThrow(message);
  });
});
